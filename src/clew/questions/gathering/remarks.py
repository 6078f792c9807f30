"""Remarks: what an answer says of its rows beside its figures, each from one more look at the lake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from msgspec import structs

from clew.metrics.metric import Remark
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Window, counted_rows, parameters_of
from clew.questions.gathering.working import unworked
from clew.questions.plan import Plan

__all__ = ["read_remarks"]


def read_remarks(reader: Reader, plan: Plan, window: Window) -> tuple[str, ...]:
    """Return the sentences that the metric's remarks make of the rows within the question's time and filters.

    Before them comes the one on a calendar that never works then.
    """
    return (*unworked(reader, plan, window), *_said(reader, plan, window))


def _said(reader: Reader, plan: Plan, window: Window) -> Iterator[str]:
    for remark in plan.metric.remarks:
        if remark.needs(reader.has, plan.statistic.name, plan.parameters) and not (remark.whole and window.end):
            span = Window(window.as_of, None, None) if remark.whole else window
            own = _plan_of(remark, plan)
            rows = counted_rows(reader, own, span)
            figures = remark.figures(rows, parameters_of(reader, own, span))
            said = remark.say(reader.read(rows.aggregate(**figures)).to_pylist()[0])
            yield from (said,) if said else ()


def _plan_of(remark: Remark, plan: Plan) -> Plan:
    """Return the plan that reads the remark's rows: all groups together; what a metric splits rows by is not known."""
    return replace(
        plan,
        question=structs.replace(plan.question, every=None),
        metric=replace(plan.metric, population=remark.rows),
        statistic=replace(plan.statistic, value=None),
        dimensions=(),
        filters=tuple(pair for pair in plan.filters if pair[0].name not in plan.metric.by),
        split=(),
    )
