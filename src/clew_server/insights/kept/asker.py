"""What a job asks with: the library's sections over one span and its filters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from clew.findings.asking.workspace_asker import WorkspaceAsker
from clew.findings.wording.language import Language
from clew.findings.work import Work
from clew.metrics import METRICS
from clew.store import Snapshot
from clew_server.insights.asked import Asked
from clew_server.jobs.registry import Running
from clew_server.lakes.handles import opened

__all__ = ["arguments_of", "work_of"]


def arguments_of(asked: Asked) -> dict[str, Any]:
    """Return what a job is told of the span and the filters of an address."""
    return {
        "where": [*asked.where, *(f"segment={name}" for name in asked.segments)],
        "start": asked.start and asked.start.isoformat(),
        "end": asked.end and asked.end.isoformat(),
    }


def work_of(running: Running) -> tuple[Work, Snapshot]:
    """Return the library's way to gather a section as the job was told, and the lake version it reads."""
    assert running.workspace_id is not None, "sections are a workspace's"  # noqa: S101 - the page queues it so
    told, workspace_id = running.arguments["asked"], UUID(str(running.workspace_id))
    handle = opened(workspace_id)
    lake = handle.store.snapshot()
    asker = WorkspaceAsker(
        lake, handle.engine, lake.tables, lake.settings.zone, lake.settings.week_start,
        span=(told["start"], told["end"]), filters=told["where"],
    )  # fmt: skip
    known = {name: (metric.label, metric.unit, metric.direction) for name, metric in METRICS.items()}
    return Work(asker, known, Language("en"), running.tell), lake
