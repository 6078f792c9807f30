"""A calendar for people: the weeks of its versions, and the days that are not as the week says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from clew.calendars.calendar import Calendar, Version
from clew.calendars.hours import WEEKDAYS, spell_hours, subtract
from clew.calendars.instants import intervals

__all__ = ["calendar_document", "closed_before", "special_days"]

#: Letters of an exception's key that names one date, not a day of every year.
_DATED = len("2026-12-24")


def calendar_document(name: str, calendar: Calendar, zone: str, first: date, last: date) -> dict[str, Any]:
    """Return a calendar as plain JSON: zone, weeks, special days and working hours from ``first`` to ``last``.

    ``zone`` is the workspace's, used where the calendar has none; both dates count.
    """
    worked = sum(((end - start) for start, end in intervals(calendar, zone, first, last)), timedelta())
    return {
        "name": name,
        "zone": calendar.zone or zone,
        "versions": [_version(version) for version in calendar.versions],
        "from": first.isoformat(),
        "to": last.isoformat(),
        "special_days": list(special_days(calendar, first, last)),
        "closed_before": closed_before(calendar, first),
        "working_hours": round(worked / timedelta(hours=1), 4),
    }


def special_days(calendar: Calendar, first: date, last: date) -> Iterator[dict[str, str]]:
    """Yield the dates that are not worked as the week says: ``date``, ``day``, ``hours`` and ``why``."""
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        hours = calendar.hours_on(day)
        if hours != calendar.week_hours(day):
            special = calendar.special(day)
            why = (special.name if special else "") or calendar.holiday(day) or "exception"
            yield {"date": day.isoformat(), "day": WEEKDAYS[day.weekday()], "hours": spell_hours(hours), "why": why}


def closed_before(calendar: Calendar, first: date) -> int:
    """Return how many dates before ``first`` are closed, in part or whole, by an exception of their own.

    Public holidays and exceptions of every year have no first date and do not count, nor do dates that work longer.

    >>> shop = Calendar.of({"versions": [{"begins": None, "week": ["9-17"] * 7}],
    ...                     "exceptions": {"2025-12-24": {"hours": "9-13"}, "2025-12-31": {"hours": "8-18"}}})
    >>> closed_before(shop, date(2026, 1, 1)), closed_before(shop, date(2025, 12, 24))
    (1, 0)
    """
    dated = [date.fromisoformat(key) for key in calendar.exceptions if len(key) == _DATED]
    return sum(bool(subtract(calendar.week_hours(day), calendar.hours_on(day))) for day in dated if day < first)


def _version(version: Version) -> dict[str, Any]:
    begins = version.begins.isoformat() if version.begins else None
    week = dict(zip(WEEKDAYS, version.week, strict=True))
    return {"from": begins, "week": week, "holidays": list(version.holidays)}
