"""How often widgets were shown: a number an hour, written some seconds later, with nothing of who saw them.

What was counted and not written when the server ends is lost: a few seconds of a number that is large where it matters.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError
from django.db.models import F

from clew_server.surveys.answering.storing.thread import in_thread
from clew_server.surveys.models import Distribution, Showing

__all__ = ["LATER", "count_shown", "keep_shown"]

#: Seconds for which counts are gathered.
LATER = 5.0
_waiting: Counter[tuple[UUID, datetime]] = Counter()
_tasks: set[asyncio.Task[None]] = set()


def count_shown(way_id: UUID, at: datetime) -> None:
    """Count that a widget was shown; it is written with others, some seconds later."""
    _waiting[way_id, at.replace(minute=0, second=0, microsecond=0)] += 1
    if not _tasks:
        task = asyncio.get_running_loop().create_task(_write_later())
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def _write_later() -> None:
    """Write what was counted by then; where the database is away it is counted with what comes next."""
    await asyncio.sleep(LATER)
    counted = Counter(_waiting)
    _waiting.clear()
    try:
        await in_thread(keep_shown, counted)
    except DatabaseError:
        _waiting.update(counted)


def keep_shown(counted: Mapping[tuple[UUID, datetime], int]) -> None:
    """Add so many to what is kept of widgets and hours; of those that are gone nothing is kept."""
    there = set(Distribution.objects.filter(id__in={way for way, _ in counted}).values_list("id", flat=True))
    for (way, hour), n in counted.items():
        if way in there:
            row, _ = Showing.objects.get_or_create(distribution_id=way, hour=hour)
            Showing.objects.filter(pk=row.pk).update(shown=F("shown") + n)
