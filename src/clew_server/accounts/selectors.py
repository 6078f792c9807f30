"""What others read of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from clew_server.accounts.models import Key, Member, User, Workspace
from clew_server.accounts.tokens import hashed

__all__ = [
    "KnownKey",
    "find_key",
    "find_member",
    "find_workspace",
    "has_owner",
    "has_owner_who_logged_in",
    "members_of",
    "memberships",
    "workspace_of",
]


@dataclass(frozen=True)
class KnownKey:
    """What a valid key opens, and when it was used last, as far as that is written down."""

    workspace_id: UUID
    scope: str
    key_id: UUID
    used_at: datetime | None = None


def find_member(user: User, workspace_id: UUID) -> Member | None:
    """Return the person's part in a workspace, None where there is none: the workspace then does not exist."""
    found = Member.objects.select_related("workspace", "user").filter(workspace_id=workspace_id, user=user)
    return found.first()


def memberships(user: User) -> list[Member]:
    """Return all parts of a person, by the workspace's name."""
    found = list(Member.objects.select_related("workspace").filter(user=user).order_by("workspace__name"))
    for member in found:
        member.user = user  # known already: not asked for again
    return found


def members_of(workspace: Workspace) -> list[Member]:
    """Return a workspace's members, by role and address."""
    return list(Member.objects.select_related("user").filter(workspace=workspace).order_by("role", "user__email"))


def find_workspace(name: str) -> Workspace | None:
    """Return the workspace of that name."""
    return Workspace.objects.filter(name=name).first()


def workspace_of(workspace_id: UUID) -> Workspace:
    """Return the workspace of an id, for jobs: they are given one that exists."""
    return Workspace.objects.get(id=workspace_id)


def has_owner() -> bool:
    """Return whether anybody owns anything yet."""
    return Member.objects.filter(role="owner").exists()


def has_owner_who_logged_in() -> bool:
    """Return whether any owner has ever been in."""
    return Member.objects.filter(role="owner", user__last_login__isnull=False).exists()


def find_key(key: str) -> KnownKey | None:
    """Return what a key opens, None where it is unknown, revoked or over."""
    found = Key.objects.filter(key_hash=hashed(key), revoked_at=None).first()
    if found is None or (found.expires_at and found.expires_at <= timezone.now()):
        return None
    return KnownKey(found.workspace_id, found.scope, found.id, found.used_at)
