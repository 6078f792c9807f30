"""Saved questions: the list, and what can be done with one. Whatever was deleted can be brought back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.asked import asked_of
from clew_server.insights.questions import kept
from clew_server.insights.questions.answering import asking_of
from clew_server.insights.questions.asking.query import Query, query_of
from clew_server.insights.questions.models import SavedQuestion
from clew_server.insights.questions.showing.shown import sentence, title_of
from clew_server.sentences.telling import told

__all__ = ["change", "delete", "kept_question", "restore", "save", "saved"]


def saved(request: MemberRequest) -> HttpResponse:
    """Return the list of the questions that the member sees."""
    reading = asking_of(request, Query()).reading
    entries: list[dict[str, Any]] = []
    for question in kept.seen_by(request.member).select_related("owner"):
        entry: dict[str, Any] = {"question": question, "may_change": kept.may_change(request.member, question)}
        try:
            query = Query.of(question.query)
            entry |= {
                "title": title_of(query),
                "about": sentence(query, asked_of(query.asks(), reading.settings, reading.now)),
            }
        except UsageError as error:
            entry["about"] = told(error)
        entries.append(entry)
    gone = _gone(request)
    return render(request, "questions/saved.html", {"entries": entries, "gone": gone})


def save(request: MemberRequest) -> HttpResponse:
    """Keep the question of the form under a name, and show it."""
    query = query_of(QueryDict(request.POST.get("query", "")[:20_000]))
    try:
        question = kept.keep(request.member, request.POST.get("name", ""), query, shared="shared" in request.POST)
    except UsageError as error:
        messages.error(request, told(error))
        return _to(request, "questions:questions", query.address())
    messages.success(request, gettext("The question is saved."))
    return _to(request, "questions:questions", query.address(saved=str(question.id)))


def kept_question(request: MemberRequest, question_id: UUID) -> HttpResponse:
    """Lead to the page of a saved question."""
    question = _found(request, question_id)
    try:
        query = Query.of(question.query)
    except UsageError as error:
        messages.error(request, told(error))
        return _to(request, "questions:saved")
    return _to(request, "questions:questions", query.address(saved=str(question.id)))


def change(request: MemberRequest, question_id: UUID) -> HttpResponse:
    """Rename a question, share it or not, or let it ask what is asked now."""
    question = _mine(request, question_id)
    try:
        if "name" in request.POST:
            kept.rename(question, request.POST["name"])
        if request.POST.get("shared") in {"yes", "no"}:
            kept.share(question, shared=request.POST["shared"] == "yes")
    except UsageError as error:
        messages.error(request, told(error))
        return _to(request, "questions:saved")
    messages.success(request, gettext("The question is changed."))
    return _to(request, "questions:saved")


def delete(request: MemberRequest, question_id: UUID) -> HttpResponse:
    """Put a question away; the list offers to bring it back."""
    kept.delete(_mine(request, question_id))
    return _to(request, "questions:saved", f"gone={question_id}")


def restore(request: MemberRequest, question_id: UUID) -> HttpResponse:
    """Bring a deleted question back."""
    if kept.restore(request.member, question_id) is None:
        raise Http404
    messages.success(request, gettext("The question is back."))
    return _to(request, "questions:saved")


def _found(request: MemberRequest, question_id: UUID) -> SavedQuestion:
    found = kept.find(request.member, question_id)
    if found is None:
        raise Http404
    return found


def _mine(request: MemberRequest, question_id: UUID) -> SavedQuestion:
    found = _found(request, question_id)
    if not kept.may_change(request.member, found):
        raise PermissionDenied
    return found


def _gone(request: MemberRequest) -> SavedQuestion | None:
    try:
        wanted = UUID(request.GET.get("gone", ""))
    except ValueError:
        return None
    return kept.find_deleted(request.member, wanted)


def _to(request: MemberRequest, route: str, query: str = "") -> HttpResponse:
    address = reverse(route, args=[request.workspace.id])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
