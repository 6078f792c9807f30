"""Promises kept: of the promises that were due, the share that was kept.

Kept to the promised time or value; the "perfect order" family of measures: SCOR model, RL.2.1 (on-time delivery).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.promises import PROMISE_PARAMETERS, is_kept, promise_time

__all__ = ["promise_kept"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the promises that are due at ``as_of``, ``y`` being 1 for a kept one (see ``rows.promises.is_kept``)."""
    promises = tables["promises"]
    judged = promises.mutate(kept=is_kept(promises, parameters))
    due = judged.filter(judged.kept.notnull())
    return unweighted(due, due.kept.ifelse(1.0, 0.0), promise_time(due)).drop("kept")


def _broken(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return 1 - rows.y


promise_kept = Metric(
    name="promise_kept",
    label="Promises kept",
    about="share of due promises that were kept; a passed deadline is due, a withdrawn promise is not",
    unit="share",
    direction="higher",
    table="promises",
    needs=("promises.due_at with kept_at, or promised_value with delivered_value", "promises.withdrawn_at, if any"),
    time_column="due_at",
    default_statistic="kept",
    statistics={
        "kept": Statistic("kept", "share", "proportion", "kept promises of those due"),
        "broken": Statistic("broken", "share", "proportion", "broken promises of those due", _broken),
        "answers": Statistic("answers", "promises", "count", "how many were due", count_of),
    },
    population=population,
    rowwise=("due_at", "made_at"),
    required=lambda _: ("due_at|promised_value",),
    parameters=PROMISE_PARAMETERS,
    counts="promises that were due and not withdrawn",
    source="SCOR model (ASCM), RL.2.1 on-time delivery; interval: Wilson (1927)",
)
