"""What has just happened to customers that they can be asked about: a ticket solved, an order delivered, an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import ibis
import msgspec

from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import find_field
from clew.metrics.rows.ticket_lives import DONE, resolved_lives
from clew.questions.gathering.lake import Engine, Reader, rules_of

__all__ = ["Happening", "delivered_orders", "fitting_events", "solved_tickets", "still_solved"]

#: More than these of one kind are not told at once; the earliest are.
MOST = 50_000
DELIVERED = "Order Delivered"
_TICKET = ("ticket_id", "channel", "journey_run_id")
_PROMISE = ("order_id", "touchpoint", "product", "location", "journey_run_id")
_EVENT = ("touchpoint", "channel", "journey_run_id", "product", "location", "team")


class Happening(msgspec.Struct, frozen=True):
    """One thing that happened: ``name`` never repeats, ``about`` says by column of feedback what answers belong to."""

    name: str
    customer_id: str
    at: datetime
    about: dict[str, str]


def solved_tickets(lake: Any, engine: Engine, since: datetime, until: datetime) -> list[Happening]:
    """Return the tickets that were solved in a span (UTC) and still are at its end, the earliest first."""
    if not _has(lake, "tickets"):
        return []
    reader = Reader(lake, engine)
    rows = _lives(reader, lake, until)
    found = _told(reader, rows.mutate(at=rows.over_at), _TICKET, since, until)
    return [_happening(f"ticket {row['ticket_id']} {row['at'].isoformat()}", row, _TICKET) for row in found]


def still_solved(lake: Any, engine: Engine, tickets: Sequence[str], now: datetime) -> frozenset[str]:
    """Return which of some tickets are solved ``now``; one that nobody knows counts as solved."""
    if not tickets or not _has(lake, "tickets"):
        return frozenset(tickets)
    reader = Reader(lake, engine)
    rows = _lives(reader, lake, now)
    open_ones = rows.filter(rows.over_at.isnull() & rows.ticket_id.isin(list(tickets))).select("ticket_id")
    return frozenset(tickets) - {str(name) for name in reader.read(open_ones)["ticket_id"].to_pylist()}


def delivered_orders(lake: Any, engine: Engine, since: datetime, until: datetime) -> list[Happening]:
    """Return the orders that were delivered in a span: their promise is kept, or an event says so; each once."""
    reader, found = Reader(lake, engine), list[dict[str, Any]]()
    if _has(lake, "promises"):
        promises = reader.tables()["promises"]
        kept = promises.filter(promises.order_id.notnull())
        found += _told(reader, kept.mutate(at=kept.kept_at), _PROMISE, since, until)
    if _has(lake, "events"):
        events = reader.tables()["events"]
        order = find_field("properties.order_id", "events").read(events, MOMENTS)
        said = events.filter(events.name == DELIVERED).mutate(at=events.occurred_at, order_id=order)
        found += [
            {**row, "order_id": row["order_id"] or row["event_id"]}
            for row in _told(reader, said, ("event_id", "order_id", *_EVENT), since, until)
        ]
    once = {str(row["order_id"]): row for row in sorted(found, key=lambda row: row["at"], reverse=True)}
    columns = ("order_id", *dict.fromkeys((*_PROMISE, *_EVENT)))
    return [
        _happening(f"order {name}", row, columns) for name, row in sorted(once.items(), key=lambda one: one[1]["at"])
    ]


def fitting_events(
    lake: Any, engine: Engine, since: datetime, until: datetime, *, name: str = "", touchpoint: str = "",
    properties: Mapping[str, str] | None = None,
) -> list[Happening]:  # fmt: skip
    """Return the events of a span that fit all that is said: their name, touchpoint, values of properties."""
    if not _has(lake, "events") or not (name or touchpoint or properties):
        return []
    reader = Reader(lake, engine)
    rows = reader.tables()["events"]
    rows = rows.filter(rows.name == name) if name else rows
    rows = rows.filter(rows.touchpoint == touchpoint) if touchpoint else rows
    for key, value in (properties or {}).items():
        rows = rows.filter(find_field(f"properties.{key}", "events").read(rows, MOMENTS) == value)
    found = _told(reader, rows.mutate(at=rows.occurred_at), ("event_id", *_EVENT), since, until)
    return [_happening(f"event {row['event_id']}", row, _EVENT) for row in found]


def _has(lake: Any, table: str) -> bool:
    view = lake.views.get(table)
    return view is not None and bool(view.files or view.dirty)


def _lives(reader: Reader, lake: Any, now: datetime) -> Any:
    parameters = {
        **MOMENTS, "as_of": _plain(now).isoformat(), "zone": lake.settings.zone, "rules": rules_of(lake),
        "resolution": "full", DONE.name: DONE.default,
    }  # fmt: skip
    return resolved_lives(reader.tables(), parameters)


def _told(reader: Reader, rows: Any, columns: Sequence[str], since: datetime, until: datetime) -> list[dict[str, Any]]:
    first, last = (ibis.literal(_plain(time), type="timestamp(6)") for time in (since, until))
    within = rows.filter((rows["at"] >= first) & (rows["at"] <= last) & rows.customer_id.notnull())
    chosen = within.select("customer_id", "at", *columns)
    ordered = chosen.order_by(["at", "customer_id", columns[0]]).limit(MOST)
    found: list[dict[str, Any]] = reader.read(ordered).to_pylist()
    return found


def _plain(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def _happening(name: str, row: Mapping[str, Any], columns: Sequence[str]) -> Happening:
    about = {column: str(row[column]) for column in columns if row.get(column) is not None}
    return Happening(name, str(row["customer_id"]), row["at"].replace(tzinfo=UTC), about)
