"""Tickets that were solved before they were opened, as their source says, counted: two clocks that differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.metrics.metric import Remark
from clew.metrics.rows.columns import moment, unweighted

__all__ = ["SOLVED_BEFORE_OPENED", "said_solved_before_opened", "solved_before_opened"]


def solved_before_opened(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets whose ``resolved_at`` lies before ``opened_at``, each at the time it was opened."""
    rows = tables["tickets"]
    rows = rows.filter((rows.resolved_at < rows.opened_at) & (rows.opened_at <= moment(parameters)))
    return unweighted(rows, ibis.literal(1.0), rows.opened_at)


def said_solved_before_opened(figures: Mapping[str, Any]) -> str | None:
    """Return the sentence that says how many they are and as what they count, None where there are none.

    >>> said_solved_before_opened({"tickets": 1})
    '1 ticket solved before it was opened, as its times say: counted as solved at once'
    """
    count = figures["tickets"]
    whose = "it was opened, as its times say" if count == 1 else "they were opened, as their times say"
    return f"{count:,} ticket{'s' * (count > 1)} solved before {whose}: counted as solved at once" if count else None


def _needs(has: Callable[[str, str], bool], _statistic: str, parameters: Mapping[str, str]) -> bool:
    """Return whether the answer goes by when the source says that tickets were solved."""
    return parameters.get("done") != "history" and not parameters.get("flag") and has("tickets", "resolved_at")


#: The remark of the metrics that take the time from opening to solution.
SOLVED_BEFORE_OPENED = Remark(
    solved_before_opened, lambda rows, _: {"tickets": rows.count()}, said_solved_before_opened, _needs, rowwise=True
)
