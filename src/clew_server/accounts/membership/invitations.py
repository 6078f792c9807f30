"""Invitations: for one address, once, for seven days. Only the hash of the token is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clew.errors import UsageError
from clew_server.accounts.membership import audit
from clew_server.accounts.models import Invitation, Line, Member, User, Workspace
from clew_server.accounts.tokens import hashed, new_token
from clew_server.policy import ROLES

__all__ = ["AlreadyMemberError", "accept", "accept_verified", "find", "invite", "open_invitations", "withdraw"]

AGE = timedelta(days=7)


class AlreadyMemberError(UsageError):
    """The address belongs to a member."""


@transaction.atomic
def invite(workspace: Workspace, email: str, role: str, by: User) -> tuple[Invitation, str]:
    """Return a new invitation and its token, which is seen this one time; an open one of the same address ends.

    Raises:
        UsageError: it is no e-mail address, or there is no such role.
        AlreadyMemberError: the address is a member's.
    """
    address = _address(email)
    if role not in ROLES:
        raise UsageError.unknown("role", role, ROLES)
    if Member.objects.filter(workspace=workspace, user__email=address).exists():
        raise AlreadyMemberError(f"{address} is a member already.")
    now, token = timezone.now(), new_token()
    Invitation.objects.filter(workspace=workspace, email=address, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )
    made = Invitation.objects.create(
        workspace=workspace, email=address, role=role, token_hash=hashed(token), invited_by=by, expires_at=now + AGE
    )
    audit.write(workspace, by, audit.INVITED, address, role=role)
    return made, token


def open_invitations(workspace: Workspace) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    return list(_open().filter(workspace=workspace).order_by("-created_at"))


def find(token: str) -> Invitation | None:
    """Return the invitation of a token; None where it is none, used, withdrawn or too old."""
    return _open().select_related("workspace", "invited_by").filter(token_hash=hashed(token)).first()


@transaction.atomic
def withdraw(workspace: Workspace, invitation_id: UUID, by: User) -> Line | None:
    """Return the audit's line; None where the workspace has no such open invitation."""
    found = _open().filter(workspace=workspace, id=invitation_id).first()
    if found is None:
        return None
    Invitation.objects.filter(id=found.id).update(withdrawn_at=timezone.now())
    return audit.write(workspace, by, audit.WITHDRAWN, found.email, invitation=str(found.id))


@transaction.atomic
def accept(invitation: Invitation, user: User) -> bool:
    """Return whether ``user`` is a member now; False where the address is another's or somebody was quicker.

    Who is a member already keeps their role.
    """
    if user.email != invitation.email or not _open().filter(id=invitation.id).update(accepted_at=timezone.now()):
        return False
    _, is_new = Member.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    if is_new:
        audit.write(invitation.workspace, user, audit.JOINED, user.email, role=invitation.role)
    return True


@transaction.atomic
def accept_verified(addresses: list[str]) -> User | None:
    """Return the new person of an address whose owner has proven it elsewhere, now a member wherever it was invited.

    None where no open invitation is for any of ``addresses``.
    """
    found = list(_open().select_related("workspace").filter(email__in=addresses).order_by("created_at"))
    if not found:
        return None
    user = User.objects.create_user(found[0].email)
    for one in found:
        accept(one, user)
    return user


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise UsageError(f"'{email[:60]}' is no e-mail address.") from None
    return address
