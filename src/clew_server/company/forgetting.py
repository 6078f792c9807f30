"""In what was changed on the pages of the settings the names of an erased person are blanked."""

from __future__ import annotations

from uuid import UUID

from clew_server.company.models import Edit
from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets

__all__ = ["forget"]


@forgets("company")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many changes were blanked; what stood before cannot be put back with the name."""
    changed = 0
    for edit in Edit.objects.filter(workspace_id=workspace_id):
        if person.is_in(edit.name, edit.label, edit.before, edit.after):
            given = {name: person.without(getattr(edit, name)) for name in ("name", "label", "before", "after")}
            changed += Edit.objects.filter(pk=edit.pk).update(**given)
    return changed
