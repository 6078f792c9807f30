"""The pages of segments."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from clew.errors import ClewError, UsageError
from clew.questions.segments.counting import count_members
from clew.questions.segments.segment import KIND, Segment, checked_name, read_segments
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.grouping.conditions import BLANK, Row, checked, fields_of, rows_of, said, values_for
from clew_server.company.models import Edit
from clew_server.company.pages import back, page
from clew_server.company.seen import ConflictError, conflict_of
from clew_server.configuration import configuration
from clew_server.insights.filters import OPERATORS
from clew_server.insights.kept.services import shown
from clew_server.insights.questions.kept import seen_by
from clew_server.insights.reading import Reading
from clew_server.lakes.handles import opened
from clew_server.policy import VIEWER

__all__ = ["segment", "segments"]

TAB = "company:segments"


def segments(request: MemberRequest) -> HttpResponse:
    """Show the segments, their conditions, how many customers are in each and where they are used."""
    reading = Reading(request)
    known = read_segments(reading.settings.documents)
    kept = shown(reading, "company.segments", {"segments": reading.settings.documents[KIND]}) if known else None
    counts = (kept.document if kept else None) or {}
    used = _used(request)
    rows = [
        {
            "name": name,
            "said": said(found.conditions),
            "note": found.note,
            "count": shown_count(counts.get(name), request.member.role),
            "used": used.get(name, []),
        }
        for name, found in known.items()
    ]
    return page(request, "company/segments.html", {"reading": reading, "rows": rows, "kept": kept}, tab=TAB)


def shown_count(count: int | None, role: str) -> int | None:
    """Return how many customers a reader may be told of: viewers none of a group that is too small."""
    return None if count is None or (role == VIEWER and count < configuration().smallest_group) else count


def segment(request: MemberRequest) -> HttpResponse:
    """Show a segment to be changed, or a new one; count it, keep it, take it away."""
    given = request.POST if request.method == "POST" else request.GET
    former, documents = given.get("name", ""), opened(request.workspace.id).store.settings.documents[KIND]
    if former and former not in documents:
        return _gone(request, former)
    if request.method != "POST":
        kept = Segment.of(documents[former]) if former else None
        rows = [Row(each.field, each.operator, each.value) for each in kept.conditions] if kept else []
        return _form(request, former, former, rows, kept.note if kept else "")
    if request.POST.get("do") == "remove" and former:
        return back(request, TAB, history.keep(request, KIND, former, None))
    return _changed(request, former, rows_of(request.POST))


def _gone(request: MemberRequest, former: str) -> HttpResponse:
    """Show what was written of a segment that is gone meanwhile: saved again, it is a new one."""
    if request.method != "POST" or request.POST.get("do") == "remove":
        raise Http404
    rows, note = rows_of(request.POST), request.POST.get("note", "").strip()
    name = request.POST.get("called", "").strip()
    return _form(request, "", name, rows, note, wrong=True, conflict=conflict_of(request, KIND, former))


def _changed(request: MemberRequest, former: str, rows: list[Row]) -> HttpResponse:
    name, note = request.POST.get("called", "").strip(), request.POST.get("note", "").strip()
    found, problem = checked(rows, note)
    form: dict[str, Any] = {"former": former, "name": name, "rows": rows, "note": note}
    if request.POST.get("do") == "count":
        count, why = (None, problem) if found is None else _count(request, found)
        return _form(request, **form, problem=why, count=count, wrong=found is None)
    name_error = _name_error(request, name, former)
    if found is None or name_error:
        return _form(request, **form, problem=problem, name_error=name_error, wrong=True)
    edit: Edit | None
    try:
        if former and former != name:
            edit = history.call_document(request, KIND, former, checked_name(name), found.to_document())
        else:
            edit = history.keep(request, KIND, checked_name(name), found.to_document())
    except ConflictError as conflict:
        return _form(request, **form, wrong=True, conflict=conflict)
    return back(request, TAB, edit)


def _name_error(request: MemberRequest, name: str, former: str) -> str:
    try:
        checked_name(name)
    except UsageError:
        return gettext("A segment needs a name of at most 100 characters on one line.")
    known = opened(request.workspace.id).store.settings.documents[KIND]
    if name != former and name in known:
        return gettext("There is a segment of this name already: choose another name.")
    return ""


def _count(request: MemberRequest, found: Segment) -> tuple[int | None, str]:
    handle = opened(request.workspace.id)
    try:
        return handle.retried(lambda lake: count_members(lake, handle.engine, {"": found}))[""], ""
    except ClewError as error:
        return None, str(error)


def _form(
    request: MemberRequest, former: str, name: str, rows: list[Row], note: str, *, wrong: bool = False,
    conflict: ConflictError | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    handle, workspace_id = opened(request.workspace.id), request.workspace.id
    for row in rows:
        row.values = values_for(handle, workspace_id, row.field) if row.field else ()
    filled = [row for row in rows if not row.is_empty]
    context = {
        "former": former,
        "name": name,
        "rows": [*filled, *(Row() for _ in range(BLANK))],
        "note": note,
        "fields": fields_of(handle, workspace_id),
        "operators": OPERATORS,
        **more,
    }
    documents = {former: handle.store.settings.documents[KIND].get(former)} if former else {}
    return page(
        request, "company/segment.html", context, tab=TAB, name=former, wrong=wrong, conflict=conflict,
        documents=documents,
    )  # fmt: skip


def _used(request: MemberRequest) -> dict[str, list[str]]:
    """Return the names of the shared questions that ask for each segment."""
    found: dict[str, list[str]] = {}
    for question in seen_by(request.member):
        for name in segments_in(question.query):
            found.setdefault(name, []).append(question.name)
    return found


def segments_in(query: dict[str, Any]) -> set[str]:
    """Return the segments that a kept question names, wherever in it they stand."""
    texts = [
        text
        for part in query.values()
        for text in (part if isinstance(part, list) else [part])
        if isinstance(text, str)
    ]
    named = {text.removeprefix("segment=").strip("'") for text in texts if text.startswith("segment=")}
    return named | {name for name in query.get("segments", []) if isinstance(name, str)}
