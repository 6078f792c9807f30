"""Durations in calendar time or in working time: what every metric of a duration asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clew.calendars.worked import work_clock
from clew.calendars.working_days import WORKING_DAYS
from clew.errors import UsageError
from clew.metrics.metric import Parameter

__all__ = ["CALENDAR", "TIME", "TIME_PARAMETERS", "clock", "elapsed", "is_working", "seconds_of"]

TIME = Parameter(
    "time", "calendar: every second counts; working: only those of the working time", "calendar",
    ("calendar", "working"),
)  # fmt: skip
CALENDAR = Parameter("calendar", "which working time, by its name (clew calendar show)", "default")
#: What a metric of a duration adds to its parameters.
TIME_PARAMETERS = (TIME, CALENDAR)
_SECOND = 1_000_000


def is_working(parameters: Mapping[str, Any]) -> bool:
    """Return whether the settled parameters ask for working time."""
    return parameters.get(TIME.name) == "working"


def elapsed(
    tables: Mapping[str, Any], rows: Any, start: Any, end: Any, parameters: Mapping[str, Any], *, name: str = "seconds"
) -> Any:
    """Return ``rows`` with a column ``name``: the seconds from ``start`` to ``end``, in calendar or working time.

    ``start`` and ``end`` are columns of times of ``rows`` (or literals of times); null where one is null, negative
    where the order is reversed, whole seconds. In working time null also for times outside the compiled years.
    Raises :class:`UsageError` where working time is asked for and ``tables`` have no ``working_days``.
    """
    begun = clock(tables, rows.mutate(_ends_at=end), start, parameters, name="_begun")
    both = clock(tables, begun, begun["_ends_at"], parameters, name="_ended")
    return both.mutate(**{name: seconds_of(both["_begun"], both["_ended"])}).drop("_ends_at", "_begun", "_ended")


def clock(tables: Mapping[str, Any], rows: Any, time: Any, parameters: Mapping[str, Any], *, name: str) -> Any:
    """Return ``rows`` with a column ``name``: what a clock shows at ``time``, a column of ``rows``; int64.

    The clock runs always, or in working time only; :func:`seconds_of` takes the difference of two readings. Where
    many times follow each other (the changes of a ticket) read the clock once a row and take differences, with
    ``lead`` if you like: half the work of :func:`elapsed`.
    """
    if not is_working(parameters):
        return rows.mutate(**{name: time.epoch_seconds().cast("int64") * _SECOND})
    if WORKING_DAYS not in tables:
        raise UsageError(
            "Working time needs the table working_days beside the others: clew.calendars.working_days(calendar, ...)."
        )
    return work_clock(rows, tables[WORKING_DAYS], time, name=name)


def seconds_of(earlier: Any, later: Any) -> Any:
    """Return the seconds between two readings of :func:`clock`, float64."""
    return (later - earlier).cast("float64") / float(_SECOND)
