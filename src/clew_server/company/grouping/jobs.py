"""How many customers are in each segment is counted by a job."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from clew.errors import ClewError
from clew.questions.segments.counting import count_members
from clew.questions.segments.segment import Segment
from clew_server.insights.kept.services import keep
from clew_server.jobs.registry import Running, job
from clew_server.lakes.handles import opened

__all__ = ["count"]


@job("company.segments", label=gettext_lazy("Count the customers of segments"), is_waited_for=True)
def count(running: Running) -> dict[str, int]:
    """Count the customers of each segment that was asked for; one that the data cannot tell is left out."""
    assert running.workspace_id is not None, "segments are a workspace's"  # noqa: S101 - the page queues it so
    handle, told = opened(running.workspace_id), running.arguments["asked"]["segments"]
    document: dict[str, int] = {}
    lake = handle.store.snapshot()
    for name, segment in told.items():
        try:
            document |= count_members(lake, handle.engine, {name: Segment.of(segment)})
        except ClewError:
            continue
    keep(running.workspace_id, running.arguments["key"], lake, document)
    return {"segments": len(document)}
