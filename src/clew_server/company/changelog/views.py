"""The pages of the change log."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse

from clew.changes import KIND, Change, read_changes
from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.changelog.forms import ChangeForm
from clew_server.company.pages import back, page
from clew_server.company.seen import ConflictError
from clew_server.company.told import CHANGE_KINDS
from clew_server.lakes.handles import opened

__all__ = ["change", "changes"]

TAB = "company:changes"


def changes(request: MemberRequest) -> HttpResponse:
    """Show the change log, the newest first, or add an entry."""
    if request.method != "POST":
        return _listed(request, ChangeForm())
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, wrong=True)
    document = form.document()
    return back(request, TAB, history.keep(request, KIND, uuid.uuid4().hex, document, document["title"]))


def change(request: MemberRequest, change_id: str) -> HttpResponse:
    """Show one entry to correct it, keep it corrected, or take it out of the log."""
    kept = opened(request.workspace.id).store.settings.documents[KIND].get(change_id)
    if kept is None:
        raise Http404
    if request.method != "POST":
        return _one(request, change_id, ChangeForm(initial=ChangeForm.initial_of(kept)))
    if request.POST.get("do") == "remove":
        return back(request, TAB, history.keep(request, KIND, change_id, None, kept["title"]))
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _one(request, change_id, form, wrong=True)
    document = form.document()
    try:
        edit = history.keep(request, KIND, change_id, document, document["title"])
    except ConflictError as conflict:
        return _one(request, change_id, form, wrong=True, conflict=conflict)
    return back(request, TAB, edit)


def _listed(request: MemberRequest, form: ChangeForm, *, wrong: bool = False) -> HttpResponse:
    found = read_changes(opened(request.workspace.id).store.settings.documents)
    rows = [{"id": name, "change": entry, "kind": _kind(entry)} for name, entry in reversed(found.items())]
    return page(request, "company/changes.html", {"rows": rows, "form": form}, tab=TAB, wrong=wrong)


def _one(
    request: MemberRequest, change_id: str, form: ChangeForm, *, wrong: bool = False,
    conflict: ConflictError | None = None,
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "change_id": change_id}
    documents = {change_id: opened(request.workspace.id).store.settings.documents[KIND].get(change_id)}
    return page(
        request,
        "company/change.html",
        context,
        tab=TAB,
        name=change_id,
        wrong=wrong,
        conflict=conflict,
        documents=documents,
    )


def _kind(entry: Change) -> str:
    return str(CHANGE_KINDS[entry.kind])
