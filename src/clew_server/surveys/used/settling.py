"""Files of used links are there while a distribution runs, and go with it; what backups know follows in groups."""

from __future__ import annotations

from uuid import UUID

from clew.store import durable
from clew_server.jobs.registry import tick
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import LINK, RUNNING, WIDGET
from clew_server.surveys.used.links import files, prepare, settle

__all__ = ["look"]


@tick("surveys.settle", seconds=60)
def look(workspace_id: UUID) -> int:
    """Return how many distributions have a new copy of which links were used."""
    anonymous = Distribution.objects.filter(survey__workspace_id=workspace_id, survey__is_anonymous=True, state=RUNNING)
    for one in anonymous.exclude(kind__in=(LINK, WIDGET)).values_list("id", flat=True):
        prepare(workspace_id, one)
    there = files(workspace_id)
    named = {UUID(path.name) for path in there}
    known = set(Distribution.objects.filter(id__in=named).values_list("id", flat=True))
    for path in there:
        if UUID(path.name) not in known:
            durable.remove(path)
    return sum(settle(workspace_id, one) for one in sorted(known))
