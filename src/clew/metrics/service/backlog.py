"""Backlog: how many tickets are open at a moment, and how old they are.

open(t) = opened by t - solved by t. Little (1961), "A Proof for the Queuing Formula L = lambda W".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import ibis

from clew.metrics.metric import Metric, Remark, Statistic
from clew.metrics.rows.columns import after_days, moment, seconds_between, unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import DONE, resolved_lives
from clew.metrics.rows.working import TIME_PARAMETERS, elapsed

__all__ = ["backlog", "said_of_flow"]

#: The days whose pace counts, and that Little's law is checked on.
PACE_DAYS = "28"
SPAN = timedelta(days=float(PACE_DAYS))
#: How far the backlog may lie off what its flow makes, and how many must have come and gone to say so.
MISMATCH, ENOUGH = 0.2, 30


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return each ticket when it was opened (``y`` = 1) and, where it is closed, once more when it was (-1).

    A ticket that was reopened counts as open from its opening on until it is solved for good.
    """
    now = moment(parameters)
    rows = resolved_lives(tables, {**parameters, "resolution": "full"})
    rows = rows.filter(rows.begun_at.notnull())
    timed = elapsed(tables, rows, rows.begun_at, now, parameters, name="age")
    judged = timed.mutate(is_open=timed.over_at.isnull())
    came = unweighted(judged, ibis.literal(1.0), judged.begun_at).mutate(w=ibis.literal(0.0))
    gone = judged.filter(~judged.is_open)
    lately = after_days(gone.over_at, PACE_DAYS) > now
    gone = unweighted(gone, ibis.literal(-1.0), gone.over_at).mutate(w=ibis.ifelse(lately, 1.0, 0.0))
    return came.union(gone)


def _flow(rows: Any, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return how many tickets were open on average in the last days, how many came and went, and how long they took."""
    now = datetime.fromisoformat(parameters["as_of"])
    start = ibis.literal(now - SPAN, type="timestamp(6)")
    inside, at = rows["at"] > start, rows["at"]
    watched = seconds_between(ibis.greatest(at, start), moment(parameters))
    return {
        "is_whole": at.min() <= start,
        "held": (rows.y * watched).sum() / SPAN.total_seconds(),
        "came": ibis.cases((inside & (rows.y > 0), 1)).count(),
        "gone": ibis.cases((inside & (rows.y < 0), 1)).count(),
        "lasted": ibis.cases((inside & (rows.y < 0), seconds_between(rows.begun_at, at))).mean(),
    }


def said_of_flow(figures: Mapping[str, Any]) -> str | None:
    """Return what there is to say where the backlog is not what comes and how long it takes would make it, else None.

    >>> few = {"is_whole": True, "held": 100.0, "came": 280, "gone": 280, "lasted": 86_400.0}
    >>> said_of_flow(few).partition(":")[0]
    'in the last 28 days 100 tickets were open on average, not the 10 that those who came and were closed would make'
    """
    if not figures["is_whole"] or min(figures["came"], figures["gone"]) < ENOUGH or not figures["held"]:
        return None
    expected = figures["came"] / SPAN.total_seconds() * figures["lasted"]
    if abs(expected / figures["held"] - 1) <= MISMATCH:
        return None
    return (
        f"in the last {PACE_DAYS} days {figures['held']:,.0f} tickets were open on average, not the {expected:,.0f} "
        "that those who came and were closed would make: it grows or shrinks, or old ones are left lying (Little's law)"
    )


#: The remark of a backlog that does not fit its flow.
FLOW = Remark(
    population, _flow, said_of_flow, lambda _has, statistic, _parameters: statistic in {"open", "burn_time"}, whole=True
)


def _age(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases(((rows.y > 0) & rows.is_open, rows.age))


def _came(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y > 0, 1.0))


def _gone(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y < 0, 1.0))


backlog = Metric(
    name="backlog",
    label="Backlog",
    about="tickets that are open: opened so far less solved so far",
    unit="tickets",
    direction="lower",
    table="tickets",
    needs=("tickets.opened_at", "tickets.resolved_at, or ticket_changes where what = status"),
    time_column="opened_at, and when it was solved",
    default_statistic="open",
    statistics={
        "open": Statistic("open", "tickets", "stock", "tickets open at the end of the period"),
        "burn_time": Statistic(
            "burn_time", "seconds", "burn_time",
            "until all open ones are closed, at the pace of the last 28 days and with no new ones", weighted=True,
        ),
        "age_median": Statistic("age_median", "seconds", "quantile", "half of the open ones are older", _age, 0.5),
        "age_p90": Statistic("age_p90", "seconds", "quantile", "one in ten of the open ones is older", _age, 0.9),
        "opened": Statistic("opened", "tickets", "count", "how many were opened", _came),
        "closed": Statistic("closed", "tickets", "count", "how many were closed", _gone),
    },
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    remarks=(LEFT_OUT, FLOW),
    parameters=(DONE, *TIME_PARAMETERS),
    counts="tickets, merged ones, spam and duplicates left out",
    source="Little (1961), Operations Research 9(3)",
)  # fmt: skip
