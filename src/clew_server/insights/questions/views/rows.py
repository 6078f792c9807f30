"""The rows behind one figure, a page at a time, to those who see customers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from clew.errors import ClewError
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.feedback.holding import without_words
from clew_server.insights.questions.answering import asking_of
from clew_server.insights.questions.asking.query import query_of, quoted
from clew_server.insights.questions.guarding.opening import Cell, narrowed, opens, page_of_rows, table_counted
from clew_server.insights.questions.showing.figures import count
from clew_server.insights.questions.showing.shown import moment
from clew_server.web.figures.periods import period

__all__ = ["rows"]

#: Columns that a table of rows shows unless others are chosen, as far as they have anything.
FIRST = (
    "feedback_id", "ticket_id", "event_id", "call_id", "promise_id", "purchase_id", "subscription_id", "customer_id",
    "y", "rating", "verbatim", "answered_at", "asked_at", "occurred_at", "opened_at", "queued_at", "made_at",
    "purchased_at", "program", "touchpoint", "channel", "topic", "kind", "team", "journal_ref",
)  # fmt: skip
LONGEST, WRAPPED = 20, 60


def rows(request: MemberRequest) -> HttpResponse:
    """Return a page of the rows behind one cell; a page that says why where the cell stays closed."""
    query = query_of(request.GET)
    cell = Cell(tuple(request.GET.getlist("cell")[:LONGEST]), request.GET.get("at", "")[:20])
    asking = asking_of(request, query)
    back = f"{reverse('questions:questions', args=[request.workspace.id])}?{query.address()}"
    try:
        if asking.question is None:
            return _closed(request, asking.error, back, 400)
        question = narrowed(asking.question, cell)
        found = asking.answer()
        alone = asking.reading.ask(question).answer
        n = sum(row.n for row in alone.rows if alone.statistic != "distribution") or max(
            (row.n for row in alone.rows), default=0
        )
        if found is None or not opens(found, n):
            return _closed(request, _too_few(), back, 403)
        page = _number(request.GET.get("page", "1"))
        here, more = page_of_rows(asking.reading.handle, question, page)
        here = without_words(request.workspace.id, here)
    except ClewError as error:
        return _closed(request, str(error), back, 400)
    columns = list(dict.fromkeys(name for row in here for name in row))
    chosen = [name for name in request.GET.getlist("column") if name in columns] or [c for c in FIRST if c in columns]
    say = {"cell": cell.filters, "at": cell.period, "column": request.GET.getlist("column")}
    context: dict[str, Any] = {
        "shown": asking.shown(found),
        "n": count(n),
        "table": table_counted(question),
        "cell": [*cell.filters, *([period(cell.period, question.week_start)] if cell.period else [])],
        "columns": [(name, name in chosen) for name in columns],
        "heads": chosen,
        "lines": [[_cell(request, row, name, asking.reading.settings.zone) for name in chosen] for row in here],
        "page": page,
        "previous": query.address(**say, page=page - 1) if page > 1 else "",
        "next": query.address(**say, page=page + 1) if more else "",
        "hidden": [(name, value) for name, value in _pairs(request) if name not in {"column", "page"}],
        "back": back,
    }
    return render(request, "questions/rows.html", context)


def _too_few() -> str:
    return gettext(
        "Too few people answered here, and they were promised not to be known. Their answers stay closed to everybody;"
        " take a longer period or fewer dimensions."
    )


def _closed(request: MemberRequest, why: str, back: str, status: int) -> HttpResponse:
    return render(request, "questions/closed.html", {"why": why, "back": back}, status=status)


def _pairs(request: MemberRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("100000") else 1


def _cell(request: MemberRequest, row: dict[str, Any], name: str, zone: str) -> dict[str, str]:
    """Return one cell: its text and where it leads."""
    value = row.get(name)
    text = "" if value is None else str(value)
    if name.endswith("_at") and text:
        text = moment(text, zone)
    if name == "y" and isinstance(value, float):
        text = f"{value:g}"
    link = ""
    if name == "customer_id" and text:
        link = _address("customers:customer", request, f"id={_quoted(text)}")
    elif name == "verbatim" and text and row.get("feedback_id"):
        link = _address("feedback:feedback", request, f"period=all&where={_quoted(_is(row['feedback_id']))}")
    return {
        "text": text,
        "link": link,
        "is_number": "yes" if isinstance(value, int | float) else "",
        "is_long": "yes" if len(text) > WRAPPED else "",
    }


def _is(feedback_id: object) -> str:
    return f"feedback_id={quoted(str(feedback_id))}"


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _address(route: str, request: MemberRequest, query: str) -> str:
    try:
        return f"{reverse(route, args=[request.workspace.id])}?{query}"
    except NoReverseMatch:  # a room that is not built in does not exist
        return ""
