"""What changes a dashboard: plain forms, each answered by a redirect; what was taken away can be brought back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.dashboards import kept
from clew_server.insights.dashboards.models import Dashboard
from clew_server.insights.dashboards.views.showing import found_or_404
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.kept import checked_name
from clew_server.insights.questions.kept import find as find_question
from clew_server.sentences.telling import told

__all__ = ["add", "change", "change_card", "create", "delete", "note", "restore"]


def create(request: MemberRequest) -> HttpResponse:
    """Make a dashboard and lead to it."""
    try:
        made = kept.create(request.member, request.POST.get("name", ""), shared="shared" in request.POST)
    except UsageError as error:
        messages.error(request, told(error))
        return HttpResponseRedirect(reverse("dashboards:dashboards", args=[request.workspace.id]))
    return _to(request, made, edit="1")


def add(request: MemberRequest) -> HttpResponse:
    """Ask on which dashboard a saved question goes, or put it there."""
    question = find_question(request.member, _uuid(request.POST.get("question") or request.GET.get("question", "")))
    if question is None:
        raise Http404
    mine = [each for each in kept.seen_by(request.member) if kept.may_change(request.member, each)]
    if request.method != "POST":
        return render(request, "dashboards/add.html", {"question": question, "dashboards": mine})
    try:
        wanted = request.POST.get("dashboard", "")
        chosen = next((each for each in mine if str(each.id) == wanted), None)
        if chosen is None and wanted != "new":
            raise Http404
        board = chosen or kept.create(request.member, request.POST.get("name") or question.name)
        kept.add_question(board, question.name, Query.of(question.query), request.POST.get("kind", ""))
    except UsageError as error:
        messages.error(request, told(error))
        return render(request, "dashboards/add.html", {"question": question, "dashboards": mine}, status=400)
    messages.success(request, gettext("The question is on the dashboard."))
    return _to(request, board)


def change(request: MemberRequest, dashboard_id: UUID) -> HttpResponse:
    """Rename a dashboard, share it or not."""
    found = _mine(request, dashboard_id)
    try:
        if "name" in request.POST:
            found.name = checked_name(request.POST["name"])
    except UsageError as error:
        messages.error(request, told(error))
        return _to(request, found, edit="1")
    if request.POST.get("shared") in {"yes", "no"}:
        found.is_shared = request.POST["shared"] == "yes"
    found.save(update_fields=["name", "is_shared"])
    messages.success(request, gettext("The dashboard is changed."))
    return _to(request, found, edit="1")


def delete(request: MemberRequest, dashboard_id: UUID) -> HttpResponse:
    """Put a dashboard away; the list offers to bring it back."""
    found = _mine(request, dashboard_id)
    found.deleted_at = timezone.now()
    found.save(update_fields=["deleted_at"])
    return HttpResponseRedirect(f"{reverse('dashboards:dashboards', args=[request.workspace.id])}?gone={found.id}")


def restore(request: MemberRequest, dashboard_id: UUID) -> HttpResponse:
    """Bring a deleted dashboard back."""
    found = kept.find_deleted(request.member, dashboard_id)
    if found is None:
        raise Http404
    found.deleted_at = None
    found.save(update_fields=["deleted_at"])
    messages.success(request, gettext("The dashboard is back."))
    return _to(request, found)


def note(request: MemberRequest, dashboard_id: UUID) -> HttpResponse:
    """Put a note on a dashboard."""
    found = _mine(request, dashboard_id)
    if request.POST.get("text", "").strip():
        kept.add_note(found, request.POST["text"])
    return _to(request, found, edit="1")


def change_card(request: MemberRequest, dashboard_id: UUID, card_id: UUID) -> HttpResponse:
    """Change, move or remove a card, or bring one back: which one the pressed button says (``do``)."""
    found = _mine(request, dashboard_id)
    do = request.POST.get("do", "change")
    card = kept.find_card(found, card_id, deleted=do == "restore")
    if card is None:
        raise Http404
    if do == "remove":
        kept.put_away(card)
        return _to(request, found, edit="1", removed=str(card.id))
    if do == "restore":
        kept.bring_back(card)
    elif do in {"earlier", "later"}:
        kept.move(card, -1 if do == "earlier" else 1)
    else:
        try:
            kept.change_card(card, {name: str(value) for name, value in request.POST.items()})
        except UsageError as error:
            messages.error(request, told(error))
    return _to(request, found, edit="1")


def _mine(request: MemberRequest, dashboard_id: UUID) -> Dashboard:
    found = found_or_404(request, dashboard_id)
    if not kept.may_change(request.member, found):
        raise PermissionDenied
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _to(request: MemberRequest, board: Dashboard, **query: str) -> HttpResponse:
    address = reverse("dashboards:dashboard", args=[request.workspace.id, board.id])
    said = "&".join(f"{name}={value}" for name, value in query.items())
    return HttpResponseRedirect(f"{address}?{said}" if said else address)
