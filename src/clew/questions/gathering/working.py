"""The reader of a plan: a lake version and, where working time is asked for, the compiled calendar beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from clew.calendars.calendar import Calendar, find_calendar
from clew.calendars.compiled import FIRST_YEAR, LAST_YEAR, calendar_hash, calendar_view, years_around
from clew.errors import UsageError
from clew.metrics.rows.working import CALENDAR, is_working
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.rows import Window
from clew.questions.plan import Plan
from clew.questions.timing.times import local_of

__all__ = ["calendar_identity", "find_calendar", "reader_of", "unworked", "unworked_between"]

#: The folder of compiled calendars in the cache.
FOLDER = "calendars"


def reader_of(plan: Plan, lake: Lake, engine: Engine) -> Reader:
    """Return the reader of ``plan``; it has ``working_days`` where the parameters say ``time=working``.

    The calendar is compiled for the whole years of every time in the tables asked, deadlines too, and of the moment
    asked for. Raises :class:`UsageError` where there is no calendar of that name, and where the data lack what the
    metric needs.
    """
    reader = Reader(lake, engine)
    lacking = _without_tickets(reader, plan) or plan.metric.lacking(reader.has, plan.parameters)
    if lacking:
        raise UsageError(lacking)
    if not is_working(plan.parameters):
        return reader
    calendar = find_calendar(lake.settings.documents["calendar"], plan.parameters[CALENDAR.name])
    times = sorted(_times(reader, plan.tables, plan.question.as_of))
    first, last = years_around(*((times[0], times[-1]) if times else (_NOTHING, _NOTHING)))
    reader.days = calendar_view(calendar, plan.question.zone, first, last, lake.cache / FOLDER)
    return reader


def _without_tickets(reader: Reader, plan: Plan) -> str | None:
    """Return why a metric of tickets cannot be answered where only their histories are there."""
    if plan.table != "tickets" or "ticket_changes" not in plan.metric.tables_of(plan.parameters):
        return None
    if reader.has("tickets", "ticket_id") or not reader.has("ticket_changes", "ticket_id"):
        return None
    return (
        f"{plan.metric.name} needs the tickets themselves: here are changes of tickets (ticket_changes), and no row in "
        "tickets. Import the ticket export too, with one row a ticket: its ticket_id and when it was opened."
    )


def unworked(reader: Reader, plan: Plan, window: Window) -> tuple[str, ...]:
    """Return the sentence that the calendar never works in the time asked; none where it does, or for calendar time."""
    if not is_working(plan.parameters):
        return ()
    name = plan.parameters[CALENDAR.name]
    calendar = find_calendar(reader.lake.settings.documents["calendar"], name)
    times = sorted(_times(reader, plan.tables, plan.question.as_of))
    if not times:
        return ()
    until = None if window.end is None else window.end - timedelta(microseconds=1)
    return unworked_between(name, calendar, plan.question.zone, window.start or times[0], until or times[-1])


def unworked_between(name: str, calendar: Calendar, zone: str, first: datetime, last: datetime) -> tuple[str, ...]:
    """Return the sentence that ``calendar`` has no working hour between two times (UTC); none where it has one.

    Every duration is 0 there, which looks like a figure and is none.

    >>> shop = Calendar.of({"versions": [{"begins": None, "week": ["9-17", *["closed"] * 6]}]})
    >>> unworked_between("shop", shop, "UTC", datetime(2026, 5, 4), datetime(2026, 5, 4))
    ()
    >>> unworked_between("shop", shop, "UTC", datetime(2026, 5, 5), datetime(2026, 5, 9))
    ("the calendar 'shop' has no working hour between 2026-05-05 and 2026-05-09: every working time is 0",)
    """
    place = calendar.zone or zone
    bounds = [min(max(time, _EARLIEST), _LATEST) for time in (first, last)]
    begins, ends = (local_of(time, place).date() for time in bounds)
    if calendar.works_between(begins, ends):
        return ()
    return (f"the calendar '{name}' has no working hour between {begins} and {ends}: every working time is 0",)


def calendar_identity(plan: Plan, lake: Lake) -> str:
    """Return a hash of the working time that ``plan`` asks for; "" for calendar time, or without such a calendar.

    It tells what an update of the packages that know public holidays and time zones may change, between 1970 and 2037.
    """
    if not is_working(plan.parameters):
        return ""
    known = lake.settings.documents["calendar"].get(plan.parameters[CALENDAR.name])
    return "" if known is None else calendar_hash(Calendar.of(known), plan.question.zone, *_KNOWN)


#: The days between which clocks and holidays are compared: those for which machines know the changes of the clock.
_KNOWN = (date(1970, 1, 1), date(2037, 12, 31))
_NOTHING = datetime(2026, 1, 1)  # noqa: DTZ001 - a lake without any time
#: Times beyond are slips of the pen.
_EARLIEST, _LATEST = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR, 12, 31)  # noqa: DTZ001 - UTC without zone


def _times(reader: Reader, tables: Iterable[str], as_of: datetime | None) -> Iterator[datetime]:
    for table in tables:
        yield from (time for time in reader.span(table, ahead=True) if time)
    if as_of:
        yield as_of
