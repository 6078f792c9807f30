"""Contacts: the rows of ``events``, ``calls`` or ``tickets`` in which a customer came to us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Parameter

__all__ = ["CONTACT", "TIMES", "contact_order", "contact_time", "contacts"]

CONTACT = Parameter(
    "contact",
    "what a contact is: an event the customer began, a call, a ticket",
    "events",
    ("events", "calls", "tickets"),
)
TIMES = {"events": "occurred_at", "calls": "queued_at", "tickets": "opened_at"}
KEYS = {"events": "event_id", "calls": "call_id", "tickets": "ticket_id"}


def contacts(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the rows that are contacts; events begun by the company or a partner are none."""
    rows = tables[parameters["contact"]]
    if parameters["contact"] != "events" or "initiated_by" not in rows.columns:
        return rows
    return rows.filter(rows.initiated_by.isnull() | (rows.initiated_by == "customer"))


def contact_time(rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return when each contact was."""
    return rows[TIMES[parameters["contact"]]]


def contact_order(rows: Any, parameters: Mapping[str, str]) -> list[Any]:
    """Return what contacts are ordered by: time, then place in the source, then id."""
    place = [ibis.coalesce(rows.ordinal, ibis.literal(-1))] if "ordinal" in rows.columns else []
    key = KEYS[parameters["contact"]]
    return [contact_time(rows, parameters), *place, *([rows[key]] if key in rows.columns else [])]
