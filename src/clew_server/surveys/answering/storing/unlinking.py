"""The order in which anonymous links were used is nobody's to read, and PostgreSQL keeps it beside the rows.

Each row there says which transaction wrote it (``xmin``) and lies where it was written. A participant whose link is
used up is written in the moment of the answer; so all who have used theirs are written anew, in one transaction, in an
order that is drawn. SQLite changes rows in their place and keeps no such thing.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import connection, transaction

from clew_server.jobs.registry import tick
from clew_server.surveys.models import Distribution, Participant

__all__ = ["unlink"]

_STAMPS = "SELECT count(DISTINCT xmin::text) FROM surveys_participant WHERE distribution_id = %s AND state = 'started'"


@tick("surveys.unlink", seconds=60)
def unlink(workspace_id: UUID) -> int:
    """Return how many distributions of anonymous surveys told an order, and do not any more."""
    if connection.vendor != "postgresql":
        return 0
    anonymous = Distribution.objects.filter(survey__workspace_id=workspace_id, survey__is_anonymous=True)
    telling = [each for each in anonymous.values_list("id", flat=True) if _tells(each)]
    for distribution_id in telling:
        _blur(distribution_id)
    return len(telling)


def _tells(distribution_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_STAMPS, [distribution_id])
        return bool(cursor.fetchone()[0] > 1)


def _blur(distribution_id: UUID) -> None:
    with transaction.atomic():
        used = Participant.objects.select_for_update().filter(distribution_id=distribution_id, state="started")
        ids = list(used.values_list("id", flat=True))
        secrets.SystemRandom().shuffle(ids)
        for participant_id in ids:
            Participant.objects.filter(id=participant_id).update(state="started")
