"""Working time between two times, as portable Ibis: two equality joins on the day and arithmetic of whole numbers."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import ibis

__all__ = ["work_clock", "worked_seconds"]

_SECOND, _DAY = 1_000_000, 86_400


def worked_seconds(rows: Any, days: Any, start: Any, end: Any, *, name: str = "worked") -> Any:
    """Return ``rows`` with a column ``name``: the seconds of working time from ``start`` to ``end``, float64.

    ``start`` and ``end`` are columns of times of ``rows`` (UTC) or their names, counted in whole seconds. Negative
    where the order is reversed; null where either is null or lies outside the days of ``days`` (a table as
    :func:`~clew.calendars.working_days.working_days` makes it, one row a day): what is not known is never 0.

    >>> rows = ibis.table({"opened": "timestamp(6)", "closed": "timestamp(6)"}, name="rows")
    >>> from clew.calendars.working_days import unbound_working_days
    >>> worked_seconds(rows, unbound_working_days(), rows.opened, "closed").columns
    ('opened', 'closed', 'worked')
    """
    begun = work_clock(rows.mutate(_until=rows[end] if isinstance(end, str) else end), days, start, name="_from")
    both = work_clock(begun, days, "_until", name="_to")
    worked = (both["_to"] - both["_from"]).cast("float64") / float(_SECOND)
    return both.mutate(**{name: worked}).drop("_until", "_from", "_to")


def work_clock(rows: Any, days: Any, time: Any, *, name: str) -> Any:
    """Return ``rows`` with a column ``name``: what a clock shows that runs in working time only, in microseconds.

    The difference of two readings is the working time between them, so that each time is looked up once where many
    follow each other. Null where ``time`` is null or outside ``days``.
    """
    moment = (rows[time] if isinstance(time, str) else time).epoch_seconds().cast("int64")
    day = moment // _DAY
    known = days.rename({f"_{column}": column for column in days.columns})
    placed = rows.mutate(_day_of=day, _at=(moment - day * _DAY) * _SECOND)
    joined = placed.left_join(known, placed["_day_of"] == known["_day"])
    return joined.mutate(**{name: _reading(joined)}).drop("_day_of", "_at", *known.columns)


def _reading(joined: Any) -> Any:
    """Work before the day, and what of each interval of the day is over."""
    places = [column.rpartition("_")[2] for column in joined.columns if column.startswith("_start_")]
    ends = ((joined[f"_start_{place}"], joined[f"_end_{place}"]) for place in places)
    parts = [ibis.least(ibis.greatest(joined["_at"], start), end) - start for start, end in ends]
    return reduce(add, parts, joined["_before"])
