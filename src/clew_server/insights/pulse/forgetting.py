"""What Pulse has told names places; where a place is called as an erased person, it is no longer remembered."""

from __future__ import annotations

from uuid import UUID

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.pulse.models import Told

__all__ = ["forget"]


@forgets("pulse")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how much of what was told is forgotten."""
    told = [each.pk for each in Told.objects.filter(workspace_id=workspace_id) if person.is_in(each.key, each.titles)]
    return Told.objects.filter(pk__in=told).delete()[0]
