"""Compiled calendars as files of the cache: made when first asked for, and again where they are gone."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from clew.calendars.calendar import Calendar
from clew.calendars.working_days import WORKING_DAYS, working_days
from clew.engines.clock import offset_changes
from clew.engines.views import TableView

__all__ = ["FIRST_YEAR", "LAST_YEAR", "calendar_hash", "calendar_view", "years_around"]

#: Times outside these years are slips of the pen: no calendar is compiled for them.
FIRST_YEAR, LAST_YEAR = 1900, 2199
#: Grows when a compiled calendar's form or meaning changes.
_FORMAT = 1


def years_around(first: datetime, last: datetime) -> tuple[date, date]:
    """Return the first and the last day of the whole years that hold both times, between 1900 and 2199.

    >>> years_around(datetime(2025, 12, 31, 23), datetime(2026, 3, 1))
    (datetime.date(2025, 1, 1), datetime.date(2026, 12, 31))
    """
    early, late = (min(max(time.year, FIRST_YEAR), LAST_YEAR) for time in (first, last))
    return date(early, 1, 1), date(late, 12, 31)


def calendar_view(calendar: Calendar, zone: str, first: date, last: date, folder: Path) -> TableView:
    """Return the compiled calendar as a view named ``working_days`` over one Parquet file in ``folder``.

    The file's name is a hash of all that decides what is in it; it is written beside and renamed, and one that is
    there is taken as it is.
    """
    path = folder / f"{calendar_hash(calendar, zone, first, last)}.parquet"
    if not path.exists():
        _write(calendar, zone, first, last, path)
    return TableView(WORKING_DAYS, pq.read_schema(path).remove_metadata(), (str(path),))


def calendar_hash(calendar: Calendar, zone: str, first: date, last: date) -> str:
    """Return 32 hex digits of all that decides the working time of the days: what is typed, and what packages know.

    These are the public holidays and the offsets of the zone: an update of either may give another calendar.

    >>> office = Calendar.of({"versions": [{"begins": None, "week": ["9-17"] * 7}]})
    >>> first, last = years_around(datetime(2026, 1, 1), datetime(2026, 1, 1))
    >>> calendar_hash(office, "UTC", first, last) == calendar_hash(office, "Europe/Warsaw", first, last)
    False
    """
    return _hash(msgspec.json.encode(calendar.to_document(), order="sorted"), zone, first, last, _version(calendar))


@lru_cache(maxsize=256)
def _hash(document: bytes, zone: str, first: date, last: date, holidays: str) -> str:
    calendar = Calendar.of(msgspec.json.decode(document))
    place = calendar.zone or zone
    ends = (datetime.combine(day, datetime.min.time()) for day in (first, last + timedelta(days=1)))
    parts = [_FORMAT, calendar.to_document(), place, first, last, offset_changes(place, *ends), holidays]
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()[:32]


def _version(calendar: Calendar) -> str:
    """The version of the package that knows the holidays, where any are asked for: it may learn of new ones."""
    if not any(each.holidays for each in calendar.versions):
        return ""
    return version("holidays")


def _write(calendar: Calendar, zone: str, first: date, last: date, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".calendar-")
    with os.fdopen(handle, "wb") as file:
        pq.write_table(working_days(calendar, zone, first, last), file)
    Path(beside).replace(path)
