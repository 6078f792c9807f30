"""Times of the simulated company: months, the wall clock of Warsaw, and the ways its tools print a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from clew.simulation.arrays import Numbers, Texts, Times

__all__ = ["ZONE", "Calendar", "day_month_year", "iso_text"]

ZONE = "Europe/Warsaw"
#: How far before and after the record times may lie: visits booked and faults reported earlier.
_MARGIN = timedelta(days=60)


@dataclass(frozen=True)
class Calendar:
    """The months on record, from the first day of ``first_month`` for ``months`` months, in wall-clock time.

    >>> Calendar("2025-04", 18).last_month
    '2026-09'
    """

    first_month: str
    months: int

    @cached_property
    def start(self) -> np.datetime64:
        """The first instant on record, local time, in seconds."""
        return np.datetime64(self.first_month, "s")

    @cached_property
    def end(self) -> np.datetime64:
        """The first instant after the record, local time, in seconds."""
        return np.datetime64(str(np.datetime64(self.first_month, "M") + np.timedelta64(self.months, "M")), "s")

    @property
    def last_month(self) -> str:
        """The last month on record, as 2026-09."""
        return str(self.end.astype("datetime64[M]") - np.timedelta64(1, "M"))

    @cached_property
    def _offsets(self) -> Numbers:
        """Seconds to take from the wall clock to get UTC, one an hour, the margins before and after included."""
        zone, first = ZoneInfo(ZONE), self.start.astype(datetime).replace(tzinfo=UTC) - _MARGIN
        hours = int((self.end - self.start) / np.timedelta64(1, "h")) + 2 * (_MARGIN // timedelta(hours=1))
        walls = (first + timedelta(hours=hour) for hour in range(hours))
        offsets = [wall.replace(tzinfo=zone).utcoffset() or timedelta() for wall in walls]
        return np.array([int(offset.total_seconds()) for offset in offsets], dtype=np.int64)

    def offset(self, local: Times) -> Numbers:
        """Return how many seconds the wall clock is ahead of UTC at each ``local`` time (whole seconds)."""
        hour = (local - (self.start - np.timedelta64(_MARGIN, "s"))).astype(np.int64) // 3600
        return self._offsets[np.clip(hour, 0, len(self._offsets) - 1)]

    def shown(self, local: Times) -> Times:
        """Return times as a clock would show them: the hour that is skipped in spring is an hour later.

        >>> Calendar("2025-04", 18).shown(np.array(["2026-03-29T02:30:00"], "datetime64[s]")).item()
        datetime.datetime(2026, 3, 29, 3, 30)
        """
        hour = np.timedelta64(3600, "s")
        return np.where(self.offset(local) < self.offset(local + hour), local + hour, local)

    def utc(self, local: Times) -> Times:
        """Return the UTC instants of wall-clock times."""
        return np.asarray(local - self.offset(local).astype("timedelta64[s]"))


def iso_text(times: Times, between: str = " ") -> Texts:
    """Return times as ``2025-04-01 09:30:00``; ``between`` stands between day and hour.

    >>> iso_text(np.array(["2025-04-01T09:30:00"], "datetime64[s]")).item()
    '2025-04-01 09:30:00'
    """
    letters = _letters(times)
    letters[:, 10] = between
    return _joined(letters)


def day_month_year(times: Times) -> Texts:
    """Return times as ``01.04.2025 09:30``, the way a Polish dispatcher's tool prints them.

    >>> day_month_year(np.array(["2025-04-01T09:30:00"], "datetime64[s]")).item()
    '01.04.2025 09:30'
    """
    letters = _letters(times)
    dot = np.full((len(times), 1), ".", dtype="U1")
    blank = np.full((len(times), 1), " ", dtype="U1")
    parts = [letters[:, 8:10], dot, letters[:, 5:7], dot, letters[:, 0:4], blank, letters[:, 11:16]]
    return _joined(np.concatenate(parts, axis=1))


def _letters(times: Times) -> Texts:
    """Return a row of letters for each time in ISO form, to cut and rearrange without a loop."""
    text = np.ascontiguousarray(np.datetime_as_string(times.astype("datetime64[s]"), unit="s").astype("U19"))
    return text.view("U1").reshape(len(times), 19).copy()


def _joined(letters: Texts) -> Texts:
    """Return one text for each row of letters."""
    return np.ascontiguousarray(letters).view(f"U{letters.shape[1]}").reshape(len(letters))
