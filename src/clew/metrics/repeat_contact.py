"""Repeat contact: the share of contacts followed by another of the same customer within some days.

Dixon, Toman & DeLisi (2013), "The Effortless Experience", chapter 3 (next issue avoidance).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import after_days, moment, unweighted
from clew.metrics.rows.contacts import CONTACT, TIMES, contact_order, contact_time, contacts

__all__ = ["repeat_contact"]

DAYS = Parameter("days", "within how many days the next contact counts", "7", kind="days")


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the contacts whose days are over by ``as_of``; ``y`` is 1 where another followed in time.

    The next contact counts whatever it was about and also where a filter would not show it. Later contacts, whose days
    are not over, are left out (censored); contacts of nobody in particular have no ``y``.
    """
    rows = contacts(tables, parameters)
    rows = rows.filter(contact_time(rows, parameters) <= moment(parameters))
    window = ibis.window(group_by=rows.customer_id, order_by=contact_order(rows, parameters))
    followed = rows.mutate(next_at=contact_time(rows, parameters).lead().over(window))
    at = contact_time(followed, parameters)
    until = after_days(at, parameters["days"])
    known = followed.customer_id.notnull()
    y = ibis.cases((known & (followed.next_at <= until), 1.0), (known, 0.0))
    judged = followed.mutate(y=y, over=until)
    return unweighted(judged.filter(judged.over <= moment(parameters)), judged.y, at).drop("next_at", "over")


repeat_contact = Metric(
    name="repeat_contact",
    label="Repeat contact",
    about="share of contacts that were followed by another of the same customer within some days",
    unit="share",
    direction="lower",
    table="events",
    needs=("events.occurred_at and customer_id, or calls, or tickets",),
    time_column="occurred_at, queued_at or opened_at",
    default_statistic="repeated",
    statistics={
        "repeated": Statistic("repeated", "share", "proportion", "contacts followed by another"),
        "answers": Statistic("answers", "contacts", "count", "how many contacts could be followed", count_of),
    },
    population=population,
    required=lambda parameters: ("customer_id", TIMES[parameters["contact"]]),
    base=lambda parameters: parameters["contact"],
    parameters=(CONTACT, DAYS),
    counts="contacts whose following days are over",
    source="Dixon, Toman & DeLisi (2013), The Effortless Experience, chapter 3",
)
