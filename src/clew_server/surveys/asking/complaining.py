"""Whose complaint is open, as the lake has it; read once for each change of the tickets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from clew.customers.complaining import complaining_customers
from clew.errors import UsageError
from clew.questions.keeping.memory import Memory
from clew.store import Snapshot
from clew_server.lakes.handles import opened

__all__ = ["complaining"]

_KNOWN: Memory[frozenset[str]] = Memory()


def complaining(workspace_id: UUID, now: datetime) -> frozenset[str]:
    """Return the ids of customers with an open complaint; nobody where the data do not say such things."""
    handle = opened(workspace_id)

    def read(lake: Snapshot) -> frozenset[str]:
        views = tuple(lake.views.get(table) for table in ("tickets", "ticket_changes", "customers"))
        key = f"{lake.settings_version} {now:%Y-%m-%d %H}"
        return _KNOWN.get((views, key), lambda: complaining_customers(lake, handle.engine, now))

    try:
        return handle.retried(read)
    except UsageError:
        return frozenset()
