"""Words of an answer: dimension values as text, and one plain sentence of what was counted."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from clew.metrics.rows.working import CALENDAR, TIME_PARAMETERS, is_working
from clew.questions.plan import Plan
from clew.questions.timing.times import local_of
from clew.tables import TABLES

__all__ = ["population", "spoken"]

#: Said in words, not as name = value.
_TIME = frozenset(parameter.name for parameter in TIME_PARAMETERS)
_OPERATORS = {"=": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}


def spoken(value: Any) -> str | None:
    """Return a dimension's value as text: a whole number without a point, a flag as yes or no, null as None.

    >>> spoken(5.0), spoken(True), spoken(None)
    ('5', 'yes', None)
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else f"{value:.15g}"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def population(plan: Plan) -> str:
    """Return one sentence that says which rows were counted.

    The times in it are those of the workspace's zone, the end being exclusive.
    """
    counted = plan.metric.counts or f"rows of {plan.table} ({TABLES[plan.table].row} each)"
    parts = [counted[0].upper() + counted[1:], *_when(plan)]
    if plan.filters:
        parts.append("where " + " and ".join(_said(filters) for _, filters in plan.filters))
    said = {name: plan.parameters[name] for name in plan.metric.shown} | plan.question.parameters
    parts += [f"{name} = {value}" for name, value in sorted(said.items()) if name not in _TIME]
    if is_working(plan.parameters):
        parts.append(f"in working time (calendar {plan.parameters[CALENDAR.name]})")
    if plan.question.weighted:
        parts.append("weighted")
    return ", ".join(parts) + "."


def _when(plan: Plan) -> list[str]:
    start, end = plan.question.start, plan.question.end
    said = [
        f"{word} {_clock(time, plan.question.zone)}"
        for word, time in (("from", start), ("until before", end))
        if time is not None
    ]
    return [f"{plan.metric.time_column} {' '.join(said)} ({plan.question.zone})"] if said else []


def _clock(time: datetime, zone: str) -> str:
    local = local_of(time, zone)
    return f"{local:%Y-%m-%d}" if local.time() == datetime.min.time() else f"{local:%Y-%m-%d %H:%M}"


def _said(filters: Any) -> str:
    equal = [f.value or "not known" for f in filters if f.operator == "="]
    name = filters[0].field
    said = [f"{name} is {' or '.join(equal)}"] if equal else []
    said += [f"{name} {_OPERATORS[f.operator]} {f.value or 'not known'}" for f in filters if f.operator != "="]
    return " and ".join(said)
