"""An oracle of working time that shares nothing with the code: it walks the UTC clock minute by minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clew.calendars.calendar import Calendar, Exceptional, Version

Shifts = list[tuple[int, int]]
_MINUTE = timedelta(minutes=1)


def walked(shifts_on: Callable[[date], Shifts], zone: str, start: datetime, end: datetime) -> int:
    """Return the minutes of work in [start, end): UTC without zone, whole minutes.

    A minute is worked when it lies between the first minute at which the clock shows the start of a shift (or
    something later, where the clock leapt) and the last at which it shows its end.
    """
    place = ZoneInfo(zone)
    begin, until = start - timedelta(days=2), end + timedelta(days=2)
    clock = [begin + n * _MINUTE for n in range((until - begin) // _MINUTE)]
    shown = [instant.replace(tzinfo=UTC).astimezone(place).replace(tzinfo=None) for instant in clock]
    days: dict[date, list[int]] = {}
    for at, wall in enumerate(shown):
        days.setdefault(wall.date(), []).append(at)
    worked: set[int] = set()
    for day, minutes in days.items():
        for first, last in shifts_on(day):
            wall = {at: shown[at].hour * 60 + shown[at].minute for at in minutes}
            begins = [at for at in minutes if wall[at] >= first]
            if not begins:
                continue
            before_end = [at + 1 for at in minutes if wall[at] < last]
            at_end = [at for at in minutes if wall[at] == last]
            worked |= set(range(begins[0], max([begins[0], *before_end, *at_end])))
    inside = range((start - begin) // _MINUTE, (end - begin) // _MINUTE)
    return sum(at in worked for at in inside)


@pytest.fixture
def oracle() -> Callable[..., int]:
    return walked


def made(
    week: str | tuple[str, ...] = "9-17",
    *,
    weekend: str = "closed",
    holidays: tuple[str, ...] = (),
    exceptions: Mapping[str, str] | None = None,
    zone: str | None = "Europe/Warsaw",
) -> Calendar:
    days = (week,) * 5 + (weekend,) * 2 if isinstance(week, str) else week
    special = {key: Exceptional(hours=hours) for key, hours in (exceptions or {}).items()}
    return Calendar(versions=(Version(begins=None, week=days, holidays=holidays),), zone=zone, exceptions=special)


@pytest.fixture
def calendar_of() -> Callable[..., Calendar]:
    return made
