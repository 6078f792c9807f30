"""How unfolded messages become rows of the tables: a mapping like any other."""

from __future__ import annotations

import msgspec

from clew.importers.mapping.model import DateRule, Filter, Mapping, Private, TableMapping
from clew.tables import TABLES

__all__ = ["TRACKING", "as_read_now", "is_older"]

_DATES = {"*": DateRule(formats=("iso", "epoch_us"), zone="UTC")}
_THERE = Filter(("",), negated=True)
_BY_DAY = DateRule(formats=("iso", "epoch_us"), zone="UTC", end_of_day=True)
#: Columns of a table whose raw column is called otherwise.
_OTHERWISE = {
    "events": {"event_id": "message_id"},
    "feedback": {"kind": "feedback_kind"},
    "tickets": {"kind": "ticket_kind", "ticket_id": "told_ticket", "touchpoint": "ticket_touchpoint"},
    "promises": {"kind": "promise_kind", "due_at": "promised_at"},
    "purchases": {"kind": "purchase_kind", "product": "purchase_product", "purchased_at": "occurred_at"},
    "identities": {"stated_at": "occurred_at"},
}
_LEFT_OUT = {
    "events": {"initiated_by", "actor", "team"},
    "customers": {"first_seen_at", "consent"},
    "calls": set[str](),
}


def _block(table: str, **where: Filter) -> TableMapping:
    """Return a block that takes every column of a table from the raw column of the same name, or from another one."""
    otherwise, out = _OTHERWISE.get(table, {}), _LEFT_OUT.get(table, set())
    columns = {name: otherwise.get(name, name) for name in TABLES[table].mappable if name not in out}
    version = "version_at" if "version_at" in TABLES[table].by_name else ""
    columns.pop("version_at", None)
    dates = dict(_DATES) | ({"due_at": _BY_DAY} if table == "promises" else {})
    return TableMapping(table, columns=columns, version_at=version, where=where, dates=dates)


def _changes() -> TableMapping:
    columns = {"ticket_id": "told_ticket", "changed_at": "changed_at", "what": "change_what", "value": "change_value"}
    return TableMapping("ticket_changes", columns=columns, where={"change_what": _THERE}, dates=_DATES)


#: The mapping of the tracking protocol.
TRACKING = Mapping(
    (
        _block("events", kind=Filter(("track", "page", "screen"))),
        _block("customers", kind=Filter(("identify",))),
        TableMapping(
            "customers",
            columns={"customer_id": "customer_id", "account_id": "account_id"},
            version_at="version_at",
            where={"kind": Filter(("group",))},
            dates=_DATES,
        ),
        TableMapping(
            "accounts",
            columns={"account_id": "account_id", "traits": "traits"},
            version_at="version_at",
            where={"kind": Filter(("group",))},
            dates=_DATES,
        ),
        _block("identities", from_id=_THERE),
        _block("purchases", purchase_id=_THERE),
        _block("promises", promise_id=_THERE),
        _block("feedback", feedback_id=_THERE),
        _block("tickets", told_ticket=_THERE),  # an answer, a call, a promise about a ticket tells nothing of it
        _changes(),
        _block("calls", call_id=_THERE),
    ),
    Private(keep={"email": "email", "phone": "phone", "name": "person_name"}),
)


def is_older(mapping: Mapping) -> bool:
    """Return whether messages came under ``mapping`` before they were measured in bytes and told apart by their times.

    >>> is_older(TRACKING)
    False
    """
    return any(block.table == "tickets" and block.columns.get("ticket_id") == "ticket_id" for block in mapping.blocks)


def as_read_now(mapping: Mapping) -> Mapping:
    """Return how messages that came under ``mapping`` are read: an older one took more for word of a ticket.

    The first took all that name one, the next the name of an event for the ticket's touchpoint.

    >>> as_read_now(TRACKING) == TRACKING
    True
    """
    now = {block.table: block for block in TRACKING.blocks if block.columns.get("ticket_id") == "told_ticket"}
    return msgspec.structs.replace(mapping, blocks=tuple(now.get(block.table, block) for block in mapping.blocks))
