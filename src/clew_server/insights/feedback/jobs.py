"""Counting verbatims by facet takes long over much feedback: a job does it and keeps the counts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from clew.questions.parse import parse_filter
from clew.questions.timing.times import read_time
from clew.text.reading import count_facets
from clew_server.insights.feedback import exporting
from clew_server.insights.feedback.words import FACETS
from clew_server.insights.kept.services import keep
from clew_server.insights.prepared import place_for
from clew_server.jobs.registry import Running, job
from clew_server.lakes.handles import opened

__all__ = ["export", "facets"]


@job("feedback.facets", label=gettext_lazy("Counting what customers wrote"), is_waited_for=True)
def facets(running: Running) -> dict[str, Any]:
    """Count the verbatims of a span and its filters by each facet, and keep the counts."""
    assert running.workspace_id is not None, "feedback is a workspace's"  # noqa: S101 - the page queues it so
    handle, told = opened(running.workspace_id), running.arguments["asked"]
    lake = handle.store.snapshot()
    start, end = (read_time(day, lake.settings.zone) if day else None for day in (told["start"], told["end"]))
    filters = [parse_filter(text) for text in told["where"]]
    found = count_facets(lake, handle.engine, filters, facets=FACETS, start=start, end=end)
    keep(running.workspace_id, running.arguments["key"], lake, found)
    return {"facets": len(found)}


@job("feedback.export", label=gettext_lazy("Writing what customers wrote into a file"))
def export(running: Running) -> dict[str, Any]:
    """Write the verbatims that were asked for into a file, to be fetched within an hour by who asked."""
    assert running.workspace_id is not None, "feedback is a workspace's"  # noqa: S101 - the page queues it so
    asked = exporting.find(running.workspace_id, running.arguments["export"])
    if asked is None:
        return {}
    with translation.override(asked.language), place_for(running.workspace_id, running.job_id, asked.form) as path:
        rows = exporting.write(asked, path, lambda share: running.tell("verbatims", share))
    asked.delete()
    return {"rows": rows, "address": reverse("feedback:file", args=[running.workspace_id, running.job_id])}
