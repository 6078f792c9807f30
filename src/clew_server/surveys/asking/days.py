"""Days as the workspace counts them: in its own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from clew_server.lakes.handles import opened

__all__ = ["day_of", "end_of_day", "zone_of"]


def zone_of(workspace_id: UUID) -> ZoneInfo:
    """Return the workspace's time zone."""
    return ZoneInfo(opened(workspace_id).store.settings.zone)


def day_of(workspace_id: UUID, at: datetime) -> date:
    """Return the day at which a moment lies."""
    return at.astimezone(zone_of(workspace_id)).date()


def end_of_day(workspace_id: UUID, at: datetime) -> datetime:
    """Return the moment at which the day of ``at`` is over, UTC."""
    zone = zone_of(workspace_id)
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
