"""The rules of contact of a workspace: how often anybody is asked, and which survey goes first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from clew_server.accounts.gate import MemberRequest
from clew_server.company import history
from clew_server.company.seen import ConflictError, seen_of
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.rules import DEFAULTS, KIND, LONGEST_DAYS, LOWEST, NAME, PROGRAMS, read_rules
from clew_server.surveys.frame import PROGRAMS as LABELS

__all__ = ["contact", "take_back"]


class RuleForm(forms.Form):
    """The rule of one program."""

    days = forms.IntegerField(min_value=0, max_value=LONGEST_DAYS)
    days_after_others = forms.IntegerField(min_value=0, max_value=LONGEST_DAYS)
    place = forms.IntegerField(min_value=1, max_value=LOWEST)
    spares_complaints = forms.BooleanField(required=False)


def contact(request: MemberRequest) -> HttpResponse:
    """Show the rules, change them, go back to those that come with Clew."""
    documents = opened(request.workspace.id).store.settings.documents[KIND]
    rules = read_rules(documents.get(NAME) or {})
    if request.method != "POST":
        return _shown(request, {name: _form(name, initial=vars_of(rules.rule(name))) for name in PROGRAMS})
    sent = {name: _form(name, data=request.POST) for name in PROGRAMS}
    if request.POST.get("do") == "defaults":
        return _kept(request, sent, None)
    if not all([form.is_valid() for form in sent.values()]):  # noqa: C419 - each says what is wrong with it
        return _shown(request, sent, wrong=True)
    said = {name: form.cleaned_data for name, form in sent.items()}
    document = None if said == {name: vars_of(rule) for name, rule in DEFAULTS.items()} else {"programs": said}
    return _kept(request, sent, document)


def _kept(request: MemberRequest, forms_sent: dict[str, RuleForm], document: dict[str, Any] | None) -> HttpResponse:
    try:
        edit = history.keep(request, KIND, NAME, document)
    except ConflictError:
        return _shown(request, forms_sent, wrong=True, conflict=True)
    back = reverse("surveys:contact", args=[request.workspace.id])
    return redirect(f"{back}?done={edit.id}" if edit else back)


def vars_of(rule: Any) -> dict[str, Any]:
    """Return a rule as the fields of its form."""
    return {name: getattr(rule, name) for name in RuleForm.base_fields}


def _form(program: str, **given: Any) -> RuleForm:
    return RuleForm(prefix=program, auto_id=f"id_{program}_%s", **given)


def _shown(
    request: MemberRequest, found: dict[str, RuleForm], *, wrong: bool = False, conflict: bool = False
) -> HttpResponse:
    store = opened(request.workspace.id).store
    document = store.settings.documents[KIND].get(NAME)
    sent = request.POST.get("seen")
    context = {
        "forms": [(LABELS[name], name, form) for name, form in found.items()],
        "seen": sent if sent is not None and not conflict else seen_of({NAME: document}),
        "is_conflict": conflict,
        "is_own": document is not None,
        "edits": history.edits_of(request, KIND),
        "done": _done(request),
        "zone": store.settings.zone,
    }
    status = 422 if wrong and not getattr(request, "htmx", False) else 200
    return render(request, "surveys/asking/contact.html", context, status=status)


def _done(request: MemberRequest) -> Any:
    try:
        edit = history.find_edit(request, UUID(request.GET.get("done", "")))
    except ValueError:
        return None
    return edit if edit and edit.kind == KIND else None


def take_back(request: MemberRequest, edit_id: UUID) -> HttpResponse:
    """Undo a change of the rules."""
    edit = history.find_edit(request, edit_id)
    if edit is None or edit.kind != KIND:
        raise Http404
    try:
        history.undo(request, edit)
    except history.ChangedSinceError:
        messages.error(request, gettext("It was changed again since: undo the later change first."))
    except history.UndoneError:
        messages.error(request, gettext("This is undone already."))
    else:
        messages.success(request, gettext("The rules are as they were before."))
    return redirect("surveys:contact", request.workspace.id)
