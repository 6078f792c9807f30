"""From the wall clock to UTC: the instants between which a calendar works, right across clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clew.calendars.calendar import Calendar
from clew.calendars.hours import DAY
from clew.calendars.zones import place_of
from clew.engines.clock import offset_changes

__all__ = ["Interval", "intervals"]

Interval = tuple[datetime, datetime]


def intervals(calendar: Calendar, zone: str, first: date, last: date) -> list[Interval]:
    """Return when work is done on the dates ``first`` to ``last`` (both included): UTC, sorted, disjoint.

    ``zone`` is the workspace's, used where the calendar has none. A shift begins the first time the clock shows its
    start and ends the last time it shows its end, so an hour that the clock shows twice counts twice; a time that the
    clock leaps over is the moment of the leap; 24:00 is the next midnight.

    >>> from clew.calendars.calendar import Version
    >>> night = Calendar(versions=(Version(begins=None, week=("0-6",) * 7),))
    >>> [(a, b)] = intervals(night, "Europe/Warsaw", date(2026, 3, 29), date(2026, 3, 29))
    >>> str(b - a)
    '5:00:00'
    """
    place = place_of(calendar.zone or zone)
    found: list[Interval] = []
    for start, end in _by_day(calendar, place, first, last):
        if found and start <= found[-1][1]:  # an hour that the clock shows twice can lie in two shifts
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start < end:
            found.append((start, end))
    return found


def _by_day(calendar: Calendar, place: ZoneInfo, first: date, last: date) -> Iterator[Interval]:
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        for start, end in calendar.hours_on(day):
            yield _instant(day, start, place, fold=0), _instant(day, end, place, fold=int(end < DAY))


def _instant(day: date, minute: int, place: ZoneInfo, *, fold: int) -> datetime:
    """Return the UTC instant of a minute of a date: of a repeated one by ``fold``, of a leapt-over one the leap."""
    wall = datetime.combine(day, time(), tzinfo=place) + timedelta(minutes=minute)
    early, late = (wall.replace(fold=turn).astimezone(UTC).replace(tzinfo=None) for turn in (0, 1))
    if late < early:  # only a time that never was has its later turn first
        return offset_changes(place.key, late, early)[-1][0]
    return late if fold else early
