"""Tickets that are left out by rule, counted: merged ones, spam and duplicates are no requests of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.metrics.metric import Remark
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.ticket_lives import lives
from clew.metrics.rows.ticket_spans import changes_of, rules_of
from clew.rules import with_holder

__all__ = ["LEFT_OUT", "left_out", "said_left_out"]


def left_out(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets whose last status says that they are none, each at the time it was opened.

    Only the histories of tickets that ever had such a status are followed: these are few.
    """
    said = with_holder(changes_of(tables, ("status",), parameters), rules_of(parameters))
    ever = said.filter(said.holder == "excluded").select("life_of").distinct()
    fewer = {name: rows.filter(rows.ticket_id.isin(ever.life_of)) for name, rows in _read(tables).items()}
    rows = lives({**tables, **fewer}, parameters)
    rows = rows.filter(rows.last_holder == "excluded")
    return unweighted(rows, ibis.literal(1.0), rows.begun_at)


def _read(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tables[name] for name in ("tickets", "ticket_changes")}


def said_left_out(figures: Mapping[str, Any]) -> str | None:
    """Return the sentence that says how many were left out, None where none were.

    >>> said_left_out({"tickets": 31})
    '31 merged, spam or duplicate tickets left out'
    """
    count = figures["tickets"]
    return f"{count:,} merged, spam or duplicate ticket{'s' if count > 1 else ''} left out" if count else None


def _needs(has: Callable[[str, str], bool], _statistic: str, parameters: Mapping[str, str]) -> bool:
    """Return whether there is any history; what customers confirm is no ticket."""
    return parameters.get("definition") != "confirmed" and has("ticket_changes", "what=status")


#: The remark of every metric of tickets that leaves them out.
LEFT_OUT = Remark(left_out, lambda rows, _: {"tickets": rows.count()}, said_left_out, _needs)
