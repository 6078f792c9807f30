"""Whose complaint is open, as the lake has it; read once for each change of the tickets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from clew.customers.complaining import complaining_customers
from clew.errors import UsageError
from clew.questions.keeping.memory import Memory
from clew.store import Snapshot
from clew_server.lakes.handles import opened
from clew_server.surveys.persons import keys_of_names

__all__ = ["complaining"]

_KNOWN: Memory[frozenset[str]] = Memory()


def complaining(workspace_id: UUID, now: datetime) -> frozenset[str]:
    """Return the keys of customers with an open complaint, of each of their ids; none where the data do not say such.

    So somebody is found whom a list names by an address alone.
    """
    handle = opened(workspace_id)

    def read(lake: Snapshot) -> frozenset[str]:
        views = tuple(lake.views.get(table) for table in ("tickets", "ticket_changes", "customers"))
        key = f"{workspace_id} {lake.settings_version} {now:%Y-%m-%d %H}"
        return _KNOWN.get((views, key), lambda: named(complaining_customers(lake, handle.engine, now)))

    def named(customers: frozenset[str]) -> frozenset[str]:
        return frozenset(keys_of_names(workspace_id, customers, ()))

    try:
        return handle.retried(read)
    except UsageError:
        return frozenset()
