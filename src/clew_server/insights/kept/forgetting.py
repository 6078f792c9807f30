"""Kept documents counted an erased person: all of a workspace are computed anew."""

from __future__ import annotations

from uuid import UUID

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.kept.models import Kept

__all__ = ["forget"]


@forgets("kept documents")
def forget(workspace_id: UUID, _person: Person) -> int:
    """Return how many documents were dropped."""
    return Kept.objects.filter(workspace_id=workspace_id).delete()[0]
