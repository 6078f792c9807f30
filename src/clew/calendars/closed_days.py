"""Closed days out of a calendar file (iCalendar, RFC 5545): all-day events are closed days, timed ones closed hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar as CalendarFile
from icalendar.error import BrokenCalendarProperty

from clew.calendars.calendar import Calendar, Exceptional
from clew.calendars.hours import DAY, Hours, parse_hours, spell_hours, union
from clew.errors import UnreadableFileError

__all__ = ["ClosedDays", "add_closed_days", "read_closed_days"]

#: Longer events are no holidays.
LONGEST = timedelta(days=366)
#: More repeats of one event than this are no holidays.
MOST_REPEATS = 5000
_FINER_THAN_A_DAY = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_ONE_DAY = timedelta(days=1)
_Start = date | datetime


@dataclass(frozen=True)
class ClosedDays:
    """What a file closes, by date, how many ``events`` that came from, and which were left out, with the reason."""

    days: dict[str, Exceptional]
    events: int
    left_out: tuple[str, ...]


def read_closed_days(content: bytes, place: ZoneInfo, until: date) -> ClosedDays:
    """Return the days and hours that the events of a calendar file close, by the wall clock of ``place``.

    Repeats are written out up to ``until``. Cancelled events, timed ones marked as free and those that cannot be read
    are left out and named. Raises :class:`UnreadableFileError` where it is no calendar file.
    """
    days: dict[str, Exceptional] = {}
    left_out, taken = [], 0
    events = _events(content)
    moved = _moved(events)
    for event in events:
        name = str(event.get("SUMMARY", "")).strip() or "without a name"
        try:
            spans = [(_wall(start, place), _wall(end, place)) for start, end in _spans(event, moved, until)]
        except _LeftOutError as why:
            left_out.append(f"{name}: {why}")
        except (BrokenCalendarProperty, OverflowError):
            left_out.append(f"{name}: a time in it cannot be read")
        else:
            taken += 1
            for start, end in spans:
                _close(days, start, end, name)
    return ClosedDays(dict(sorted(days.items())), taken, tuple(left_out))


def add_closed_days(calendar: Calendar, closed: ClosedDays) -> Calendar:
    """Return the calendar with what a file closes; hours that an exception gave a day stay, less what is closed."""
    return calendar.with_exceptions(
        {day: _together(calendar.exceptions.get(day), special) for day, special in closed.days.items()}
    )


class _LeftOutError(Exception):
    """Why an event closes nothing."""


def _events(content: bytes) -> list[Any]:
    try:
        files = CalendarFile.from_ical(content, multiple=True)
    except ValueError as error:
        raise UnreadableFileError(f"This is no calendar file (iCalendar): {str(error)[:120]}") from error
    if not files:
        raise UnreadableFileError("This is no calendar file (iCalendar): nothing begins with BEGIN:VCALENDAR.")
    return [event for file in files for event in file.walk("VEVENT")]


def _moved(events: list[Any]) -> frozenset[tuple[str, _Start]]:
    """The repeats that an event of their own stands for, by the id of the series and their first time."""
    found = set()
    for event in events:
        with suppress(BrokenCalendarProperty):
            if moment := getattr(event.get("RECURRENCE-ID"), "dt", None):
                found.add((str(event.get("UID", "")), _plain(moment)))
    return frozenset(found)


def _spans(event: Any, moved: frozenset[tuple[str, _Start]], until: date) -> Iterator[tuple[_Start, _Start]]:
    """Yield from when to when each repeat of an event lasts: dates, or times in the event's own zone."""
    start, length = _start(event), _length(event)
    uid = str(event.get("UID", ""))
    left_out = {_plain(day) for day in _listed(event, "EXDATE")}
    for repeat in _repeats(event, start, until):
        is_moved = "RECURRENCE-ID" not in event and (uid, _plain(repeat)) in moved
        if _plain(repeat) not in left_out and not is_moved:
            yield repeat, repeat + length


def _start(event: Any) -> _Start:
    start = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(start, date):
        raise _LeftOutError("its start cannot be read")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise _LeftOutError("it is cancelled")
    if isinstance(start, datetime) and str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        raise _LeftOutError("it is marked as free")
    return start


