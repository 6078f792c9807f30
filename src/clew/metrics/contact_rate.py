"""Contact rate: contacts per 1,000 customers or orders.

Interval: Garwood (1936), "Fiducial limits for the Poisson distribution", Biometrika 28.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import moment, unweighted
from clew.metrics.rows.contacts import CONTACT, TIMES, contact_time, contacts

__all__ = ["contact_rate"]

PER = Parameter(
    "per", "what is below the line: known customers, or orders of the same period", "customers", ("customers", "orders")
)
BELOW = {"customers": "customers", "orders": "purchases"}


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the contacts by ``as_of``, each with ``y`` = 1."""
    rows = contacts(tables, parameters)
    rows = rows.filter(contact_time(rows, parameters) <= moment(parameters))
    return unweighted(rows, ibis.literal(1.0), contact_time(rows, parameters))


def denominator(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the rows below the line: customers (``at`` null: known at any time), or one row an order."""
    if parameters["per"] == "customers":
        customers = tables["customers"]
        return unweighted(customers, ibis.literal(1.0), ibis.null("timestamp(6)"))
    bought = tables["purchases"].filter(lambda rows: rows.kind.isnull() | (rows.kind == "purchase"))
    own = ibis.coalesce(bought.order_id, bought.purchase_id)
    window = ibis.window(group_by=own, order_by=[bought.purchased_at, bought.purchase_id])
    numbered = bought.mutate(place=ibis.row_number().over(window))
    first = numbered.filter(numbered.place == 0)
    return unweighted(first, ibis.literal(1.0), first.purchased_at).drop("place")


contact_rate = Metric(
    name="contact_rate",
    label="Contact rate",
    about="contacts per 1,000 customers, or per 1,000 orders of the same period",
    unit="per 1,000",
    direction="lower",
    table="events",
    needs=("events, calls or tickets", "customers, or purchases for orders"),
    time_column="occurred_at, queued_at or opened_at",
    default_statistic="rate",
    statistics={
        "rate": Statistic("rate", "per 1,000", "rate", "contacts per 1,000 customers or orders"),
        "contacts": Statistic("contacts", "contacts", "count", "how many contacts", count_of),
    },
    population=population,
    rowwise=("occurred_at", "queued_at", "opened_at"),
    required=lambda parameters: (TIMES[parameters["contact"]],),
    denominator=denominator,
    base=lambda parameters: parameters["contact"],
    below=lambda parameters: BELOW[parameters["per"]],
    parameters=(CONTACT, PER),
    counts="contacts",
    source="Dixon, Toman & DeLisi (2013), The Effortless Experience; interval: Garwood (1936), Biometrika 28",
)
