"""Where each kind of happening stands in the tables: which rows tell of it, when it was, what answers belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import ibis
import msgspec

from clew.customers.happening.solved import lives_of, plain
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import find_field

__all__ = ["Happening", "Seen", "Sought", "Source", "instant", "sources_of"]

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


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; of events those that fit all that is said, and none where nothing is."""

    after: Literal["ticket_solved", "order_delivered", "event"]
    name: str = ""
    touchpoint: str = ""
    properties: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What a source is asked with: tables whose rows are new, all tables, their lake, from when until when."""

    new: Mapping[str, Any]
    all: Mapping[str, Any]
    lake: Any
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Source:
    """Tables of which a new row may tell that something happened.

    ``rows`` gives what happened with ``customer_id``, ``at``, and ``columns``, the first of which names it; it may give
    more than the span has. ``times`` gives all times of the new rows: some may not have come yet.
    """

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Callable[[Seen], Any]
    times: Callable[[Seen], list[Any]]
    say: Callable[[Mapping[str, Any]], Happening]


def sources_of(sought: Sought) -> tuple[Source, ...]:
    """Return where it stands; of one order two tables may tell."""
    if sought.after == "ticket_solved":
        return (_SOLVED,)
    if sought.after == "order_delivered":
        return (_KEPT, _DELIVERED)
    if not (sought.name or sought.touchpoint or sought.properties):
        return ()
    return (_of_rows("events", ("event_id", *_EVENT), lambda events: _fitting(events, sought), _said_event),)


def instant(time: datetime) -> Any:
    """Return a time as a literal that the tables' times compare with."""
    return ibis.literal(plain(time), type="timestamp(6)")


def _of_rows(
    table: str, columns: tuple[str, ...], choose: Callable[[Any], Any], say: Callable[[Mapping[str, Any]], Happening]
) -> Source:
    """A source in which each row stands for itself."""

    def rows(seen: Seen) -> Any:
        return choose(seen.new[table])

    return Source((table,), columns, rows, lambda seen: [rows(seen)["at"]], say)


def _fitting(events: Any, sought: Sought) -> Any:
    rows = events.filter(events.name == sought.name) if sought.name else events
    rows = rows.filter(rows.touchpoint == sought.touchpoint) if sought.touchpoint else rows
    for key, value in sought.properties.items():
        rows = rows.filter(find_field(f"properties.{key}", "events").read(rows, MOMENTS) == value)
    return rows.mutate(at=rows.occurred_at)


def _kept(promises: Any) -> Any:
    return promises.filter(promises.order_id.notnull()).mutate(at=promises.kept_at)


def _delivered(events: Any) -> Any:
    order = find_field("properties.order_id", "events").read(events, MOMENTS)
    return events.filter(events.name == DELIVERED).mutate(at=events.occurred_at, order_id=order)


def _solved(seen: Seen) -> Any:
    rows = lives_of(seen.all, _touched(seen), seen.lake, seen.until)
    return rows.mutate(at=rows.over_at)


def _touched(seen: Seen) -> Any:
    """The tickets that may have been solved in the span as far as new rows tell: theirs, or those of their changes."""
    since = instant(seen.since)
    changes, tickets, all_changes = seen.new["ticket_changes"], seen.new["tickets"], seen.all["ticket_changes"]
    changed = changes.filter(changes.changed_at >= since).select("ticket_id")
    lately = all_changes.filter(all_changes.changed_at >= since)
    known = tickets.semi_join(lately, "ticket_id").select("ticket_id")
    stated = tickets.filter((tickets.resolved_at >= since) | (tickets.opened_at >= since)).select("ticket_id")
    return changed.union(known).union(stated).distinct()


def _changing(seen: Seen) -> list[Any]:
    return [seen.new["ticket_changes"].changed_at, seen.new["tickets"].resolved_at]


def _said_ticket(row: Mapping[str, Any]) -> Happening:
    return _happening(f"ticket {row['ticket_id']} {row['at'].isoformat()}", row, _TICKET)


def _said_order(row: Mapping[str, Any]) -> Happening:
    row = {**row, "order_id": row["order_id"] or row["event_id"]}
    return _happening(f"order {row['order_id']}", row, ("order_id", *dict.fromkeys((*_PROMISE, *_EVENT))))


def _said_event(row: Mapping[str, Any]) -> Happening:
    return _happening(f"event {row['event_id']}", row, _EVENT)


def _happening(name: str, row: Mapping[str, Any], columns: Sequence[str]) -> Happening:
    about = {column: str(row[column]) for column in columns if row.get(column) is not None}
    return Happening(name, str(row["customer_id"]), row["at"].replace(tzinfo=UTC), about)


_SOLVED = Source(("tickets", "ticket_changes"), _TICKET, _solved, _changing, _said_ticket)
_KEPT = _of_rows("promises", _PROMISE, _kept, _said_order)
_DELIVERED = _of_rows("events", ("event_id", "order_id", *_EVENT), _delivered, _said_order)
