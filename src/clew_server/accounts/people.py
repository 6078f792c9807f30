"""People as the command line looks after them: found by address, disabled on the whole server, helped in again."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from clew.errors import UsageError
from clew_server.accounts.login.signals import end_other_sessions
from clew_server.accounts.membership import audit, members
from clew_server.accounts.models import LoginLink, Member, User, Workspace
from clew_server.accounts.selectors import members_of

__all__ = ["disable", "enable", "forget_factors", "give_role", "people_of"]


def people_of(workspace: Workspace) -> list[dict[str, Any]]:
    """Return the members of a workspace, by role and address, with what decides whether they can come in."""
    found = members_of(workspace)
    second = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
        .filter(user__in=[one.user_id for one in found])
        .values_list("user_id", flat=True)
    )
    return [
        {
            "email": one.user.email,
            "name": one.user.name,
            "role": one.role,
            "is_active": one.user.is_active,
            "second_factor": one.user_id in second,
            "last_login": one.user.last_login,
            "joined_at": one.joined_at,
        }
        for one in found
    ]


def give_role(workspace: Workspace, email: str, role: str) -> tuple[User, str]:
    """Return the member of ``email``, now with ``role``, and the role they had before.

    Raises:
        UsageError: the workspace has no such member, there is no such role, or nobody would own the workspace.
    """
    found = members_of(workspace)
    member = next((one for one in found if one.user.email == _plain(email)), None)
    if member is None:
        raise UsageError.unknown("member", email, [one.user.email for one in found])
    members.change_role(workspace, member.id, role, None)
    return member.user, member.role


@transaction.atomic
def disable(email: str) -> User:
    """Return a person who is out now: sessions and links to log in have ended.

    Raises:
        UsageError: nobody has that address, or a workspace would be without an owner who can log in.
    """
    user = _person(email)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    for workspace in _workspaces(user):
        members.keep_an_owner(workspace)
        audit.write(workspace, None, audit.DISABLED, user.email)
    LoginLink.objects.filter(user=user, used_at=None).update(used_at=timezone.now())
    end_other_sessions(None, user)
    return user


@transaction.atomic
def enable(email: str) -> User:
    """Return a person who can log in again; raises UsageError where nobody has that address."""
    user = _person(email)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        for workspace in _workspaces(user):
            audit.write(workspace, None, audit.ENABLED, user.email)
    return user


@transaction.atomic
def forget_factors(email: str) -> tuple[User, int]:
    """Return a person without second factors, and how many were removed; whoever is in with one must come in anew.

    Raises:
        UsageError: nobody has that address.
    """
    user = _person(email)
    removed = Authenticator.objects.filter(user=user).delete()[0]
    if removed:
        for workspace in _workspaces(user):
            audit.write(workspace, None, audit.FACTORS_FORGOTTEN, user.email)
        end_other_sessions(None, user)
    return user, removed


def _person(email: str) -> User:
    found = User.objects.select_for_update().filter(email=_plain(email)).first()
    if found is None:
        raise UsageError.unknown("user", email, User.objects.values_list("email", flat=True))
    return found


def _workspaces(user: User) -> list[Workspace]:
    return [one.workspace for one in Member.objects.select_related("workspace").filter(user=user)]


def _plain(email: str) -> str:
    return email.strip().lower()
