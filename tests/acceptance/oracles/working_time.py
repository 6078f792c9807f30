"""Working time by walking over the days (science.md 3.3): slow, short and easy to check."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def office_hours(
    zone: str, opens: int, closes: int, holidays: Container[date] = frozenset()
) -> Callable[[datetime, datetime], float]:
    """Return what counts the seconds between two instants from Monday to Friday, ``opens`` to ``closes`` o'clock.

    The golden value: Friday 16:00 to Monday 10:00 over the change to summer time is two hours from nine to five.

    >>> warsaw = ZoneInfo("Europe/Warsaw")
    >>> friday, monday = datetime(2026, 3, 27, 16, tzinfo=warsaw), datetime(2026, 3, 30, 10, tzinfo=warsaw)
    >>> office_hours("Europe/Warsaw", 9, 17)(friday, monday) / 3600
    2.0
    >>> office_hours("Europe/Warsaw", 9, 17, {date(2026, 3, 27)})(friday, monday) / 3600
    1.0
    >>> office_hours("Europe/Warsaw", 9, 17)(monday, friday)
    0.0
    """
    here, known = ZoneInfo(zone), dict[date, tuple[datetime, datetime]]()

    def hours_of(day: date) -> tuple[datetime, datetime]:
        if day not in known:
            known[day] = tuple(datetime.combine(day, time(h), here).astimezone(UTC) for h in (opens, closes))
        return known[day]

    def seconds(start: datetime, end: datetime) -> float:
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        day, last, total = start.astimezone(here).date(), end.astimezone(here).date(), timedelta()
        while day <= last:
            if day.weekday() < 5 and day not in holidays:
                begins, ends = hours_of(day)
                total += max(timedelta(), min(end, ends) - max(start, begins))
            day += timedelta(days=1)
        return total.total_seconds()

    return seconds
