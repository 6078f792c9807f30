"""Time zones by their IANA names."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clew.errors import UsageError

__all__ = ["place_of"]


def place_of(zone: str) -> ZoneInfo:
    """Return the IANA zone called ``zone``; :class:`UsageError` where there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"There is no time zone '{zone}'; IANA names look like Europe/Warsaw.") from error
