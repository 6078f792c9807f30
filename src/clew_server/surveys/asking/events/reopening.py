"""Whether the ticket that somebody is to be asked about is open again; asked just before their message leaves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from clew.customers.happening import still_solved
from clew.errors import UsageError
from clew.questions.keeping.memory import Memory
from clew.store import Snapshot
from clew_server.lakes.handles import opened
from clew_server.surveys.models import Participant
from clew_server.surveys.models.ways import EVENT

__all__ = ["is_reopened"]

_KNOWN: Memory[bool] = Memory()


def is_reopened(participant: Participant, workspace_id: UUID, now: datetime) -> bool:
    """Return whether a participant is asked about a ticket that is no longer solved; looked up once for its rows."""
    ticket = str(participant.about.get("ticket_id") or "")
    if not ticket or participant.distribution.kind != EVENT:
        return False
    handle = opened(workspace_id)

    def read(lake: Snapshot) -> bool:
        views = tuple(lake.views.get(table) for table in ("tickets", "ticket_changes"))
        key = (views, lake.settings_version, f"{now:%Y-%m-%d %H}", ticket)
        return _KNOWN.get(key, lambda: ticket not in still_solved(lake, handle.engine, [ticket], now))

    try:
        return handle.retried(read)
    except UsageError:
        return False
