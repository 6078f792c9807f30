"""Keys of a workspace's API, as an owner sees them: never the key itself, which is shown once."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from clew.errors import UsageError
from clew_server.accounts import services
from clew_server.accounts.membership import audit
from clew_server.accounts.models import Key, Line, User, Workspace
from clew_server.accounts.tokens import hashed

__all__ = ["create", "keys_of", "open_key", "revoke"]


def keys_of(workspace: Workspace) -> list[Key]:
    """Return a workspace's keys, those in use first, then the newest."""
    keys = Key.objects.select_related("created_by").filter(workspace=workspace).order_by("-created_at")
    return sorted(keys, key=lambda key: not key.is_open)


def open_key(workspace: Workspace, which: str) -> Key:
    """Return the key that is open still and ``which`` says: its name, how it begins, its id, or the key itself.

    Raises:
        UsageError: there is none, or several that could be meant.
    """
    keys = [key for key in keys_of(workspace) if key.is_open]
    found = [key for key in keys if which in {key.name, key.prefix, str(key.id)} or key.key_hash == hashed(which)]
    if not found:
        raise UsageError.unknown("open key", which[:40], [key.name for key in keys])
    if len(found) > 1:
        begins = ", ".join(f"{key.prefix} or {key.id}" for key in found)
        raise UsageError(
            f"'{which}' are {len(found)} open keys: say how the one you mean begins, or its id ({begins})."
        )
    return found[0]


@transaction.atomic
def create(workspace: Workspace, name: str, scope: str, by: User | None, days: int | None) -> str:
    """Return a new key, this one time.

    Raises:
        UsageError: there is no such scope, or the name is empty.
    """
    key = services.create_key(workspace, name, scope, by, days)
    audit.write(workspace, by, audit.KEY_MADE, name.strip(), scope=scope)
    return key


@transaction.atomic
def revoke(workspace: Workspace, key_id: UUID, by: User | None) -> Line | None:
    """Return the audit's line; None where the workspace has no such key, or it was revoked before."""
    key = Key.objects.filter(workspace=workspace, id=key_id).first()
    if key is None or not services.revoke_key(workspace, key_id):
        return None
    return audit.write(workspace, by, audit.KEY_REVOKED, key.name)
