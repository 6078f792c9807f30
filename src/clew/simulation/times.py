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
        """Seconds to take from the wall clock to get UTC, one an hour, from a day before the start on."""
        zone, first = ZoneInfo(ZONE), self.start.astype(datetime).replace(tzinfo=UTC) - timedelta(days=1)
        hours = int((self.end - self.start) / np.timedelta64(1, "h")) + 24 * 60
        walls = (first + timedelta(hours=hour) for hour in range(hours))
        offsets = [wall.replace(tzinfo=zone).utcoffset() or timedelta() for wall in walls]
        return np.array([int(offset.total_seconds()) for offset in offsets], dtype=np.int64)

    def offset(self, local: Times) -> Numbers:
        """Return how many seconds the wall clock is ahead of UTC at each ``local`` time."""
        hour = (local - (self.start - np.timedelta64(1, "D"))) // np.timedelta64(1, "h")
        return self._offsets[np.clip(hour.astype(np.int64), 0, len(self._offsets) - 1)]

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
