"""Boston's requests for service, read row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pyarrow.parquet as pq

ZONE = "America/New_York"
COLUMNS = ["OPEN_DT", "TARGET_DT", "CLOSED_DT"]


@dataclass(frozen=True)
class Request:
    """One request: when it was opened, by when it should be closed, and when it was, on Boston's clock."""

    opened: datetime
    target: datetime | None
    closed: datetime | None


def requests(path: Path) -> list[Request]:
    """Return all requests of the file."""
    here = ZoneInfo(ZONE)
    rows = zip(*(pq.read_table(path, columns=COLUMNS)[name].to_pylist() for name in COLUMNS), strict=True)
    return [Request(*(time and time.replace(tzinfo=here) for time in row)) for row in rows]


def late(found: Iterable[Request]) -> tuple[int, int]:
    """Return how many were closed after their target, and how many have both times.

    >>> noon, one = datetime(2015, 2, 1, 12), datetime(2015, 2, 1, 13)
    >>> late([Request(noon, noon, one), Request(noon, one, one), Request(noon, None, one), Request(noon, one, None)])
    (1, 2)
    """
    both = [each for each in found if each.target and each.closed]
    return sum(each.closed > each.target for each in both), len(both)


def free_days() -> set[date]:
    """Return the public holidays of Massachusetts in the years of the file.

    >>> sorted(free_days())[0].isoformat(), date(2015, 4, 20) in free_days()
    ('2014-01-01', True)
    """
    return set(holidays.country_holidays("US", subdiv="MA", years=range(2014, 2018)))
