"""Saved questions that name an erased person go: without that filter they would ask something else."""

from __future__ import annotations

from uuid import UUID

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.questions.models import SavedQuestion

__all__ = ["forget"]


@forgets("questions")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many saved questions were removed, deleted ones too."""
    named = [each.pk for each in SavedQuestion.objects.filter(workspace_id=workspace_id)
             if person.is_in(each.name, each.query)]  # fmt: skip
    return SavedQuestion.objects.filter(pk__in=named).delete()[0]
