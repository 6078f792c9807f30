"""The pages of paths."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from clew.errors import ClewError, UsageError
from clew.findings.sections.shown import Journey
from clew.findings.wording.language import Language
from clew.reports.journey import journey_shown
from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.insights.filters import field_label
from clew_server.insights.hiding.fields import check_fields, sees_customers
from clew_server.insights.hiding.ways import FEW, ways_for_viewers
from clew_server.insights.hiding.words import fewer_than
from clew_server.insights.kept.polling import polled
from clew_server.insights.kept.services import shown
from clew_server.insights.paths.told import told_of
from clew_server.insights.paths.walks import CUTS, FIELDS, NAMES, TIMES, VIEWS, Walks, asked_paths, walks_of
from clew_server.insights.reading import Reading
from clew_server.web.timing import asking

__all__ = ["paths", "rows"]

DEFAULT_PERIOD = "last-90-days"
MOST_ROWS = 200


def paths(request: MemberRequest) -> HttpResponse:
    """Return one view of the paths, from what a job has kept; without it, how far the job is."""
    reading = Reading(request, DEFAULT_PERIOD)
    walks = _permitted(request, walks_of(request.GET))
    with asking():
        kept = shown(reading, "paths.tell", walks.arguments(reading.asked), anew="anew" in request.GET)
    if part := polled(request, kept):
        return part
    reader = Language(translation.get_language() or "en")
    document = kept.document or {}
    k = configuration().smallest_group
    is_strict = not sees_customers(request.member.role)
    if is_strict:
        document = ways_for_viewers(document, walks.view, k)
    context: dict[str, Any] = {
        "reading": reading,
        "asked": reading.asked,
        "fields": FIELDS,
        "carried": carried(request),
        "walks": walks,
        "kept": kept,
        "views": VIEWS,
        "cuts": CUTS,
        "names": NAMES,
        "times": TIMES,
        "document": document,
        "is_strict": is_strict,
        "few": fewer_than(k) if document.get(FEW) else "",
        "lead": told_of("summary", document, reader),
        "told": told_of(walks.view, document, reader),
        "choices": []
        if is_strict
        else [
            (field_label(name), [(value, f"{name}={value}") for value in values])
            for name, values in (document.get("choices") or {}).items()
        ],
        "before_title": gettext("Before it"),
        "after_title": gettext("After it"),
    }
    if document.get("map"):
        journey = msgspec.convert(document["map"], Journey)
        drawn = journey_shown(journey, reader) or {}
        if document["map"].get("withheld"):  # its sentences tell shares of all paths from which a few could be counted
            drawn |= {"lead": [], "definition": ""}
        context |= {"journey": drawn, "edges": _edges(reading, journey, reader)}
    return render(request, "paths/paths.html", context)


def _permitted(request: MemberRequest, walks: Walks) -> Walks:
    """Return the walks without groups that the reader may not tell apart: those of a field that names a person."""
    try:
        check_fields(request.member.role, [field_of_groups(walks.groups)])
    except UsageError:
        return replace(walks, groups="")
    return walks


def field_of_groups(groups: str) -> str:
    """Return the field by which two groups are told apart.

    >>> field_of_groups("traits.plan=basic"), field_of_groups("channel")
    ('traits.plan', 'channel')
    """
    return re.split(r"[=!<>]", groups, maxsplit=1)[0].strip()


def carried(request: MemberRequest) -> list[tuple[str, str]]:
    """Return what else the address says: the form of the paths takes it along."""
    names = ("period", "from", "to", "compare", "where", "segment")
    return [(name, value) for name in names for value in request.GET.getlist(name)]


def _edges(reading: Reading, journey: Journey, reader: Language) -> list[dict[str, Any]]:
    """Return the transitions of the picture as a table, each with the address of its rows."""
    address, how = reverse("paths:rows", args=[reading.workspace.id]), {"names": journey.names, "by": journey.by}
    return [
        {
            "from": edge.start,
            "to": edge.end,
            "count": reader.number(edge.count, 0),
            "share": reader.percent(edge.share),
            "median": reader.span(edge.median_seconds),
            "in_circle": edge.in_circle,
            "rows": f"{address}?{reading.asked.query(start=edge.start, end=edge.end, **how)}",
        }
        for edge in journey.edges
    ]


def rows(request: MemberRequest) -> HttpResponse:
    """Return the contacts behind one transition, each with its place in the journal."""
    reading = Reading(request, DEFAULT_PERIOD)
    walks = walks_of(request.GET)
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    context: dict[str, Any] = {"reading": reading, "asked": reading.asked, "walks": walks, "start": start, "end": end}
    try:
        with asking():
            found = asked_paths(reading.handle, walks.arguments(reading.asked)).behind(f"{start},{end}", MOST_ROWS)
    except ClewError as error:
        return render(request, "paths/rows.html", {**context, "error": str(error)}, status=400)
    columns = [name for name in _COLUMNS if any(row.get(name) is not None for row in found["rows"])]
    context |= {
        "columns": columns,
        "rows": [[row.get(name) for name in columns] for row in found["rows"]],
        "count": found["count"],
        "not_shown": found["not_shown"],
    }
    return render(request, "paths/rows.html", context)


_COLUMNS = (
    "transition", "step", "path", "customer_id", "event_id", "call_id", "ticket_id", "occurred_at", "queued_at",
    "opened_at", "name", "touchpoint", "channel", "team", "wait_seconds", "journal_ref",
)  # fmt: skip
