"""Jobs that were told a name of an erased person: those to come are stopped, in all of them the name is blanked."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.jobs.models import QUEUED, STOPPED, Job

__all__ = ["forget"]

TEXTS = ("arguments", "result", "error", "doing")


@forgets("jobs")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many jobs were blanked."""
    changed = 0
    for job in Job.objects.filter(workspace_id=workspace_id):
        if not person.is_in(job.unique, *(getattr(job, name) for name in TEXTS)):
            continue
        given = {name: person.without(getattr(job, name)) for name in TEXTS}
        given["unique"] = None if person.is_in(job.unique) else job.unique
        if job.state == QUEUED:
            given |= {"state": STOPPED, "ended_at": timezone.now(), "unique": None}
        changed += Job.objects.filter(pk=job.pk).update(**given)
    return changed