def _length(event: Any) -> timedelta:
    start, end = event["DTSTART"].dt, getattr(event.get("DTEND"), "dt", None)
    given = getattr(event.get("DURATION"), "dt", None)
    is_day = not isinstance(start, datetime)
    if isinstance(end, date) and isinstance(end, datetime) is is_day:
        raise _LeftOutError("one of its ends is a day and the other a time")
    if end is not None:
        length: timedelta = _plain(end) - _plain(start) if is_day else _utc(end) - _utc(start)
    else:
        length = given if isinstance(given, timedelta) else _ONE_DAY if is_day else timedelta()
    if not timedelta() < length <= LONGEST:
        raise _LeftOutError("it has no length" if length <= timedelta() else "it is longer than a year")
    return length


def _repeats(event: Any, start: _Start, until: date) -> Iterator[_Start]:
    """Yield the start of the event and of its repeats up to ``until``, each once."""
    known = {_plain(start)}
    yield start
    for found in (*_ruled(event, start, until), *_listed(event, "RDATE")):
        repeat = found[0] if isinstance(found, tuple) else found
        if _plain(repeat) not in known and isinstance(repeat, datetime) is isinstance(start, datetime):
            known.add(_plain(repeat))
            yield repeat


def _ruled(event: Any, start: _Start, until: date) -> list[_Start]:
    rule = event.get("RRULE")
    if rule is None:
        return []
    if isinstance(rule, list) or str(rule.get("FREQ", [""])[0]) in _FINER_THAN_A_DAY:
        raise _LeftOutError("its repeats are too fine or too many")
    zone, wall = (start.tzinfo, start.replace(tzinfo=None)) if isinstance(start, datetime) else (None, _midnight(start))
    last = min(_last(rule, zone), datetime.combine(until, time.max))
    kept = {name: value for name, value in rule.items() if name != "UNTIL"}
    try:
        repeats = rrulestr(type(rule)(kept).to_ical().decode(), dtstart=wall)
        found = list(islice(_up_to(repeats, last), MOST_REPEATS + 1))
    except (ValueError, TypeError) as error:  # a rule without FREQ is a missing argument to the reader of rules
        raise _LeftOutError(f"its repeats cannot be read ({error})") from error
    if len(found) > MOST_REPEATS:
        raise _LeftOutError("its repeats are too fine or too many")
    return [each.replace(tzinfo=zone) if isinstance(start, datetime) else each.date() for each in found]


def _up_to(repeats: Any, last: datetime) -> Iterator[datetime]:
    for repeat in repeats:
        if repeat > last:
            return
        yield repeat


def _last(rule: Mapping[str, Any], zone: tzinfo | None) -> datetime:
    """The last moment of the repeats by the clock of the event's zone; a date counts whole."""
    until = rule.get("UNTIL", [None])[0]
    if until is None:
        return datetime.combine(date.max, time.max)
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    return (until.astimezone(zone) if until.tzinfo and zone else until).replace(tzinfo=None)


def _listed(event: Any, name: str) -> list[Any]:
    given = event.get(name)
    lists = given if isinstance(given, list) else [given] if given is not None else []
    return [each.dt for one in lists for each in getattr(one, "dts", ())]


def _close(days: dict[str, Exceptional], first: datetime, last: datetime, name: str) -> None:
    """Add what a span of the wall clock closes: whole dates, or hours of each date that it reaches into."""
    day = first.date()
    while datetime.combine(day, time()) < last:
        midnight = datetime.combine(day, time())
        begins, ends = max(first - midnight, timedelta()), min(last - midnight, _ONE_DAY)
        part = (begins // timedelta(minutes=1), -(-ends // timedelta(minutes=1)))
        days[day.isoformat()] = _together(days.get(day.isoformat()), _special(part, name))
        day += _ONE_DAY


def _special(part: tuple[int, int], name: str) -> Exceptional:
    if part == (0, DAY):
        return Exceptional(hours="closed", name=name)
    return Exceptional(closed=spell_hours((part,)), name=name)


def _together(known: Exceptional | None, more: Exceptional) -> Exceptional:
    """Both exceptions of one date: what either closes is closed."""
    if known is None or more.hours is not None:
        return more
    hours: Hours = union((*parse_hours(known.closed or ""), *parse_hours(more.closed or "")))
    names = ", ".join(dict.fromkeys(filter(None, (known.name, more.name))))
    return Exceptional(hours=known.hours, closed=spell_hours(hours), name=names)


def _wall(moment: _Start, place: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return _midnight(moment)
    return moment.astimezone(place).replace(tzinfo=None) if moment.tzinfo else moment


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _plain(moment: Any) -> Any:
    """A date as it is, a time as UTC without a zone: so that equal instants are equal."""
    return _utc(moment) if isinstance(moment, datetime) else moment
