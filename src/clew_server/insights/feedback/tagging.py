"""Tags by hand: put on, taken off, renamed, merged, removed; all of it can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from clew_server.accounts.models import User, Workspace
from clew_server.insights.feedback.models import Tag, Tagging

__all__ = [
    "find_tag", "ids_tagged", "merge", "put_on", "remove", "rename", "restore", "tags_at", "tags_of", "take_off",
]  # fmt: skip

LONGEST = 60


def tags_of(workspace: Workspace) -> list[Tag]:
    """Return the workspace's tags by name, each with ``times``: at how many verbatims it is."""
    found = Tag.objects.filter(workspace=workspace, removed_at=None).annotate(times=Count("taggings"))
    return list(found.order_by("folded"))


def find_tag(workspace: Workspace, tag_id: str | UUID, *, removed: bool = False) -> Tag | None:
    """Return a tag of the workspace; None where it has none of that id."""
    try:
        wanted = UUID(str(tag_id))
    except ValueError:
        return None
    return Tag.objects.filter(workspace=workspace, id=wanted, removed_at__isnull=not removed).first()


def tags_at(workspace: Workspace, feedback_ids: Iterable[str]) -> dict[str, list[Tag]]:
    """Return the tags of each verbatim, by name."""
    rows = Tagging.objects.filter(workspace=workspace, feedback_id__in=list(feedback_ids), tag__removed_at=None)
    found: dict[str, list[Tag]] = defaultdict(list)
    for row in rows.select_related("tag").order_by("tag__folded"):
        found[row.feedback_id].append(row.tag)
    return found


def ids_tagged(workspace: Workspace, tag: Tag) -> set[str]:
    """Return the ids of the verbatims that have a tag."""
    return set(Tagging.objects.filter(workspace=workspace, tag=tag).values_list("feedback_id", flat=True))


def put_on(workspace: Workspace, feedback_id: str, name: str, by: User) -> Tag | None:
    """Return the tag of that name, now at the verbatim, made where there was none; None for a name without a letter."""
    plain = " ".join(name.split())[:LONGEST].strip()
    if not plain:
        return None
    tag = _made(workspace, plain)
    Tagging.objects.get_or_create(
        tag=tag, feedback_id=feedback_id, defaults={"workspace": workspace, "by": by, "at": timezone.now()}
    )
    return tag


def _made(workspace: Workspace, plain: str) -> Tag:
    same = Tag.objects.filter(workspace=workspace, folded=plain.casefold(), removed_at=None)
    found = same.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Tag.objects.create(workspace=workspace, name=plain, folded=plain.casefold())
    except IntegrityError:  # somebody else made it at the same moment
        return same.get()


def take_off(workspace: Workspace, feedback_id: str, tag: Tag) -> bool:
    """Return whether the verbatim had the tag, which it now has not."""
    return bool(Tagging.objects.filter(workspace=workspace, tag=tag, feedback_id=feedback_id).delete()[0])


def rename(workspace: Workspace, tag: Tag, name: str) -> Tag | None:
    """Return the tag under its new name; None where the name is empty or another tag has it: then merge."""
    plain = " ".join(name.split())[:LONGEST].strip()
    other = Tag.objects.filter(workspace=workspace, folded=plain.casefold(), removed_at=None).exclude(id=tag.id)
    if not plain or other.exists():
        return None
    Tag.objects.filter(id=tag.id).update(name=plain, folded=plain.casefold())
    tag.name, tag.folded = plain, plain.casefold()
    return tag


@transaction.atomic
def merge(workspace: Workspace, tag: Tag, into: Tag) -> None:
    """Put ``into`` wherever ``tag`` is, and remove ``tag``."""
    has = ids_tagged(workspace, into)
    rows = Tagging.objects.filter(workspace=workspace, tag=tag).exclude(feedback_id__in=has)
    Tagging.objects.bulk_create(
        Tagging(workspace=workspace, tag=into, feedback_id=row.feedback_id, by=row.by, at=row.at, came_from=tag)
        for row in rows.select_related("by")
    )
    remove(tag)


def remove(tag: Tag) -> None:
    """Take a tag off everywhere; it is kept so that it can come back."""
    Tag.objects.filter(id=tag.id).update(removed_at=timezone.now())


@transaction.atomic
def restore(workspace: Workspace, tag: Tag) -> bool:
    """Return whether a removed or merged tag came back; not where another has its name by now."""
    if Tag.objects.filter(workspace=workspace, folded=tag.folded, removed_at=None).exists():
        return False
    Tagging.objects.filter(workspace=workspace, came_from=tag).delete()
    Tag.objects.filter(id=tag.id).update(removed_at=None)
    return True
