"""What viewers were shown is counts of groups; where a group is called as an erased person, it is dropped.

The counts over rows stay: whoever asked before and after an erasure would else learn what one person had answered.
"""

from __future__ import annotations

from uuid import UUID

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.insights.hiding.models import ShownAnswer

__all__ = ["forget"]


@forgets("shown answers")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many kept answers were dropped."""
    named = [each.pk for each in ShownAnswer.objects.filter(workspace_id=workspace_id)
             if person.is_in(bytes(each.document).decode(errors="replace"))]  # fmt: skip
    return ShownAnswer.objects.filter(pk__in=named).delete()[0]
