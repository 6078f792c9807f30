"""People and keys of a workspace: an owner's page, and leaving, which is everybody's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from clew_server.accounts import mail
from clew_server.accounts.forms import InviteForm, KeyForm, RoleForm
from clew_server.accounts.gate import MemberRequest
from clew_server.accounts.membership import audit, invitations, keys, members
from clew_server.accounts.models import Line, Member
from clew_server.accounts.selectors import members_of
from clew_server.accounts.words import ROLE_NAMES, ROLE_TEXTS, SCOPE_TEXTS
from clew_server.configuration import configuration

__all__ = ["create_key", "invite", "leave", "page", "remove", "revoke_key", "role", "undo", "withdraw"]


def page(request: MemberRequest) -> HttpResponse:
    """Show who belongs to the workspace, whom it invited, its keys, and what changed of these."""
    return _shown(request)


def invite(request: MemberRequest) -> HttpResponse:
    """Invite an address; its one-time address is shown this once, and sent where the server sends e-mails."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _shown(request, 422, invite_form=form)
    try:
        made, token = invitations.invite(request.workspace, **form.cleaned_data, by=request.user)
    except invitations.AlreadyMemberError:
        form.add_error("email", gettext("This address is a member already."))
        return _shown(request, 422, invite_form=form)
    address = configuration().address + reverse("accounts:invitation", args=[token])
    sent = mail.try_to_send(
        "invitation", made.email, get_language() or "en", address=address, workspace=request.workspace,
        person=request.user, role=ROLE_NAMES[made.role],
    )  # fmt: skip
    return _shown(request, invited=made, invitation_address=address, was_sent=sent)


def withdraw(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """Withdraw an open invitation."""
    return _done(request, invitations.withdraw(request.workspace, invitation_id, request.user))


def role(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    if not any(member.id == member_id for member in members_of(request.workspace)):
        raise Http404
    try:
        line = members.change_role(request.workspace, member_id, form.cleaned_data["role"], request.user)
    except members.LastOwnerError:
        return _shown(request, 422, problem=_last_owner())
    return _done(request, line) if line else redirect("accounts:members", request.workspace.id)


def remove(request: MemberRequest, member_id: UUID) -> HttpResponse:
    """Take a member out of the workspace."""
    try:
        return _done(request, members.remove(request.workspace, member_id, request.user))
    except members.LastOwnerError:
        return _shown(request, 422, problem=_last_owner())


def undo(request: MemberRequest, line_id: UUID) -> HttpResponse:
    """Undo what a line of the audit tells."""
    try:
        line = members.undo(request.workspace, line_id, request.user)
    except members.LastOwnerError:
        return _shown(request, 422, problem=_last_owner())
    if line is None:
        raise Http404
    return redirect("accounts:members", request.workspace.id)


def leave(request: MemberRequest) -> HttpResponse:
    """Leave the workspace oneself."""
    try:
        members.leave(request.member)
    except members.LastOwnerError:
        context = {"title": gettext("You are the last owner"), "text": _last_owner()}
        return render(request, "web/message.html", context, status=422)
    return redirect("accounts:me")


def create_key(request: MemberRequest) -> HttpResponse:
    """Make a key and show it, this one time."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _shown(request, 422, key_form=form)
    key = keys.create(request.workspace, **form.cleaned_data, by=request.user)
    return _shown(request, key=key, key_name=form.cleaned_data["name"])


def revoke_key(request: MemberRequest, key_id: UUID) -> HttpResponse:
    """End a key; within five seconds nothing takes it any more."""
    return _done(request, keys.revoke(request.workspace, key_id, request.user))


def _done(request: MemberRequest, line: Line | None) -> HttpResponse:
    """Go back to the page, which says what was done and offers to undo it; 404 where there was nothing to do it to."""
    if line is None:
        raise Http404
    return redirect(f"{reverse('accounts:members', args=[request.workspace.id])}?done={line.id}")


def _shown(request: MemberRequest, status: int = 200, **more: Any) -> HttpResponse:
    open_ones = invitations.open_invitations(request.workspace)
    context = {
        "people": [_told_member(member) for member in members_of(request.workspace)],
        "invitations": [{"it": it, "role": ROLE_NAMES[it.role]} for it in open_ones],
        "keys": [{"it": key, "scope": SCOPE_TEXTS[key.scope]} for key in keys.keys_of(request.workspace)],
        "lines": [_told(line) for line in audit.lines_of(request.workspace)],
        "invite_form": InviteForm(), "key_form": KeyForm(),
        "role_texts": [(ROLE_NAMES[name], text) for name, text in ROLE_TEXTS.items()],
        "can_send": mail.can_send(),
        "done": _told_done(request),
    }  # fmt: skip
    return render(request, "accounts/members.html", context | more, status=status)


def _told_member(member: Member) -> dict[str, Any]:
    form = RoleForm({"role": member.role}, auto_id=f"role-{member.id}")
    return {"member": member, "form": form, "role": ROLE_NAMES[member.role]}


def _told(line: Line) -> dict[str, Any]:
    """Return a line with its roles in words."""
    roles = {name: ROLE_NAMES.get(value, value) for name, value in line.details.items()}
    return {"line": line, **{name: roles.get(name) for name in ("role", "before", "after")}}


def _told_done(request: MemberRequest) -> dict[str, Any] | None:
    try:
        wanted = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    line = audit.recent_line(request.workspace, wanted)
    return _told(line) | {"can_undo": line.what in audit.UNDOABLE} if line else None


def _last_owner() -> str:
    return gettext("A workspace needs an owner: make somebody else one first.")
