"""Tickets with what became of them by a moment, of those alone that are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from clew.metrics.metric import MOMENTS
from clew.metrics.rows.ticket_lives import DONE, resolved_lives
from clew.questions.gathering.lake import Engine, Reader, rules_of

__all__ = ["lives_of", "plain", "still_solved"]

#: So many tickets are named in one statement.
CHUNK = 1000


def still_solved(lake: Any, engine: Engine, tickets: Sequence[str], now: datetime) -> frozenset[str]:
    """Return which of some tickets are solved ``now``; one that nobody knows counts as solved."""
    view = lake.views.get("tickets")
    if view is None or not (view.files or view.dirty):
        return frozenset(tickets)
    reader, found = Reader(lake, engine), set(tickets)
    for begin in range(0, len(tickets), CHUNK):
        found -= _open_of(reader, tickets[begin : begin + CHUNK], now)
    return frozenset(found)


def lives_of(tables: Mapping[str, Any], touched: Any, lake: Any, now: datetime) -> Any:
    """Return the lives, by ``now``, of the tickets that ``touched`` names in its column ticket_id."""
    mine = {name: tables[name].semi_join(touched, "ticket_id") for name in ("tickets", "ticket_changes")}
    parameters = {
        **MOMENTS, "as_of": plain(now).isoformat(), "zone": lake.settings.zone, "rules": rules_of(lake),
        "resolution": "full", DONE.name: DONE.default,
    }  # fmt: skip
    return resolved_lives({**tables, **mine, "stating_tickets": tables["tickets"]}, parameters)


def plain(time: datetime) -> datetime:
    """Return a time in UTC as the tables have it, without a zone."""
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def _open_of(reader: Reader, tickets: Sequence[str], now: datetime) -> set[str]:
    tables = reader.tables()
    wanted = tables["tickets"].filter(tables["tickets"].ticket_id.isin(list(tickets))).select("ticket_id")
    rows = lives_of(tables, wanted, reader.lake, now)
    open_ones = rows.filter(rows.over_at.isnull()).select("ticket_id")
    return {str(name) for name in reader.read(open_ones)["ticket_id"].to_pylist()}
