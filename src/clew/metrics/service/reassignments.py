"""Reassignments: how often a ticket was passed on to another group or person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import lives, unexcluded
from clew.metrics.rows.ticket_spans import changes_of
from clew.metrics.service.parameters import COUNTER, needs_history, number_in

__all__ = ["reassignments"]

OF = Parameter("of", "passed on to another group, to another person, or either", "any", ("any", "group", "assignee"))
BEGINS = Parameter(
    "begins", "what the first group or person in a ticket's history is: its assignment, or already another one "
    "(histories that leave out who had it first)", "assignment", ("assignment", "reassignment"),
)  # fmt: skip
KINDS = {"any": ("group", "assignee"), "group": ("group",), "assignee": ("assignee",)}


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets; ``y`` is how often each was passed on by ``as_of``, to somebody who did not have it.

    Blank in between (nobody had it) is no one. With ``counter`` it is what the source counted (null: nothing said).
    """
    rows = unexcluded(lives(tables, parameters))
    if parameters["counter"]:
        return unweighted(rows, number_in(rows, parameters["counter"], "counter"), rows.begun_at)
    passed = _passed(tables, parameters)
    joined = rows.left_join(passed, rows.ticket_id == passed.life_of).drop("life_of")
    return unweighted(joined, ibis.coalesce(joined.passed, ibis.literal(0, "int64")), joined.begun_at)


def _passed(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return how often each ticket with such changes was passed on."""
    given = changes_of(tables, KINDS[parameters["of"]], parameters)
    given = given.filter(given.value.notnull())
    order = [given.changed_at, given.ordinal, given.value]
    window = ibis.window(group_by=[given.life_of, given.what], order_by=order)
    followed = given.mutate(before=given.value.lag().over(window))
    begins = ibis.literal(parameters["begins"] == "reassignment")
    moved = ibis.ifelse(followed.before.isnull(), begins, followed.before != followed.value)
    return followed.group_by("life_of").aggregate(passed=moved.cast("int64").sum())


def _any(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y.notnull(), (rows.y > 0).ifelse(1.0, 0.0)))


def _those(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y > 0, 1.0))


def _lacking(has: Callable[[str, str], bool], parameters: Mapping[str, str]) -> str | None:
    if parameters["counter"]:
        return None
    instead = ", or use the source's own: --set counter=properties.reassignment_count"
    missing = [needs_history("reassignments", has, instead, what) for what in KINDS[parameters["of"]]]
    return None if None in missing else missing[0]


reassignments = Metric(
    name="reassignments",
    label="Passed on",
    about="how often a ticket was passed on to another group or person",
    unit="share",
    direction="lower",
    table="tickets",
    needs=("ticket_changes where what = group or assignee, or a counter of the source",),
    time_column="opened_at",
    default_statistic="passed_on",
    statistics={
        "passed_on": Statistic("passed_on", "share", "proportion", "share of tickets passed on at least once", _any),
        "mean": Statistic("mean", "times a ticket", "mean", "how often a ticket was passed on"),
        "distribution": Statistic("distribution", "share", "distribution", "share of tickets by how often"),
        "tickets": Statistic("tickets", "tickets", "count", "how many were passed on at least once", _those),
        "answers": Statistic("answers", "tickets", "count", "how many tickets", count_of),
    },
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    remarks=(LEFT_OUT,),
    lacking=_lacking,
    parameters=(OF, BEGINS, COUNTER),
    counts="tickets, merged ones, spam and duplicates left out",
    source="interval: Wilson (1927), Journal of the American Statistical Association 22",
)
