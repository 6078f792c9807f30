"""Wait time: how long callers wait, those who give up being told apart from those who are answered.

Who gives up can no longer be answered, so the two endings compete: Aalen & Johansen (1978), "An Empirical Transition
Matrix for Non-homogeneous Markov Chains", Scandinavian Journal of Statistics 5. One minus Kaplan-Meier of the answered
alone would overstate; the average speed of answer leaves those who gave up out, and is labelled so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.calls.endings import ANSWERED, GAVE_UP, waits
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.working import TIME_PARAMETERS, elapsed

__all__ = ["wait_time"]

TARGET = Parameter("target", "seconds within which callers should be answered", "20", kind="number")
ONLY = "answered calls only"


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the calls by ``as_of``; ``y`` is the seconds waited, up to ``as_of`` where nobody knows the ending yet."""
    rows = waits(tables, parameters)
    timed = elapsed(tables, rows, rows.queued_at, rows.until, parameters, name="lasted")
    return unweighted(timed.mutate(ended=timed.ending.notnull()), timed.lasted, timed.queued_at)


def _answered(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.ending == ANSWERED, rows.y))


def _waiting(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((~rows.ended, 1.0))


def _target(parameters: Mapping[str, str]) -> float:
    return float(parameters["target"])


wait_time = Metric(
    name="wait_time",
    label="Wait time",
    about="seconds a caller waits until answered or giving up; a call that still waits counts for as long as it does",
    unit="seconds",
    direction="lower",
    table="calls",
    needs=("calls.queued_at", "calls.answered_at", "calls.abandoned_at"),
    time_column="queued_at",
    default_statistic="median",
    statistics={
        "median": Statistic(
            "median", "seconds", "survival_quantile", "half of the waits were over by then, answered or not",
            quantile=0.5,
        ),
        "p90": Statistic(
            "p90", "seconds", "survival_quantile", "nine in ten waits were over by then, answered or not", quantile=0.9
        ),
        "answered_within": Statistic(
            "answered_within", "share", "incidence", "share of callers who were answered within the target",
            horizon=_target, cause=ANSWERED,
        ),
        "abandoned_within": Statistic(
            "abandoned_within", "share", "incidence", "share of callers who gave up within the target",
            horizon=_target, cause=GAVE_UP,
        ),
        "answered_median": Statistic("answered_median", "seconds", "quantile", f"median, {ONLY}", _answered, 0.5),
        "answered_p90": Statistic("answered_p90", "seconds", "quantile", f"90th percentile, {ONLY}", _answered, 0.9),
        "answered_mean": Statistic(
            "answered_mean", "seconds", "mean", f"average speed of answer: mean, {ONLY}", _answered
        ),
        "answers": Statistic("answers", "calls", "count", "how many calls, waiting ones too", count_of),
        "waiting": Statistic("waiting", "calls", "count", "how many still wait", _waiting),
    },
    population=population,
    required=lambda _: ("queued_at", "answered_at"),
    parameters=(TARGET, *TIME_PARAMETERS),
    counts="calls and chats",
    source="Aalen & Johansen (1978), Scandinavian Journal of Statistics 5",
)  # fmt: skip
