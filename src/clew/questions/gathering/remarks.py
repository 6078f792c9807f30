"""Remarks: what an answer says of its rows beside its figures, each from one more look at the lake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from msgspec import structs

from clew.engines.views import TableView
from clew.metrics.metric import Remark
from clew.metrics.rows.left_out import LEFT_OUT
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Window, counted_rows, parameters_of
from clew.questions.gathering.working import unworked
from clew.questions.keeping.looks import Pairs, pairs_of
from clew.questions.plan import Plan
from clew.questions.spans.expression import made_text
from clew.questions.spans.shape import is_of_one_table

__all__ = ["read_remarks"]


def read_remarks(reader: Reader, plan: Plan, window: Window) -> tuple[str, ...]:
    """Return the sentences that the metric's remarks make of the rows within the question's time and filters.

    Before them comes the one on a calendar that never works then.
    """
    return (*unworked(reader, plan, window), *_said(reader, plan, window))


def _said(reader: Reader, plan: Plan, window: Window) -> Iterator[str]:
    for remark in plan.metric.remarks:
        if remark is LEFT_OUT and not reader.ever_excluded:
            continue
        if remark.needs(reader.has, plan.statistic.name, plan.parameters) and not (remark.whole and window.end):
            span = Window(window.as_of, None, None) if remark.whole else window
            own = _plan_of(remark, plan)
            make = partial(_figures, reader, remark)
            text = made_text(reader, own, span, make, "remark", plan.metric.remarks.index(remark))
            if remark.rowwise and _is_in_no_file(reader, own, make, plan.metric.remarks.index(remark)):
                reader.sql.append(text)
                continue
            said = remark.say(reader.run(text).to_pylist()[0])
            yield from (said,) if said else ()


def _is_in_no_file(reader: Reader, own: Plan, make: Callable[[Plan, Window], Any], number: int) -> bool:
    """Return whether no file has a row that the remark counts, whenever it was."""
    ever = replace(own, question=structs.replace(own.question, as_of=None))
    view = reader.views.get(own.table)
    if view is None or not is_of_one_table(ever):
        return False
    text, views = made_text(reader, ever, Window(None, None, None), make, "remark", number), reader.views

    def read(part: TableView) -> Pairs:
        return tuple(reader.engine.read(text, {**views, part.name: part}).to_pylist()[0].items())

    parts = pairs_of(view, text, read)
    return parts is not None and not any(figure for pairs in parts for _, figure in pairs)


def _figures(reader: Reader, remark: Remark, plan: Plan, window: Window) -> Any:
    rows = counted_rows(reader, plan, window)
    return rows.aggregate(**remark.figures(rows, parameters_of(reader, plan, window)))


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
