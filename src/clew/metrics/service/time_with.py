"""Time with: who had the ball for every second of a ticket's life: us, the customer, a third party or a bot.

The four add up to the whole time from opening until solved (time between a solution and a reopening is nobody's).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import lives, unexcluded
from clew.metrics.rows.ticket_spans import HELD
from clew.metrics.rows.working import TIME_PARAMETERS
from clew.metrics.service.parameters import needs_history

__all__ = ["time_with"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return each ticket with a history once for each ``holder``; ``y`` is the seconds that holder had it.

    ``w`` is the ticket's whole time, so that the weighted mean of ``y`` / ``w`` is the share of all time.
    """
    rows = unexcluded(lives(tables, parameters, seconds=True))
    rows = rows.filter(rows.first_change_at.notnull())
    rows = rows.mutate(whole=reduce(add, (rows[holder] for holder in HELD)))
    every = rows.mutate(holder=ibis.array(list(HELD)).unnest())
    every = every.mutate(held=ibis.cases(*((every.holder == name, every[name]) for name in HELD))).drop(*HELD)
    return unweighted(every, every.held, every.begun_at).mutate(w=every.whole)


def _share(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.whole > 0, rows.held / rows.whole))


time_with = Metric(
    name="time_with",
    label="Who had the ball",
    about="seconds of a ticket's life by who had it: us, the customer, a third party, a bot; they add up to the whole",
    unit="share",
    direction="none",
    table="tickets",
    needs=("tickets.opened_at", "ticket_changes where what = status"),
    time_column="opened_at",
    default_statistic="share",
    statistics={
        "share": Statistic(
            "share", "share", "mean", "share of all time, long tickets counting more", _share, weighted=True
        ),
        "mean": Statistic("mean", "seconds", "mean", "mean seconds a ticket"),
        "median": Statistic("median", "seconds", "quantile", "half of the tickets were there for longer", quantile=0.5),
        "answers": Statistic("answers", "tickets", "count", "how many tickets", count_of),
    },
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    remarks=(LEFT_OUT,),
    lacking=lambda has, _: needs_history("time_with", has, ""),
    by=("holder",),
    parameters=TIME_PARAMETERS,
    counts="tickets with a history of status changes, merged ones, spam and duplicates left out",
    source="Clock model: Zendesk, About native Support time duration metrics",
)
