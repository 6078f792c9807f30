"""Backlog: how many tickets are open at a moment, and how old they are.

open(t) = opened by t - solved by t. Little (1961), "A Proof for the Queuing Formula L = lambda W".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.columns import moment, unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import DONE, resolved_lives
from clew.metrics.rows.working import TIME_PARAMETERS, elapsed

__all__ = ["backlog"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return each ticket when it was opened (``y`` = 1) and, where it is closed, once more when it was (-1).

    A ticket that was reopened counts as open from its opening on until it is solved for good.
    """
    now = moment(parameters)
    rows = resolved_lives(tables, {**parameters, "resolution": "full"})
    rows = rows.filter(rows.begun_at.notnull())
    timed = elapsed(tables, rows, rows.begun_at, now, parameters, name="age")
    judged = timed.mutate(is_open=timed.over_at.isnull())
    came = unweighted(judged, ibis.literal(1.0), judged.begun_at)
    gone = judged.filter(~judged.is_open)
    return came.union(unweighted(gone, ibis.literal(-1.0), gone.over_at))


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
        "age_median": Statistic("age_median", "seconds", "quantile", "half of the open ones are older", _age, 0.5),
        "age_p90": Statistic("age_p90", "seconds", "quantile", "one in ten of the open ones is older", _age, 0.9),
        "opened": Statistic("opened", "tickets", "count", "how many were opened", _came),
        "closed": Statistic("closed", "tickets", "count", "how many were closed", _gone),
    },
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    remarks=(LEFT_OUT,),
    parameters=(DONE, *TIME_PARAMETERS),
    counts="tickets, merged ones, spam and duplicates left out",
    source="Little (1961), Operations Research 9(3)",
)
