"""The moment a metric is asked for on a table of one's own: the one given, else the latest thing the table knows of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ibis

from clew.errors import UsageError
from clew.tables import TABLES

__all__ = ["moments_of"]

#: Times that are plans: that they lie ahead does not mean that it is that late.
PLANS = frozenset({"due_at", "committed_until"})
#: Before anything a table holds: the moment of a table without any time.
NEVER = datetime(1900, 1, 1)  # noqa: DTZ001 - UTC without zone
#: Between these the changes of a zone's offset are written out for calendar days; more would make SQL too long.
FIRST, LAST = "2020-01-01T00:00:00", "2030-01-01T00:00:00"


def moments_of(
    tables: Mapping[str, Any], names: tuple[str, ...], as_of: datetime | str | None, zone: str
) -> dict[str, Any]:
    """Return ``as_of``, ``zone``, ``first`` and ``last`` for a metric over ``tables``, of which it reads ``names``.

    Without ``as_of`` it is an Ibis expression, run with the rest: the latest time of the columns that are no plans.
    Raises :class:`UsageError` for a moment or a zone that cannot be.
    """
    place = _zone_of(zone)
    given = _latest(tables, names) if as_of is None else _utc(as_of, place).isoformat()
    known = {} if given is None else {"as_of": given}
    return {**known, "zone": zone, "first": FIRST if zone != "UTC" else LAST, "last": LAST}


def _latest(tables: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """Return the latest time of the tables as a scalar expression, None where no table has a column of times."""
    found = [_latest_of(tables[name], name) for name in names if name in tables]
    scalars = [latest for latest in found if latest is not None]
    return reduce(ibis.greatest, scalars) if scalars else None


def _latest_of(table: Any, name: str) -> Any:
    times = [column for column in TABLES[name].times if column in table.columns and column not in PLANS]
    if not times:
        return None
    # the engines disagree about the greatest of a null
    latest = [ibis.coalesce(table[time].cast("timestamp(6)").max(), _instant(NEVER)) for time in times]
    return table.aggregate(latest=reduce(ibis.greatest, latest)).latest.as_scalar()


def _instant(value: datetime) -> Any:
    return ibis.literal(value, type="timestamp(6)")


def _utc(given: datetime | str, place: ZoneInfo) -> datetime:
    """Return a UTC time without zone; a time without an offset is one of ``place``."""
    try:
        time = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError as error:
        raise UsageError(f"'{given}' is no date (2026-11-21) and no date-time (2026-11-21T14:30).") from error
    return (time if time.tzinfo else time.replace(tzinfo=place)).astimezone(UTC).replace(tzinfo=None)


def _zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"There is no time zone '{name}'; IANA names look like Europe/Warsaw.") from error
