"""What changes a workspace's members. A workspace always keeps an owner who can log in."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from clew.errors import UsageError
from clew_server.accounts.membership import audit
from clew_server.accounts.models import Invitation, Line, Member, User, Workspace
from clew_server.policy import OWNER, ROLES

__all__ = ["LastOwnerError", "change_role", "keep_an_owner", "leave", "remove", "undo"]


class LastOwnerError(UsageError):
    """Without this person nobody would own the workspace."""


@transaction.atomic
def change_role(workspace: Workspace, member_id: UUID, role: str, by: User | None) -> Line | None:
    """Return the audit's line, None where the workspace has no such member or the role is the same.

    Raises:
        UsageError: there is no such role.
        LastOwnerError: nobody would own the workspace.
    """
    if role not in ROLES:
        raise UsageError.unknown("role", role, ROLES)
    member = _locked(workspace, member_id)
    if member is None or member.role == role:
        return None
    former, member.role = member.role, role
    member.save(update_fields=["role"])
    keep_an_owner(workspace)
    return audit.write(workspace, by, audit.ROLE_CHANGED, member.user.email, before=former, after=role)


@transaction.atomic
def remove(workspace: Workspace, member_id: UUID, by: User | None) -> Line | None:
    """Return the audit's line; None where the workspace has no such member.

    Raises:
        LastOwnerError: nobody would own the workspace.
    """
    member = _locked(workspace, member_id)
    if member is None:
        return None
    what = audit.LEFT if by is not None and member.user_id == by.pk else audit.REMOVED
    member.delete()
    keep_an_owner(workspace)
    return audit.write(workspace, by, what, member.user.email, role=member.role, user=str(member.user_id))


def leave(member: Member) -> Line | None:
    """Return the audit's line of somebody who left by themselves.

    Raises:
        LastOwnerError: nobody would own the workspace.
    """
    return remove(member.workspace, member.id, member.user)


@transaction.atomic
def undo(workspace: Workspace, line_id: UUID, by: User) -> Line | None:
    """Return the line that was undone; None where it is none of this workspace's, too old, or undone already.

    Raises:
        LastOwnerError: nobody would own the workspace.
    """
    line = audit.take_back(workspace, line_id)
    if line is None:
        return None
    if line.what == audit.WITHDRAWN:
        Invitation.objects.filter(workspace=workspace, id=line.details["invitation"]).update(withdrawn_at=None)
    elif line.what == audit.REMOVED:
        _restore(workspace, line, by)
    else:
        _give_back(workspace, line, by)
    return line


def _restore(workspace: Workspace, line: Line, by: User) -> None:
    user = User.objects.filter(id=line.details["user"]).first()
    if user and not Member.objects.filter(workspace=workspace, user=user).exists():
        Member.objects.create(workspace=workspace, user=user, role=line.details["role"])
        audit.write(workspace, by, audit.JOINED, user.email, role=line.details["role"])


def _give_back(workspace: Workspace, line: Line, by: User) -> None:
    member = Member.objects.filter(workspace=workspace, user__email=line.about).first()
    if member:
        change_role(workspace, member.id, line.details["before"], by)


def _locked(workspace: Workspace, member_id: UUID) -> Member | None:
    """Return a member; whoever else changes members of this workspace waits until this transaction is over."""
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    return Member.objects.select_related("user").filter(workspace=workspace, id=member_id).first()


def keep_an_owner(workspace: Workspace) -> None:
    """Raise LastOwnerError where nobody owns the workspace who can log in; the caller's transaction is then undone."""
    if not Member.objects.filter(workspace=workspace, role=OWNER, user__is_active=True).exists():
        raise LastOwnerError("A workspace needs an owner: make somebody else one first.")
