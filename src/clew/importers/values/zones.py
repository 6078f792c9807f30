"""Wall clock of a zone to UTC, for whole columns: offset changes come from zoneinfo, the arithmetic from numpy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from clew.errors import MappingError

__all__ = ["Clock", "check_zone", "offset_changes", "to_utc"]

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000
WEEK = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2, 9998

Micros = npt.NDArray[np.int64]


def check_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; raises MappingError for a name that is none.

    >>> check_zone("Europe/Warsaw").key
    'Europe/Warsaw'
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MappingError(f"There is no time zone '{name}'. Use an IANA name such as Europe/Warsaw or UTC.") from error


@dataclass(frozen=True, slots=True)
class Clock:
    """A wall clock: its zone, and whether a bare date means the end of that day (a promise "by Friday")."""

    zone: str
    end_of_day: bool = False

    def utc(self, wall: Micros) -> Micros:
        """Return UTC microseconds of wall-clock microseconds.

        >>> Clock("UTC", end_of_day=True).utc(np.array([0, 5])).tolist()
        [86399999999, 5]
        """
        ends = np.where(wall % DAY == 0, wall + DAY - 1, wall) if self.end_of_day else wall
        return to_utc(ends, self.zone)


@lru_cache(maxsize=64)
def offset_changes(zone: str, first_year: int, last_year: int) -> tuple[Micros, Micros]:
    """Return when a zone's offset changes (UTC microseconds) and the offsets before, between and after.

    There is one offset more than there are changes.
    """
    info = check_zone(zone)
    at = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    offsets, changes = [_offset(info, at)], []
    while at < end:
        following = at + WEEK  # no zone has changed its clock twice within a week since 1900
        if _offset(info, following) != offsets[-1]:
            changes.append((_bisect(info, at, following) - EPOCH) // MICROSECOND)
            offsets.append(_offset(info, following))
        at = following
    return np.array(changes, np.int64), np.array(offsets, np.int64)


def to_utc(wall: Micros, zone: str) -> Micros:
    """Return UTC microseconds of wall-clock microseconds in ``zone``.

    A time the clock shows twice (the hour put back in autumn) is the first of the two; a time it never shows (the
    hour skipped in spring) is read with the offset before the change, so 02:30 becomes 03:30. That is RFC 5545's rule.

    >>> summer = np.datetime64("2026-07-01T12:00", "us").astype("int64")
    >>> to_utc(np.array([summer]), "Europe/Warsaw").astype("datetime64[us]")[0].item().hour
    10
    """
    if zone == "UTC" or not len(wall):
        return wall
    years = np.array([wall.min(), wall.max()]).astype("datetime64[us]").astype("datetime64[Y]").astype(int) + 1970
    first, last = (int(min(max(year, FIRST_YEAR), LAST_YEAR)) for year in years)
    changes, offsets = offset_changes(zone, first - 1, last)
    borders = changes + np.maximum(offsets[:-1], offsets[1:])
    return wall - offsets[np.searchsorted(borders, wall, side="right")]


def _offset(info: ZoneInfo, at: datetime) -> int:
    """Offset from UTC at an instant, in microseconds."""
    return (at.astimezone(info).utcoffset() or timedelta()) // MICROSECOND


def _bisect(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """First second at which the offset is no longer what it was at ``before``."""
    start = _offset(info, before)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, before + timedelta(seconds=middle)) == start:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)
