"""The audit: a line for everything that changes who may do what, and the way back for what can be undone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from clew_server.accounts.models import Line, User, Workspace

__all__ = ["UNDOABLE", "lines_of", "recent_line", "take_back", "write"]

#: What was done, by name: each has its sentence in the template ``accounts/parts/line.html``.
JOINED, INVITED, WITHDRAWN = "member.joined", "invitation.sent", "invitation.withdrawn"
ROLE_CHANGED, REMOVED, LEFT = "member.role", "member.removed", "member.left"
DISABLED, ENABLED, FACTORS_FORGOTTEN = "person.disabled", "person.enabled", "person.factors_forgotten"
KEY_MADE, KEY_REVOKED = "key.made", "key.revoked"
UNDOABLE = frozenset({ROLE_CHANGED, REMOVED, WITHDRAWN})
#: How long something can be undone.
UNDO_AGE = timedelta(days=1)
SHOWN = 30


def write(workspace: Workspace, by: User | None, what: str, about: str, **details: str) -> Line:
    """Return the new line; a text longer than the column is cut."""
    return Line.objects.create(workspace=workspace, by=by, what=what, about=about[:254], details=details)


def lines_of(workspace: Workspace) -> list[Line]:
    """Return the newest lines of a workspace."""
    return list(Line.objects.select_related("by").filter(workspace=workspace).order_by("-at")[:SHOWN])


def recent_line(workspace: Workspace, line_id: UUID) -> Line | None:
    """Return a line of today that was not undone; None where the workspace has none of that id."""
    since = timezone.now() - UNDO_AGE
    return Line.objects.filter(workspace=workspace, id=line_id, undone_at=None, at__gt=since).first()


def take_back(workspace: Workspace, line_id: UUID) -> Line | None:
    """Return the line, now marked as undone; None where it is none of this workspace's, or cannot be undone."""
    line = recent_line(workspace, line_id)
    if line is None or line.what not in UNDOABLE:
        return None
    return line if Line.objects.filter(id=line.id, undone_at=None).update(undone_at=timezone.now()) else None
