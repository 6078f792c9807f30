"""The life of tickets as spans: who had each ticket, from when to when, by its changes of status.

Order of the changes of one ticket: time, then place in the source, then the status as text, so that equal rows give
equal spans in whatever order they arrived. A ticket begins when it was opened, in our hands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.rows.columns import moment
from clew.metrics.rows.working import clock, seconds_of
from clew.rules import Rules, holder_of

__all__ = ["HELD", "changes_of", "rules_of", "ticket_spans"]

#: Who can have a ticket while it is not done.
HELD = ("us", "customer", "third_party", "bot")


def rules_of(parameters: Mapping[str, str]) -> Rules:
    """Return the rules of a question: those of its workspace, else the words we know."""
    return Rules.from_json(parameters.get("rules", ""))


def changes_of(tables: Mapping[str, Any], what: tuple[str, ...], parameters: Mapping[str, str]) -> Any:
    """Return the changes of ``what`` by ``as_of`` as (life_of, changed_at, ordinal, what, value, by)."""
    changes = tables["ticket_changes"]
    wanted = changes.what == what[0] if len(what) == 1 else changes.what.isin(what)
    kept = changes.filter(wanted & (changes.changed_at <= moment(parameters)))
    place = ibis.coalesce(kept.ordinal, ibis.literal(-1))
    return kept.select("changed_at", "what", "value", "by", life_of=kept.ticket_id, ordinal=place)


def ticket_spans(tables: Mapping[str, Any], parameters: Mapping[str, str], *, seconds: bool = False) -> Any:
    """Return one row a span: life_of (the ticket), holder, before, start_at, has_change, is_last.

    ``holder`` is "us", "customer", "third_party", "bot", "done" or "excluded", ``before`` the holder of the span before
    (null for the first), ``has_change`` is false for a span that no change began. With ``seconds`` also ``read``, the
    clock (:func:`clew.metrics.rows.working.clock`) at its start, and ``seconds``, how long it lasted (null: the last).
    A change before the ticket was opened counts as made when it was opened. One window makes all of it.
    """
    points = _openings(tables, parameters).union(_statuses(tables, parameters))
    if seconds:
        points = clock(tables, points, points.start_at, parameters, name="read")
    held = points.mutate(
        holder=ibis.ifelse(points.has_change, holder_of(points.status, rules_of(parameters)), "us"),
        changed=points.has_change.cast("int64"),
    )
    window = ibis.window(group_by=held.life_of, order_by=[held.changed, held.start_at, held.ordinal, held.status])
    lasted = {"seconds": seconds_of(held.read, held.read.lead().over(window)), "read": held.read} if seconds else {}
    return held.select(
        "life_of",
        "holder",
        "start_at",
        "has_change",
        before=held.holder.lag().over(window),
        is_last=held.start_at.lead().over(window).isnull(),
        **lasted,
    )


def _openings(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    tickets = tables["tickets"]
    opened = tickets.filter(tickets.opened_at.notnull() & (tickets.opened_at <= moment(parameters)))
    return opened.select(
        life_of=opened.ticket_id,
        start_at=opened.opened_at,
        ordinal=ibis.literal(-1, "int64"),
        status=ibis.null("string"),
        has_change=ibis.literal(value=False),
    )


def _statuses(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    changes, tickets = changes_of(tables, ("status",), parameters), tables["tickets"]
    known = tickets.select(ticket=tickets.ticket_id, opened=tickets.opened_at)
    joined = changes.inner_join(known, changes.life_of == known.ticket)
    return joined.select(
        "life_of",
        start_at=ibis.ifelse(joined.changed_at < joined.opened, joined.opened, joined.changed_at),
        ordinal=joined.ordinal,
        status=joined.value,
        has_change=ibis.literal(value=True),
    )
