"""A calendar compiled for the engine: one row a UTC day, found by a join on the day's number alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from clew.calendars.calendar import Calendar
from clew.calendars.instants import Interval, intervals

__all__ = ["WORKING_DAYS", "unbound_working_days", "working_days", "working_days_schema"]

#: The name of the view that an expression reads working time from.
WORKING_DAYS = "working_days"
_EPOCH = date(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


def working_days(calendar: Calendar, zone: str, first: date, last: date) -> pa.Table:
    """Return the working time of every UTC day from ``first`` to ``last``, both included.

    Columns: ``day`` (days since 1970), ``before`` (microseconds worked before the day, since the first one) and
    ``start_1``, ``end_1``, ... (microseconds within the day; 0, 0 where there is none), as many as the fullest day
    needs. ``zone`` is the workspace's, used where the calendar has none.

    >>> from clew.calendars.calendar import Version
    >>> office = Calendar(versions=(Version(begins=None, week=("9-17",) * 5 + ("closed",) * 2),))
    >>> working_days(office, "UTC", date(2026, 11, 20), date(2026, 11, 23))["before"].to_pylist()
    [0, 28800000000, 28800000000, 28800000000]
    """
    margin = timedelta(days=2)  # a local day reaches into the UTC days around it
    parts: list[list[tuple[int, int]]] = [[] for _ in range((last - first).days + 1)]
    for day, start, end in _in_days(intervals(calendar, zone, first - margin, last + margin)):
        place = (day - first).days
        if 0 <= place < len(parts):
            parts[place].append((start, end))
    return _table((first - _EPOCH).days, parts)


def _in_days(found: list[Interval]) -> Iterator[tuple[date, int, int]]:
    """Yield the part of each interval in each UTC day: the day, and microseconds within it."""
    for start, end in found:
        at = start
        while at < end:
            midnight = datetime.combine(at.date(), datetime.min.time())
            until = min(end, midnight + timedelta(days=1))
            yield at.date(), (at - midnight) // _MICROSECOND, (until - midnight) // _MICROSECOND
            at = until


def _table(first: int, parts: list[list[tuple[int, int]]]) -> pa.Table:
    before = [0]
    for day in parts:
        before.append(before[-1] + sum(end - start for start, end in day))
    columns: dict[str, list[int]] = {"day": list(range(first, first + len(parts))), "before": before[:-1]}
    for place in range(max(map(len, parts), default=0) or 1):
        pairs = [day[place] if place < len(day) else (0, 0) for day in parts]
        columns[f"start_{place + 1}"] = [start for start, _ in pairs]
        columns[f"end_{place + 1}"] = [end for _, end in pairs]
    return pa.table(columns, schema=working_days_schema((len(columns) - 2) // 2))


def working_days_schema(most: int = 1) -> pa.Schema:
    """Return the schema of a compiled calendar with at most ``most`` intervals a day: whole numbers, none null.

    >>> working_days_schema().names
    ['day', 'before', 'start_1', 'end_1']
    """
    ends = [f"{end}_{place}" for place in range(1, most + 1) for end in ("start", "end")]
    return pa.schema([(name, pa.int64()) for name in ("day", "before", *ends)])


def unbound_working_days(schema: pa.Schema | None = None) -> Any:
    """Return a compiled calendar as an unbound Ibis table; without a schema one with one interval a day."""
    names = (schema or working_days_schema()).names
    return ibis.table(dict.fromkeys(names, "int64"), name=WORKING_DAYS)
