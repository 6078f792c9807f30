"""Filters under a name: one's own, and the workspace's."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from clew_server.accounts.models import Member
from clew_server.insights.feedback.models import SavedFilter
from clew_server.policy import OWNER

__all__ = ["find_saved", "may_remove", "put_away", "restore", "save", "seen_by"]

#: What is no part of a filter: where one is in the list.
LEFT_OUT = ("page", "id", "csrfmiddlewaretoken")
LONGEST = 10_000


def seen_by(member: Member) -> list[SavedFilter]:
    """Return a member's saved filters and those that are shared, by name."""
    found = SavedFilter.objects.filter(Q(owner=member.user) | Q(is_shared=True), workspace_id=member.workspace_id)
    return list(found.filter(removed_at=None).order_by("name"))


def save(member: Member, name: str, query: str, *, shared: bool) -> SavedFilter | None:
    """Return the filter, now kept under ``name``; None where the name is empty or the query too long."""
    plain = " ".join(name.split())[:80].strip()
    kept = QueryDict(query.removeprefix("?")[:LONGEST], mutable=True)
    for left in LEFT_OUT:
        kept.pop(left, None)
    if not plain or len(query) > LONGEST:
        return None
    return SavedFilter.objects.create(
        workspace_id=member.workspace_id, owner=member.user, name=plain, query=kept.urlencode(), is_shared=shared
    )


def find_saved(member: Member, saved_id: UUID, *, removed: bool = False) -> SavedFilter | None:
    """Return a filter that the member may see; None where there is none of that id."""
    found = SavedFilter.objects.filter(Q(owner=member.user) | Q(is_shared=True), workspace_id=member.workspace_id)
    return found.filter(id=saved_id, removed_at__isnull=not removed).first()


def may_remove(member: Member, saved: SavedFilter) -> bool:
    """Return whether the member may put a filter away: one's own, and an owner any that is shared."""
    return saved.owner_id == member.user_id or (saved.is_shared and member.role == OWNER)


def put_away(saved: SavedFilter) -> None:
    """Take a filter off the list; it is kept so that it can come back."""
    SavedFilter.objects.filter(id=saved.id).update(removed_at=timezone.now())


def restore(saved: SavedFilter) -> None:
    """Put a filter back on the list."""
    SavedFilter.objects.filter(id=saved.id).update(removed_at=None)
