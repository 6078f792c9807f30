"""In the audit of members, and in what sessions hold for the next page, the names of an erased person are blanked."""

from __future__ import annotations

from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from clew_server.accounts.models import Line
from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets

__all__ = ["forget"]


@forgets("accounts")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many lines and sessions were changed; a session that names the person in any other way ends."""
    changed = 0
    for line in Line.objects.filter(workspace_id=workspace_id):
        if person.is_in(line.about, line.details):
            given = {"about": person.without(line.about), "details": person.without(line.details)}
            changed += Line.objects.filter(pk=line.pk).update(**given)
    for session in Session.objects.all():
        held = session.get_decoded()
        if not held and session.session_data:  # signed with a key of before: nobody can read it, so nobody needs it
            changed += session.delete()[0]
            continue
        if not person.is_in(held):
            continue
        kept = {name: value for name, value in held.items() if name != "undo"}
        if person.is_in(kept):
            changed += session.delete()[0]
        else:
            encoded = SessionStore().encode(kept)
            changed += Session.objects.filter(pk=session.pk).update(session_data=encoded)
    return changed
