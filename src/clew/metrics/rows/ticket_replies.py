"""Replies of tickets: how many each side wrote, and when we first did, notes among ourselves left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.rows.ticket_spans import changes_of

__all__ = ["INTERNAL", "with_replies"]

#: What sources write in ``value`` of a reply that the customer cannot see.
INTERNAL = ("internal", "private", "note", "internal note", "private note", "work note", "work_notes")


def with_replies(tables: Mapping[str, Any], rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return tickets (with ``begun_at``) with ``our_replies``, ``their_replies``, ``written_at``, ``we_began``.

    A reply of which nobody said who wrote it is ours; a bot's is nobody's. What was written when the ticket was opened
    is its first message and no reply; ``we_began`` says that it was an agent's. ``has_replies`` is false where nothing
    was written that we know of.
    """
    said = changes_of(tables, ("reply",), parameters)
    word = said.value.strip().lower()
    said = said.filter(said.value.isnull() | ~word.isin(INTERNAL))
    opened = rows.select(ticket=rows.ticket_id, opening=rows.begun_at)
    known = said.inner_join(opened, said.life_of == opened.ticket)
    ours, theirs = known.by.isnull() | (known.by == "agent"), known.by == "customer"
    later = known.changed_at > known.opening
    wrote = known.group_by("life_of").aggregate(
        our_replies=(ours & later).cast("int64").sum(),
        their_replies=(theirs & later).cast("int64").sum(),
        written_at=known.changed_at.min(where=ours & later),
        we_began=(ours & ~later).cast("int64").max() > 0,
        has_replies=known.count() > 0,
    )
    joined = rows.left_join(wrote, rows.ticket_id == wrote.life_of).drop("life_of")
    no, none = ibis.literal(value=False), ibis.literal(0, "int64")
    return joined.mutate(
        our_replies=ibis.coalesce(joined.our_replies, none),
        their_replies=ibis.coalesce(joined.their_replies, none),
        we_began=ibis.coalesce(joined.we_began, no),
        has_replies=ibis.coalesce(joined.has_replies, no),
    )
