"""The page that asks: a form, all of it in the address, and beside it the answer as sentence, chart and table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from clew.errors import ClewError, UsageError
from clew.questions.answer import Answer, AnswerRow
from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.insights.hiding.fields import check_fields, sees_customers
from clew_server.insights.questions.answering import FOR_GOOD, Asking, asking_of
from clew_server.insights.questions.asking.form import form_of
from clew_server.insights.questions.asking.offers import table_of, values_of
from clew_server.insights.questions.asking.query import Query, query_of, quoted
from clew_server.insights.questions.guarding.opening import cell_of_row, table_counted
from clew_server.insights.questions.kept import find, may_change
from clew_server.insights.questions.showing.figures import count
from clew_server.insights.questions.showing.picture import can_be_drawn, document, svg
from clew_server.insights.questions.showing.shown import title_of
from clew_server.insights.questions.showing.words import dimension, value_text
from clew_server.insights.waiting import PATIENCE
from clew_server.web.charts import chart_text

__all__ = ["chart", "questions", "values"]


def questions(request: MemberRequest) -> HttpResponse:
    """Return the page with the form and the answer; a long answer comes after its shape, to a plain form at once."""
    query, given = query_of(request.GET), request.GET
    picked = next((f for f, v in zip(given.getlist("field"), given.getlist("value"), strict=False) if f and not v), "")
    here = reverse("questions:questions", args=[request.workspace.id])
    kept = {name: given[name] for name in ("saved", "wait") if given.get(name)}
    address = query.address(**kept, pick=picked or given.get("pick", ""))
    if "field" in given and not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{here}?{address}")
    asking = asking_of(request, query)
    context = _context(request, asking, patience=FOR_GOOD if given.get("wait") else PATIENCE)
    context |= _picked(request, query, picked or given.get("pick", ""))
    context["saved"] = _saved(request)
    response = render(request, "questions/questions.html", context)
    if request.htmx and not given.get("part"):  # type: ignore[attr-defined]
        response["HX-Push-Url"] = f"{here}?{address}"
    return response


def values(request: MemberRequest) -> HttpResponse:
    """Return the values of one field with their counts, to be picked as filters."""
    query = query_of(request.GET)
    name = next((field for field in request.GET.getlist("field") if field), "")
    return render(request, "questions/parts/values.html", _picked(request, query, name))


def chart(request: MemberRequest) -> HttpResponse:
    """Return the chart of an answer for inside the page; with ``form=svg`` as a picture, for pages without scripts."""
    query = query_of(request.GET)
    asking = asking_of(request, query)
    context: dict[str, Any] = {"title": title_of(query)}
    try:
        found = asking.answer()
        if found and can_be_drawn(found.answer):
            if request.GET.get("form") == "svg":
                return HttpResponse(svg(found.answer, asking.reading), content_type="image/svg+xml")
            context["document"] = chart_text(document(found.answer, asking.reading))
    except ClewError as error:
        context["error"] = str(error)
    return render(request, "questions/parts/chart.html", context)


def rows_link(request: MemberRequest, query: Query, answer: Answer, table: str) -> Any:
    """Return the function that gives the address of the rows behind a figure; "" to those who may not."""
    here = reverse("questions:rows", args=[request.workspace.id])
    opens = sees_customers(request.member.role)

    def link(row: AnswerRow) -> str:
        if not opens or not row.n:
            return ""
        cell = cell_of_row(answer, row, table)
        return f"{here}?{query.address(cell=cell.filters, at=cell.period)}"

    return link


def _context(request: MemberRequest, asking: Asking, patience: float) -> dict[str, Any]:
    query, error, found = asking.query, asking.error, None
    if not error:
        try:
            found = asking.answer(patience)
        except ClewError as problem:
            error = str(problem)
    address = query.address()
    context: dict[str, Any] = {
        "form": form_of(query, asking.reading, asking.role, error),
        "query": query,
        "address": address,
        "again": query.address(part="answer", wait="1"),
        "error": error,
        "asked": asking.reading.asked,
        "is_anchored": asking.reading.is_anchored,
        "is_waiting": found is None and not error,
    }
    if found is not None and asking.question is not None:
        link = rows_link(request, query, found.answer, table_counted(asking.question))
        context |= {"found": found, "shown": asking.shown(found, link), "is_drawn": can_be_drawn(found.answer)}
    return context


def _picked(request: MemberRequest, query: Query, name: str) -> dict[str, Any]:
    """Return the values that the field ``name`` has, as filters to be ticked."""
    if not name:
        return {}
    table = table_of(query.metric, query.settings)
    try:
        check_fields(request.member.role, (name,))
        reading = asking_of(request, query).reading
        offered = values_of(reading.handle, request.workspace.id, table, name)
    except UsageError as error:
        return {"picked": dimension(name), "picked_error": str(error)}
    smallest = 0 if sees_customers(request.member.role) else configuration().smallest_group
    return {
        "picked": dimension(name),
        "values": [
            (f"{name}={quoted(each.text or '')}", value_text(each.text), count(each.count) if each.count else "")
            for each in offered
            if each.count >= smallest or not each.count
        ],
    }


def _saved(request: MemberRequest) -> dict[str, Any] | None:
    try:
        found = find(request.member, UUID(request.GET.get("saved", "")))
    except ValueError:
        return None
    if found is None:
        return None
    return {"question": found, "may_change": may_change(request.member, found)}
