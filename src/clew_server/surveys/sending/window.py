"""When messages may leave: on which days and between which times, by the clock of the workspace."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clew_server.surveys.asking.settings import Window

__all__ = ["is_open", "opens_at"]

_MIDNIGHT = "24:00"
_WEEK = 8


def is_open(window: Window, zone: ZoneInfo, now: datetime) -> bool:
    """Return whether messages may leave now. A window that ends before it begins goes on after midnight.

    An hour that the clock shows twice is in it twice, one that it leaves out never comes.

    >>> late = Window(days=(0,), start="22:00", end="02:00")
    >>> monday, tuesday = datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 1, 1, tzinfo=UTC)
    >>> [is_open(late, ZoneInfo("UTC"), at) for at in (monday, tuesday, tuesday + timedelta(hours=2))]
    [True, True, False]
    """
    local = now.astimezone(zone)
    clock, day = f"{local:%H:%M}", local.weekday()
    if window.start < window.end:
        return day in window.days and window.start <= clock < window.end
    return (day in window.days and clock >= window.start) or ((day - 1) % 7 in window.days and clock < window.end)


def opens_at(window: Window, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when messages may leave next, UTC: ``now`` where they may already."""
    if is_open(window, zone, now):
        return now
    local = now.astimezone(zone)
    for ahead in range(_WEEK):
        day = local.date() + timedelta(days=ahead)
        at = datetime.combine(day, _clock(window.start), zone).astimezone(UTC)
        if at > now and is_open(window, zone, at):
            return at
    return now + timedelta(days=1)  # begins in an hour that the clock leaves out: the day after


def _clock(text: str) -> time:
    return time() if text == _MIDNIGHT else time.fromisoformat(text)
