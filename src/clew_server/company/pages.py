"""The frame of these pages: tabs, what was just done with its undo, who changed what; and the undo itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew.errors import UsageError
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.models import Edit
from clew_server.company.seen import FIELD, ConflictError, seen_of
from clew_server.company.told import sentence
from clew_server.lakes.handles import opened
from clew_server.policy import may

__all__ = ["TABS", "Line", "back", "page", "take_back"]

#: The pages of the settings, in the order they are offered, and which kinds of changes each makes.
TABS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "company:settings": (gettext_lazy("Workspace"), ("setting",)),
    "company:calendar": (gettext_lazy("Working time"), ("calendar",)),
    "company:targets": (gettext_lazy("Targets"), ("target",)),
    "company:segments": (gettext_lazy("Segments"), ("segment", "segment_called")),
    "company:names": (gettext_lazy("Names"), ("rename",)),
    "company:rules": (gettext_lazy("Rules"), ("rule",)),
    "company:touchpoints": (gettext_lazy("Touchpoint rules"), ("touchpoints",)),
    "company:changes": (gettext_lazy("Change log"), ("change",)),
    "surveys:origins": (gettext_lazy("Where surveys are shown"), ("origins",)),
}


@dataclass(frozen=True)
class Line:
    """A change as a reader sees it; ``can_undo`` says whether this reader may take it back."""

    edit: Edit
    text: str
    can_undo: bool


def page(
    request: MemberRequest,
    template: str,
    context: dict[str, Any],
    *,
    tab: str,
    name: str | None = None,
    wrong: bool = False,
    documents: Mapping[str, Any] | None = None,
    conflict: ConflictError | None = None,
) -> HttpResponse:
    """Return a page of the settings; ``wrong`` ones are 422, but for htmx, which would not show them.

    ``name`` narrows the history to one document. ``documents`` are what the page's form shows, by name; ``conflict``
    says who changed them since the form was shown that was sent.
    """
    room = TABS[tab][1]
    lines = [_line(request, edit) for edit in history.edits_of(request, *room, name=name)]
    shared = {
        "tabs": [
            (reverse(route, args=[request.workspace.id]), label, route == tab) for route, (label, _) in TABS.items()
        ],
        "lines": lines,
        "done": _done(request),
        "problem": request.session.pop("company.problem", ""),
        "zone": opened(request.workspace.id).store.settings.zone,
        "seen": _seen(request, documents or {}, conflict),
        "is_conflict": conflict is not None,
        "conflict": _line(request, conflict.edit) if conflict and conflict.edit else None,
        "may_change": may(request.member.role, tab, "POST"),
    }
    status = 422 if wrong and not getattr(request, "htmx", False) else 200
    return render(request, template, {**shared, **context}, status=status)


def _seen(request: MemberRequest, documents: Mapping[str, Any], conflict: ConflictError | None) -> str:
    """Return the mark of the form: of what its reader has seen, also where it is shown again because it was wrong."""
    sent = request.POST.get(FIELD)
    return sent if sent is not None and conflict is None else seen_of(documents)


def back(request: MemberRequest, route: str, edit: Edit | None, **query: str) -> HttpResponse:
    """Go back to a page, which says what was done and offers to undo it."""
    said = {**query, **({"done": str(edit.id)} if edit else {})}
    address = reverse(route, args=[request.workspace.id])
    return redirect(f"{address}?{urlencode(said)}" if said else address)


def take_back(request: MemberRequest, edit_id: UUID) -> HttpResponse:
    """Undo a change and go back to its page; who may not make such a change may not undo it."""
    edit = history.find_edit(request, edit_id)
    if edit is None or not any(edit.kind in kinds for _, kinds in TABS.values()):
        raise Http404  # one of another room is undone there
    route = _route_of(edit)
    if not _may_change(request, edit):
        raise PermissionDenied
    query = {"column": edit.name} if edit.kind == "rename" else {}
    try:
        history.undo(request, edit)
    except history.ChangedSinceError:
        request.session["company.problem"] = gettext("It was changed again since: undo the later change first.")
    except history.UndoneError:
        request.session["company.problem"] = gettext("This is undone already.")
    except UsageError as error:  # what stood there before cannot be any more, as a name that another workspace has now
        request.session["company.problem"] = str(error)
    else:
        query["done"] = str(edit.id)
    return back(request, route, None, **query)


def _route_of(edit: Edit) -> str:
    return next(route for route, (_, kinds) in TABS.items() if edit.kind in kinds)


def _may_change(request: MemberRequest, edit: Edit) -> bool:
    """Return whether a reader may make such a change; segments are changed on a page of their own."""
    route = {"segment": "company:segment", "segment_called": "company:segment"}.get(edit.kind, _route_of(edit))
    return may(request.member.role, route, "POST")


def _line(request: MemberRequest, edit: Edit) -> Line:
    can = edit.undone_at is None and _may_change(request, edit)
    return Line(edit, sentence(edit), can)


def _done(request: MemberRequest) -> Line | None:
    try:
        edit = history.find_edit(request, UUID(request.GET.get("done", "")))
    except ValueError:
        return None
    return _line(request, edit) if edit else None
