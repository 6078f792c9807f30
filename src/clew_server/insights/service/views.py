"""The page of service."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from clew.findings.sections.shown import Service
from clew.findings.wording.language import Language
from clew.reports.service import service_shown
from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.hiding.sections import HIDDEN, service_for_viewers
from clew_server.insights.hiding.words import fewer_than
from clew_server.insights.kept.asker import arguments_of
from clew_server.insights.kept.polling import polled
from clew_server.insights.kept.services import shown
from clew_server.insights.questions.showing.words import metric_label
from clew_server.insights.reading import Reading
from clew_server.insights.service.opening import with_openings
from clew_server.web.timing import asking

__all__ = ["said", "service"]

DEFAULT_PERIOD = "last-90-days"
#: What can be filtered here: fields that tickets and calls have.
FIELDS = ("channel", "topic", "kind", "priority", "team", "queue")


def service(request: MemberRequest) -> HttpResponse:
    """Return how tickets and calls were served in the span, from what a job has kept."""
    reading = Reading(request, DEFAULT_PERIOD)
    with asking():
        kept = shown(reading, "service.tell", arguments_of(reading.asked), anew="anew" in request.GET)
    if part := polled(request, kept):
        return part
    reader = Language(translation.get_language() or "en")
    document = kept.document or {}
    found = msgspec.convert(document["service"], Service) if document.get("service") else None
    k, is_strict = configuration().smallest_group, not sees_customers(request.member.role)
    if is_strict:
        found = service_for_viewers(found, k)
    told = said(found, service_shown(found, reader, draws=False), fewer_than(k))
    if told:
        told["parts"] = [with_openings(reading, part) for part in told["parts"]]
        _mark_changes(reading, found, told["parts"])
    context = {
        "reading": reading,
        "fields": FIELDS,
        "asked": reading.asked,
        "kept": kept,
        "missing": [(metric_label(each["kind"]), each["why"]) for each in document.get("missing", ())],
        "document": document,
        "is_strict": is_strict,
        "service": told,
        "headline": _headline(told),
    }
    return render(request, "service/service.html", context)


def said(found: Service | None, shown: dict[str, Any] | None, few: str) -> dict[str, Any] | None:
    """Return what the page shows, with words where a count is not told."""
    if found is None or shown is None:
        return shown
    for part, told in zip(found.parts, shown["parts"], strict=True):
        for times, line in zip(part.times, told["times"], strict=True):
            if times.open == HIDDEN:
                line["open"] = few
        if told["backlog"]:
            rows = zip(part.backlog, told["backlog"]["rows"], strict=True)
            told["backlog"]["rows"] = [(row[0], few, "0") if month.open == HIDDEN else row for month, row in rows]
    return shown


def _mark_changes(reading: Reading, found: Service | None, parts: list[dict[str, Any]]) -> None:
    """Add to each month of the backlog what the company changed in it."""
    for part, told in zip(found.parts if found else (), parts, strict=True):
        if told["backlog"]:
            months = [each.period for each in part.backlog]
            changed = {mark["period"]: mark["what"] for mark in reading.marks(months)}
            rows = zip(months, told["backlog"]["rows"], strict=True)
            told["backlog"]["rows"] = [(*row, changed.get(month, "")) for month, row in rows]


def _headline(told: dict[str, Any] | None) -> dict[str, str]:
    """Return how long it takes until a ticket is solved, in words; nothing where that is not known."""
    times = (each for part in (told or {"parts": []})["parts"] for each in part["times"])
    solved = next((each for each in times if each["metric"] == "resolution_time"), None)
    if solved is None or not all(each["range"] for each in solved["figures"]):
        return {}
    half, most = (each["value"] for each in solved["figures"])
    return {"half": half, "most": most, "working": "yes" if solved["clock"] else ""}
