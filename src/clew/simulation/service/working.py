"""Working days of Warsaw: weekends and public holidays, the desk's hours, and on which days people call or write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from clew.simulation.arrays import Flags, Floats, Numbers, Times
from clew.simulation.times import Calendar

__all__ = ["WorkingDays", "easter", "public_holidays"]

#: The desk works from eight to six.
_OPENS, _WORKS = 8 * 3600, 10 * 3600
_DAY = 86_400
_FIXED = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
#: Easter Sunday, Easter Monday, Pentecost, Corpus Christi.
_AFTER_EASTER = (0, 1, 49, 60)
_CHRISTMAS_EVE_SINCE = 2025
#: Days on record before and after it: work that began earlier, work that goes on.
_BEFORE, _AFTER = 30, 500


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar (Anonymous Gregorian algorithm, Nature, 1876).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of Poland, Christmas Eve from 2025 on (Act of 18 January 1951, as amended).

    >>> date(2026, 6, 4) in public_holidays(2026)
    True
    """
    days = {date(year, month, day) for month, day in _FIXED}
    days |= {easter(year) + timedelta(days=after) for after in _AFTER_EASTER}
    return frozenset(days | ({date(year, 12, 24)} if year >= _CHRISTMAS_EVE_SINCE else set()))


@dataclass(frozen=True)
class WorkingDays:
    """The desk's hours, Monday to Friday from eight to six but for public holidays; wall-clock time throughout."""

    calendar: Calendar

    @cached_property
    def first(self) -> np.datetime64:
        """The first day known."""
        return np.datetime64(str(self.calendar.start)[:10], "D") - np.timedelta64(_BEFORE, "D")

    @cached_property
    def days(self) -> Times:
        """Every day known, in order."""
        return np.arange(self.first, self.calendar.end.astype("datetime64[D]") + np.timedelta64(_AFTER, "D"))

    @cached_property
    def is_holiday(self) -> Flags:
        """Which days are public holidays."""
        years = range(self.days[0].item().year, self.days[-1].item().year + 1)
        return np.isin(
            self.days, np.array(sorted(day for year in years for day in public_holidays(year)), self.days.dtype)
        )

    @cached_property
    def weekday(self) -> Numbers:
        """The day of the week of each day, Monday being 0."""
        return np.asarray((self.days.astype(np.int64) + 3) % 7)

    @cached_property
    def is_open(self) -> Flags:
        """On which days the desk works."""
        return np.asarray((self.weekday < 5) & ~self.is_holiday)

    def next_open(self, days: Times) -> Times:
        """Return each day itself if the desk works, otherwise the next one on which it does."""
        opened = self.days[self.is_open]
        return opened[np.searchsorted(opened, days.astype("datetime64[D]"))]

    def worked(self, at: Times) -> Numbers:
        """Return how many seconds the desk had worked at each time, counted from the first day known."""
        day = (at.astype("datetime64[D]") - self.first).astype(np.int64)
        today = (at - at.astype("datetime64[D]")).astype("timedelta64[s]").astype(np.int64) - _OPENS
        before = np.concatenate([[0], np.cumsum(self.is_open)])[day]
        return np.asarray(before * _WORKS + np.clip(today, 0, _WORKS) * self.is_open[day], dtype=np.int64)

    def moment(self, worked: Numbers) -> Times:
        """Return when the desk has worked so many seconds: the inverse of :meth:`worked`."""
        day = self.days[self.is_open][worked // _WORKS].astype("datetime64[s]")
        return np.asarray(day + (_OPENS + worked % _WORKS).astype("timedelta64[s]"))

    def draw_days(self, rng: np.random.Generator, size: int, by_weekday: tuple[float, ...]) -> Times:
        """Return days of the record by the weights of weekdays; holidays weigh what Sundays do.

        What is not asked on a holiday is asked on another day of the month: all months have as much a day.
        """
        inside = (self.days >= self.calendar.start) & (self.days < self.calendar.end)
        weights = np.where(self.is_holiday, by_weekday[6], np.array(by_weekday)[self.weekday])[inside]
        days = self.days[inside]
        return days[rng.choice(len(days), size=size, p=_levelled(weights, days))]


def _levelled(weights: Floats, days: Times) -> Floats:
    """Return weights that add up to one, each month having as much a day as the others."""
    _, month, count = np.unique(days.astype("datetime64[M]"), return_inverse=True, return_counts=True)
    level = weights * (count / np.bincount(month, weights))[month]
    return np.asarray(level / level.sum())
