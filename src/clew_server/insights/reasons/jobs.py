"""Contact reasons are computed by a job: the rules are matched against every contact."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext_lazy

from clew.findings.sections.reasons import reasons_of
from clew_server.insights.kept.asker import work_of
from clew_server.insights.kept.services import keep
from clew_server.jobs.registry import Running, job

__all__ = ["tell"]


@job("reasons.tell", is_waited_for=True, label=gettext_lazy("Compute the contact reasons"))
def tell(running: Running) -> dict[str, Any]:
    """Gather the reasons of tickets and of calls over the span and filters that were asked for, and keep them."""
    work, lake = work_of(running)
    running.tell("tickets and calls", None)
    found = reasons_of(work)
    missing = [{"kind": item.kind, "why": item.why} for item in work.missing]
    document = {"reasons": msgspec.to_builtins(found), "missing": missing}
    assert running.workspace_id is not None, "sections are a workspace's"  # noqa: S101 - the page queues it so
    keep(running.workspace_id, running.arguments["key"], lake, document)
    return {"tables": len(found)}
