"""Times as people write them, in the workspace's zone, and the UTC instants they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clew.errors import UsageError

__all__ = ["day_span", "is_time", "local_of", "read_time", "utc_of", "zone_of"]

#: Times outside these years are slips of the pen; arithmetic on them would overflow.
YEARS = (1000, 9000)


def zone_of(name: str) -> ZoneInfo:
    """Return the IANA zone called ``name``; :class:`UsageError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"There is no time zone '{name}'; IANA names look like Europe/Warsaw.") from error


def is_time(text: str) -> bool:
    """Return whether ``text`` is an ISO date or date-time."""
    return _parsed(text) is not None


def read_time(text: str, zone: str) -> datetime:
    """Return the UTC instant (without zone) of an ISO date or date-time in ``zone``, or with its own offset.

    A date alone is its midnight. Raises :class:`UsageError` for anything else.

    >>> read_time("2026-07-01", "Europe/Warsaw")
    datetime.datetime(2026, 6, 30, 22, 0)
    """
    found = _parsed(text)
    if found is None:
        raise UsageError(f"'{text[:40]}' is no date (2026-11-21) and no date-time (2026-11-21T14:30).")
    return utc_of(found, zone)


def day_span(text: str, zone: str) -> tuple[datetime, datetime]:
    """Return the first instant and the end of what ``text`` names: a whole day for a date, else one microsecond."""
    start = read_time(text, zone)
    if len(text.strip()) > len("2026-11-21"):
        return start, start + timedelta(microseconds=1)
    return start, read_time((date.fromisoformat(text.strip()) + timedelta(days=1)).isoformat(), zone)


def utc_of(wall: datetime, zone: str) -> datetime:
    """Return the UTC instant (without zone) of a wall clock time in ``zone``, or of a time with its own offset."""
    placed = wall if wall.tzinfo else wall.replace(tzinfo=zone_of(zone))
    return placed.astimezone(UTC).replace(tzinfo=None)


def local_of(instant: datetime, zone: str) -> datetime:
    """Return the wall clock time in ``zone`` (without zone) of a UTC instant."""
    placed = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return placed.astimezone(zone_of(zone)).replace(tzinfo=None)


def _parsed(text: str) -> datetime | None:
    stripped = text.strip()
    if not stripped.isascii() or len(stripped) < len("2026-11-21") or stripped[4] != "-":
        return None
    try:
        found = datetime.fromisoformat(stripped)
    except ValueError:
        return None
    if not YEARS[0] <= found.year <= YEARS[1]:
        return None
    return found if len(stripped) > len("2026-11-21") else datetime.combine(found.date(), time())
