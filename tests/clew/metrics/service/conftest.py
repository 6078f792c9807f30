# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Tickets and their changes written by hand, in hours from Monday morning; figures come back in hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

MONDAY = datetime(2026, 3, 2, 9)
HOUR = 3600.0


def at(hours: float) -> datetime:
    """Return the time so many hours from Monday morning."""
    return MONDAY + timedelta(hours=hours)


def ticket(name: str = "t", opened: float | None = 0.0, **columns: Any) -> dict[str, Any]:
    """Return a ticket."""
    return {"ticket_id": name, "opened_at": None if opened is None else at(opened), **columns}


def changes(*given: tuple[Any, ...], name: str = "t") -> list[dict[str, Any]]:
    """Return changes of a ticket from (hours, what, value[, by]), in this order."""
    return [
        {
            "ticket_id": name,
            "changed_at": at(hours),
            "ordinal": place,
            "what": what,
            "value": value,
            "by": "".join(by) or None,
        }
        for place, (hours, what, value, *by) in enumerate(given)
    ]


@pytest.fixture(scope="session")
def service(population: Any) -> Callable[..., dict[Any, float | None]]:
    """A function: metric, tickets, changes -> y by ticket (and holder); ``now`` is in hours."""

    def ask(name: str, tickets: Any, history: Any = (), now: float = 48, **parameters: str) -> dict[Any, float | None]:
        tables = {"tickets": tickets, "ticket_changes": history}
        rows = population(name, tables, as_of=at(now).isoformat(), **parameters)
        keys = [(row["ticket_id"], row["holder"]) if "holder" in row else row["ticket_id"] for row in rows]
        return dict(zip(keys, (row["y"] for row in rows), strict=True))

    return ask
