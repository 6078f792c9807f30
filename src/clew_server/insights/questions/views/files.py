"""Answers and charts as files, for those who may take data away."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clew.errors import ClewError
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.hiding.guarded import Guarded
from clew_server.insights.questions.answering import Asking, asking_of
from clew_server.insights.questions.asking.query import query_of
from clew_server.insights.questions.showing.files import answer_sheet, notes_of, to_csv, to_json, to_xlsx
from clew_server.insights.questions.showing.picture import png, svg

__all__ = ["KINDS", "download"]

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def download(request: MemberRequest, form: str) -> HttpResponse:
    """Return the answer as a file of a ``form``: csv, xlsx, json, svg or png."""
    if form not in KINDS:
        raise Http404
    query = query_of(request.GET)
    asking = asking_of(request, query)
    try:
        found = asking.answer()
        assert found is not None, "a file waits for its answer"  # noqa: S101 - FOR_GOOD is longer than any question
        body = _body(form, asking, found)
    except ClewError as error:
        back = f"{reverse('questions:questions', args=[request.workspace.id])}?{query.address()}"
        return render(request, "questions/closed.html", {"why": str(error), "back": back}, status=400)
    name = re.sub(r"[^a-z0-9]+", "-", f"{query.metric} {query.statistic} {' '.join(query.by)}".lower()).strip("-")
    return HttpResponse(
        body, content_type=KINDS[form], headers={"Content-Disposition": f'attachment; filename="{name[:80]}.{form}"'}
    )


def _body(kind: str, asking: Asking, found: Guarded) -> bytes:
    if kind == "svg":
        return svg(found.answer, asking.reading).encode()
    if kind == "png":
        return png(found.answer, asking.reading)
    if kind == "json":
        return to_json(found.answer)
    sheet = answer_sheet(found.answer, bool(found.question.every))
    return to_csv(sheet) if kind == "csv" else to_xlsx(sheet, notes_of(asking.shown(found), found.answer))
