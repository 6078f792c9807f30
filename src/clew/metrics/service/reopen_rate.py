"""Reopen rate: the share of solved tickets that came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import lives, unexcluded
from clew.metrics.service.parameters import COUNTER, needs_history, number_in

__all__ = ["reopen_rate"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets that were solved at least once by ``as_of``; ``y`` is how often each was reopened since.

    With ``counter`` every ticket counts, ``y`` being what the source counted (null: nothing said).
    """
    rows = unexcluded(lives(tables, parameters))
    if parameters["counter"]:
        return unweighted(rows, number_in(rows, parameters["counter"], "counter"), rows.begun_at)
    solved = rows.filter(rows.first_done_at.notnull())
    return unweighted(solved, solved.reopenings, solved.begun_at)


def _reopened(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y.notnull(), (rows.y > 0).ifelse(1.0, 0.0)))


def _those(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y > 0, 1.0))


def _lacking(has: Callable[[str, str], bool], parameters: Mapping[str, str]) -> str | None:
    return (
        None
        if parameters["counter"]
        else needs_history("reopen_rate", has, ", or use the source's own: --set counter=properties.reopen_count")
    )


reopen_rate = Metric(
    name="reopen_rate",
    label="Reopened",
    about="share of solved tickets that were opened again",
    unit="share",
    direction="lower",
    table="tickets",
    needs=("ticket_changes where what = status, or a counter of the source",),
    time_column="opened_at",
    default_statistic="reopened",
    statistics={
        "reopened": Statistic("reopened", "share", "proportion", "share of solved tickets opened again", _reopened),
        "mean": Statistic("mean", "times a ticket", "mean", "how often a solved ticket was opened again"),
        "tickets": Statistic("tickets", "tickets", "count", "how many were opened again", _those),
        "answers": Statistic("answers", "tickets", "count", "how many were solved at least once", count_of),
    },
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    remarks=(LEFT_OUT,),
    lacking=_lacking,
    parameters=(COUNTER,),
    counts="tickets that were solved at least once, merged ones, spam and duplicates left out",
    source="interval: Wilson (1927), Journal of the American Statistical Association 22",
)
