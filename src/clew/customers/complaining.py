"""Customers whose complaint is open: nobody asks them how they like us before it is dealt with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from clew.customers.finding import ids_by_root
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.ticket_lives import DONE, resolved_lives
from clew.questions.gathering.lake import Engine, Reader, rules_of

__all__ = ["complaining_customers"]


def complaining_customers(lake: Any, engine: Engine, as_of: datetime) -> frozenset[str]:
    """Return the ids of customers with a ticket of kind "complaint" that is open at ``as_of`` (UTC), aliases too."""
    view = lake.views.get("tickets")
    if view is None or not (view.files or view.dirty):
        return frozenset()
    reader = Reader(lake, engine)
    parameters = {
        **MOMENTS, "as_of": as_of.replace(tzinfo=None).isoformat(), "zone": lake.settings.zone, "rules": rules_of(lake),
        "resolution": "full", DONE.name: DONE.default,
    }  # fmt: skip
    rows = resolved_lives(reader.tables(), parameters)
    open_ones = rows.filter((rows.kind == "complaint") & rows.over_at.isnull() & rows.customer_id.notnull())
    found = {str(name) for name in reader.read(open_ones.select("customer_id").distinct())["customer_id"].to_pylist()}
    return frozenset(name for ids in ids_by_root(found, lake).values() for name in ids)
