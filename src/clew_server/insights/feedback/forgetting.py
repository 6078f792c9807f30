"""Tags and assignments at an erased person's words, and saved filters that name them."""

from __future__ import annotations

from uuid import UUID

from clew_server.accounts.models import Workspace
from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.feedback import services
from clew_server.insights.feedback.models import SavedFilter, Tag

__all__ = ["forget"]


@forgets("feedback")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how much was removed."""
    removed = services.forget(Workspace.objects.get(id=workspace_id), person.feedback_ids)
    for saved in SavedFilter.objects.filter(workspace_id=workspace_id):
        if person.is_in(saved.plain, saved.name, saved.query):
            removed += saved.delete()[0]
    for tag in Tag.objects.filter(workspace_id=workspace_id):
        if person.is_in(tag.name):
            removed += tag.delete()[0]
    return removed
