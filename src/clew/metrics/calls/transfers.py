"""Transfers: how often callers are passed on.

Dixon, Toman & DeLisi (2013), "The Effortless Experience", chapter 1: being passed on is a source of effort.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.calls.endings import GAVE_UP, waits
from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import unweighted

__all__ = ["transfers"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the calls whose wait ended by ``as_of`` without the caller giving up; ``y`` is how often it was passed on.

    Null where the source does not say: that is not none.
    """
    rows = waits(tables, parameters)
    had = rows.filter(rows.ending.notnull() & (rows.ending != GAVE_UP))
    return unweighted(had, had.transfers, had.queued_at)


def _any(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y > 0, 1.0), (rows.y == 0, 0.0))


transfers = Metric(
    name="transfers",
    label="Transfers",
    about="how often a caller is passed on; who gave up waiting is left out",
    unit="transfers",
    direction="lower",
    table="calls",
    needs=("calls.transfers", "calls.queued_at", "calls.answered_at or ended_at"),
    time_column="queued_at",
    default_statistic="mean",
    statistics={
        "mean": Statistic("mean", "transfers", "mean", "transfers a call"),
        "transferred": Statistic("transferred", "share", "proportion", "share of calls passed on at least once", _any),
        "answers": Statistic("answers", "calls", "count", "how many calls say it", count_of),
    },
    population=population,
    required=lambda _: ("queued_at", "transfers"),
    counts="calls and chats that came through",
    source="Dixon, Toman & DeLisi (2013), The Effortless Experience, chapter 1",
)
