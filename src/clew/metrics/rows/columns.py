"""Columns as an analyst's table may have them: present, absent, or inside JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import ibis

__all__ = ["after_days", "moment", "optional", "seconds_between", "unweighted", "within_spans"]


def optional(table: Any, name: str, kind: str) -> Any:
    """Return column ``name`` of an Ibis table, or a null of type ``kind`` where the table has no such column."""
    return table[name] if name in table.columns else ibis.null(kind)


def moment(parameters: Mapping[str, Any]) -> Any:
    """Return the moment the question is asked for without a zone (UTC): an Ibis literal, or the expression given."""
    given = parameters["as_of"]
    return ibis.literal(datetime.fromisoformat(given), type="timestamp(6)") if isinstance(given, str) else given


def seconds_between(earlier: Any, later: Any) -> Any:
    """Return the seconds from one time column to another, a whole number, negative where the order is reversed."""
    return (later.epoch_seconds() - earlier.epoch_seconds()).cast("float64")


def within_spans(rows: Any, time: Any, parameters: Mapping[str, Any], *, later: float = 0.0) -> Any:
    """Return the rows whose ``time`` lies in one of the spans that alone are looked at, or is not known.

    ``parameters["spans"]`` are ``start/end`` (UTC, end exclusive), separated by blanks; "" leaves all rows. A
    population may leave out what counts at any other time; rows up to ``later`` seconds after a span stay too.
    """
    spans = [tuple(map(datetime.fromisoformat, span.split("/"))) for span in parameters.get("spans", "").split()]
    if not spans:
        return rows
    after = ibis.interval(seconds=round(later)) if later else None
    ends = [(_instant(start), _instant(end) if after is None else _instant(end) + after) for start, end in spans]
    inside = [(time >= start) & (time < end) for start, end in ends]
    return rows.filter(reduce(or_, inside, time.isnull()))


def _instant(time: datetime) -> Any:
    return ibis.literal(time, type="timestamp(6)")


def unweighted(rows: Any, y: Any, at: Any) -> Any:
    """Return ``rows`` with ``y``, ``at``, a weight of 1 and the customer as ``unit_id``: what a population owes."""
    customer = optional(rows, "customer_id", "string")
    return rows.mutate(y=y.cast("float64"), w=ibis.literal(1.0), unit_id=customer, at=at)


def after_days(time: Any, days: str) -> Any:
    """Return ``time`` plus a number of days of 24 hours, parts of a day included."""
    return time + ibis.interval(seconds=round(float(days) * 86_400))
