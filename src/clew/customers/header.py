"""What stands above one customer's timeline: since when, how much, the last ratings, what is open, what was broken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from clew.customers.rows import OfOne
from clew.questions.question import Filter
from clew.questions.segments.members import Told, segments_of
from clew.rules import Rules
from clew.tables import TABLES

__all__ = ["Header", "LastRating", "header_of"]

RATINGS = 5
_COUNTED = ("feedback", "tickets", "calls", "events", "promises", "purchases", "subscriptions")
#: Who has a ticket that is no longer open.
_CLOSED = frozenset({"done", "excluded"})


class LastRating(msgspec.Struct, frozen=True):
    """One rating on its own scale; programs and metrics are never mixed."""

    at: datetime | None
    metric: str | None
    program: str | None
    rating: float
    scale_min: float | None
    scale_max: float | None
    touchpoint: str | None


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """One customer at a glance; times are UTC, ``counts`` are rows by table, ``traits`` as the source had them.

    ``first_seen`` and ``last_seen`` are of what happened, deadlines apart.
    """

    customer_id: str
    first_seen: datetime | None
    last_seen: datetime | None
    counts: dict[str, int]
    last_ratings: tuple[LastRating, ...]
    open_tickets: tuple[str, ...]
    promises_broken: int
    segments: tuple[str, ...]
    account_id: str | None
    country: str | None
    consent: str | None
    traits: dict[str, Any]


def header_of(one: OfOne) -> Header:
    """Return the header of one customer; of one whom nobody knows all is empty."""
    counted = {name: _counted(one, name) for name in _COUNTED if one.has(name)}
    known = next(iter(one.rows("customers")), {})
    times = [time for _, *ends in counted.values() for time in ends if time] + [
        time for time in (known.get("first_seen_at"),) if time
    ]
    counts = {name: found[0] for name, found in counted.items() if found[0]}
    return Header(
        customer_id=one.customer,
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
        counts=counts,
        last_ratings=_ratings(one),
        open_tickets=_open(one),
        promises_broken=sum(row["kept"] == "no" for row in one.promises),
        segments=_segments(one, next((name for name in ("customers", *counts) if one.rows(name, _first)), None)),
        account_id=known.get("account_id"),
        country=known.get("country"),
        consent=known.get("consent"),
        traits=_traits(known.get("traits")),
    )


def _first(rows: Any) -> Any:
    return rows.limit(1).select("customer_id")


def _counted(one: OfOne, name: str) -> tuple[int, datetime | None, datetime | None]:
    rows = one.of(name)
    time = rows[TABLES[name].time_column]
    (found,) = one.reader.read(rows.aggregate(rows=rows.count(), first=time.min(), last=time.max())).to_pylist()
    return found["rows"], found["first"], found["last"]


def _ratings(one: OfOne) -> tuple[LastRating, ...]:
    def newest(rows: Any) -> Any:
        given = rows.filter(rows.rating.notnull())
        return given.order_by([given.answered_at.desc(), given.feedback_id]).limit(RATINGS)

    named = ("metric", "program", "rating", "scale_min", "scale_max", "touchpoint")
    found = one.rows("feedback", newest)
    return tuple(LastRating(row["answered_at"], *(row[name] for name in named)) for row in found)


def _open(one: OfOne) -> tuple[str, ...]:
    """Return their tickets whose last status is not an end by the rules; without statuses, those never solved."""
    rules, status = Rules.from_json(one.reader.rules), dict[str, str]()
    for row in one.changes:  # the newest first
        if row["what"] == "status" and row["value"]:
            status.setdefault(row["ticket_id"], row["value"])
    open_now = [
        (str(row["opened_at"] or ""), row["ticket_id"])
        for row in one.tickets
        if (
            rules.holder(status[row["ticket_id"]]) not in _CLOSED
            if row["ticket_id"] in status
            else not row["resolved_at"]
        )
    ]
    return tuple(name for _, name in sorted(open_now))


def _segments(one: OfOne, table: str | None) -> tuple[str, ...]:
    if table is None:
        return ()
    told, me = Told(one.reader, one.tables, one.parameters, one.zone), _first(one.of(table))
    return tuple(
        name
        for name in segments_of(one.reader)
        if one.reader.read(told.kept(me, (Filter("segment", "=", name),))).num_rows
    )


def _traits(text: str | None) -> dict[str, Any]:
    found = msgspec.json.decode(text) if text else {}
    return found if isinstance(found, dict) else {}
