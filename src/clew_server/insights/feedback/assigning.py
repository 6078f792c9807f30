"""Who looks after a verbatim: given to a member, done, open again."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from clew_server.accounts.models import Member, User, Workspace
from clew_server.accounts.selectors import members_of
from clew_server.insights.feedback.models import Assignment
from clew_server.policy import VIEWER

__all__ = ["assign", "assigned_to", "assignees", "assignments_at", "count_open", "settle", "unassign"]


def assignees(workspace: Workspace) -> list[Member]:
    """Return the members who may read verbatims."""
    return [member for member in members_of(workspace) if member.role != VIEWER and member.user.is_active]


def assignments_at(workspace: Workspace, feedback_ids: Iterable[str]) -> dict[str, Assignment]:
    """Return the assignment of each verbatim that has one."""
    rows = Assignment.objects.filter(workspace=workspace, feedback_id__in=list(feedback_ids))
    return {row.feedback_id: row for row in rows.select_related("member__user")}


def assigned_to(member: Member, *, done: bool = False) -> set[str]:
    """Return the ids of the verbatims a member looks after: open ones, or those that are done."""
    rows = Assignment.objects.filter(workspace_id=member.workspace_id, member=member, done_at__isnull=not done)
    return set(rows.values_list("feedback_id", flat=True))


def count_open(member: Member) -> int:
    """Return how many verbatims are open with a member."""
    return Assignment.objects.filter(workspace_id=member.workspace_id, member=member, done_at=None).count()


def assign(workspace: Workspace, feedback_id: str, member_id: str, by: User) -> Assignment | None:
    """Return the assignment of a verbatim to a member, open; None where the member is none who may read it."""
    try:
        wanted = UUID(member_id)
    except ValueError:
        return None
    member = next((one for one in assignees(workspace) if one.id == wanted), None)
    if member is None:
        return None
    given = {"member": member, "by": by, "at": timezone.now(), "done_at": None}
    return Assignment.objects.update_or_create(workspace=workspace, feedback_id=feedback_id, defaults=given)[0]


def settle(workspace: Workspace, feedback_id: str, *, done: bool) -> bool:
    """Return whether the verbatim was assigned to somebody; it is now done, or open again."""
    mine = Assignment.objects.filter(workspace=workspace, feedback_id=feedback_id)
    return bool(mine.update(done_at=timezone.now() if done else None))


def unassign(workspace: Workspace, feedback_id: str) -> bool:
    """Return whether the verbatim was assigned to somebody; it is to nobody now."""
    return bool(Assignment.objects.filter(workspace=workspace, feedback_id=feedback_id).delete()[0])
