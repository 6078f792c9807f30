"""Lateness: how long after (or before) its deadline a promise was done.

Medians and their intervals from order statistics: David & Nagaraja (2003), "Order Statistics", 3rd ed., 7.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import moment, unweighted
from clew.metrics.rows.promises import DAY, TOLERANCE, is_late, promise_time, with_lateness
from clew.metrics.rows.working import TIME_PARAMETERS, is_working

__all__ = ["lateness"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the promises with a deadline that were done by ``as_of``; ``y`` is seconds late, negative when early.

    What is not done yet has no lateness: ``promise_kept`` counts it, this does not.
    """
    promises = tables["promises"]
    done = promises.filter(
        promises.due_at.notnull() & promises.kept_at.notnull() & (promises.kept_at <= moment(parameters))
    )
    timed = with_lateness(tables, done, parameters)
    return unweighted(timed, timed["late_by"], promise_time(timed)).drop("late_by")


def _late(rows: Any, parameters: Mapping[str, str]) -> Any:
    """After the deadline and its tolerance: to the microsecond, or in whole seconds of working time."""
    late = rows.y > float(parameters["tolerance"]) if is_working(parameters) else is_late(rows, parameters)
    return ibis.ifelse(late, 1.0, 0.0)


lateness = Metric(
    name="lateness",
    label="Lateness",
    about="seconds from the deadline of a promise to when it was done; negative when early",
    unit="seconds",
    direction="lower",
    table="promises",
    needs=("promises.due_at", "promises.kept_at"),
    time_column="due_at",
    default_statistic="median",
    statistics={
        "median": Statistic("median", "seconds", "quantile", "half were later than this", quantile=0.5),
        "p90": Statistic("p90", "seconds", "quantile", "one in ten was later than this", quantile=0.9),
        "mean": Statistic("mean", "seconds", "mean", "mean lateness, early ones counted below zero"),
        "late": Statistic("late", "share", "proportion", "share done after the deadline and its tolerance", _late),
        "answers": Statistic("answers", "promises", "count", "how many were done", count_of),
    },
    population=population,
    required=lambda _: ("due_at", "kept_at"),
    parameters=(DAY, TOLERANCE, *TIME_PARAMETERS),
    counts="promises with a deadline that were done",
    source="David & Nagaraja (2003), Order Statistics, 3rd ed., 7.1",
)
