"""The page of touchpoints, and its grid when that comes later."""

from __future__ import annotations

from threading import Lock
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clew.errors import UsageError
from clew.findings.grid import Grid
from clew.questions.question import Question
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.hiding.showing import version_of
from clew_server.insights.hiding.suppression import Key
from clew_server.insights.hiding.viewing import Viewed, asked_for, viewed
from clew_server.insights.measures import find_measures, measure_questions
from clew_server.insights.reading import Reading
from clew_server.insights.touchpoints.asking import Choice, chosen, dimensions_of, grid_question, poolable
from clew_server.insights.touchpoints.table import sentence_of, table_of
from clew_server.insights.waiting import PATIENCE, answers, done_within
from clew_server.web.figures.reader import reader

__all__ = ["grid", "touchpoints"]

#: A grid of a quarter is more than one of a month.
PERIOD = "last-90-days"
KEPT = 32
_kept: dict[tuple[Any, ...], Grid] = {}
_lock = Lock()


def touchpoints(request: MemberRequest) -> HttpResponse:
    """Return the page."""
    return render(request, "touchpoints/touchpoints.html", _context(request, PATIENCE))


def grid(request: MemberRequest) -> HttpResponse:
    """Return the grid, waiting for it; without htmx the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"../?{request.GET.urlencode()}")
    return render(request, "touchpoints/grid.html", {**_context(request, None), "is_part": True})


def _context(request: MemberRequest, seconds: float | None) -> dict[str, Any]:
    reading = Reading(request, PERIOD)
    measures, lacking = find_measures(reading, answers(reading, measure_questions(reading)))
    offered = poolable(measures)
    common = {"asked": reading.asked, "reading": reading, "measures": offered, "lacking": lacking}  # fmt: skip
    if not offered:
        return {**common, "state": "empty"}
    choice = chosen(offered, dict(request.GET.lists()), reading.role)
    common |= {"choice": choice, "dimensions": dimensions_of(choice.measure), "query": _query(reading, choice)}
    hidden: frozenset[Key] = frozenset()
    try:
        found, hidden = _permitted(reading, grid_question(reading, choice), seconds)
    except UsageError as error:
        return {**common, "state": "refused", "reason": str(error)}
    if found is None:
        return {**common, "state": "waiting"}
    table = table_of(reading, choice, found, reader(), hidden)
    return {**common, "state": "shown", "table": table, "sentence": sentence_of(table)}


def _query(reading: Reading, choice: Choice) -> str:
    return reading.asked.query(measure=choice.measure.name, by=choice.by)


def _permitted(reading: Reading, question: Question, seconds: float | None) -> tuple[Grid | None, frozenset[Key]]:
    """Return the grid as its reader may see it, and the cells that stay hidden; None where it is not there yet."""
    if sees_customers(reading.role):
        return _grid(reading, question, seconds), frozenset()
    handle, workspace_id, role = reading.handle, reading.workspace.id, reading.role
    key = ("viewed", "grid", str(workspace_id), role, version_of(reading.snapshot), msgspec.json.encode(question))

    def work() -> Viewed | None:
        return done_within(key, lambda: asked_for(handle, workspace_id, role, question, with_grid=True), seconds)

    seen = viewed(reading, question, work, with_grid=True)
    return (None, frozenset()) if seen is None else (seen.grid, seen.hidden)


def _grid(reading: Reading, question: Question, seconds: float | None) -> Grid | None:
    """Return the grid of this lake version, kept from before where it is."""
    snapshot = reading.snapshot
    key = (
        "grid",
        str(reading.workspace.id),
        snapshot.version,
        snapshot.settings_version,
        msgspec.json.encode(question),
    )
    if key in _kept:
        return _kept[key]
    handle = reading.handle
    found = done_within(key, lambda: handle.grid(question), seconds)
    if found is not None:
        with _lock:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.pop(next(iter(_kept)))
    return found
