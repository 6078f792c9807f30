"""How we serve is computed by a job: some thirty questions, many of them survival curves."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext_lazy

from clew.findings.sections.service import service_of
from clew_server.insights.kept.asker import work_of
from clew_server.insights.kept.services import keep
from clew_server.jobs.registry import Running, job

__all__ = ["tell"]


@job("service.tell", is_waited_for=True, label=gettext_lazy("Compute how tickets and calls are served"))
def tell(running: Running) -> dict[str, Any]:
    """Gather the section of service over the span and filters that were asked for, and keep it."""
    work, lake = work_of(running)
    running.tell("tickets and calls", None)
    found = service_of(work)
    missing = [{"kind": item.kind, "why": item.why} for item in work.missing]
    document = {"service": msgspec.to_builtins(found), "missing": missing}
    assert running.workspace_id is not None, "sections are a workspace's"  # noqa: S101 - the page queues it so
    keep(running.workspace_id, running.arguments["key"], lake, document)
    return {"parts": len(found.parts) if found else 0}
