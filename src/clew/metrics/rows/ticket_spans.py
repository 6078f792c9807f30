"""The life of tickets as spans: who had each ticket, from when to when, by its changes of status.

Order of the changes of one ticket: time, then place in the source, then who has it then as text, so that equal rows
give equal spans in whatever order they arrived. A ticket begins when it was opened, in our hands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.rows.columns import moment
from clew.metrics.rows.working import clock, seconds_of
from clew.rules import Rules, with_holder

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
    order = [points.place, points.start_at, points.ordinal, points.holder]
    window = ibis.window(group_by=points.life_of, order_by=order)
    begun, follows = points.start_at.first().over(window), points.start_at.lead().over(window)
    return points.select(
        "life_of",
        "holder",
        has_change=points.place > 0,
        start_at=ibis.greatest(points.start_at, begun),
        before=points.holder.lag().over(window),
        is_last=follows.isnull(),
        **(_lasted(points, window) if seconds else {}),
    )


def _lasted(points: Any, window: Any) -> dict[str, Any]:
    """Return the clock at the start of each span and the seconds it lasted; what was before the opening is none."""
    begun, follows = points["read"].first().over(window), points["read"].lead().over(window)
    start = ibis.greatest(points["read"], begun)
    lasted = ibis.cases((follows.notnull(), seconds_of(start, ibis.greatest(follows, begun))))
    return {"read": start, "seconds": lasted}


def _openings(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    tickets = tables["tickets"]
    opened = tickets.filter(tickets.opened_at.notnull() & (tickets.opened_at <= moment(parameters)))
    return opened.select(
        life_of=opened.ticket_id,
        place=ibis.literal(0, "int8"),
        start_at=opened.opened_at,
        ordinal=ibis.literal(-1, "int64"),
        holder=ibis.literal("us"),
    )


def _statuses(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    changes = with_holder(changes_of(tables, ("status",), parameters), rules_of(parameters))
    return changes.select(
        life_of=changes.life_of,
        place=ibis.literal(1, "int8"),
        start_at=changes.changed_at,
        ordinal=changes.ordinal,
        holder=changes.holder,
    )
