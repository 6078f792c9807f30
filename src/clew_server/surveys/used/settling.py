"""What backups know of used links follows in groups; files of distributions that are gone go too."""

from __future__ import annotations

from uuid import UUID

from clew.store import durable
from clew_server.jobs.registry import tick
from clew_server.surveys.models import Distribution
from clew_server.surveys.used.links import files, settle

__all__ = ["look"]


@tick("surveys.settle", seconds=60)
def look(workspace_id: UUID) -> int:
    """Return how many distributions have a new copy of which links were used."""
    there = files(workspace_id)
    named = {UUID(path.name) for path in there}
    known = set(Distribution.objects.filter(id__in=named).values_list("id", flat=True))
    for path in there:
        if UUID(path.name) not in known:
            durable.remove(path)
    return sum(settle(workspace_id, one) for one in sorted(known))
