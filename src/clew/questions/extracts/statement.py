"""The statements that read the rows of extracts: each that counts, with its time, its customer and its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

import ibis
from msgspec import structs

from clew.calendars.working_days import WORKING_DAYS
from clew.engines.texts import text_of
from clew.metrics.metric import UNENDED
from clew.metrics.rows.working import elapsed
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Window, counted_rows, instant
from clew.questions.plan import Plan
from clew.questions.spans.expression import made_text
from clew.questions.spans.shape import shape_of
from clew.tables import TABLES

__all__ = ["Which", "days_text", "elapsed_text", "extract_text"]

#: Which rows: all, those of which all times lie at a moment or before it, or those that have a later one.
Which = Literal["all", "past", "later"]


def extract_text(reader: Reader, plan: Plan, as_of: datetime | None, which: Which, moment: datetime | None) -> str:
    """Return the SQL text; compiled once a shape, the moments are put in."""
    moments = [time for time in (as_of, moment) if time is not None]

    def at(marks: Sequence[datetime]) -> Any:
        given = iter(marks)
        now = None if as_of is None else next(given)
        line = None if moment is None else next(given)
        asked = plan.question
        asked = asked if asked.as_of is None else structs.replace(asked, as_of=now)
        return _expression(reader, replace(plan, question=asked), now, which, line)

    return text_of(shape_of(reader, plan, "extract", which, as_of is None), moments, at, reader.texts)


def _expression(reader: Reader, plan: Plan, as_of: datetime | None, which: Which, moment: datetime | None) -> Any:
    rows = counted_rows(reader, plan, Window(as_of, None, None))
    rows = rows.filter(rows["at"].notnull())
    if moment is None:
        return _chosen(plan, rows)
    times = [rows[name] for name in TABLES[plan.table].times]
    if which == "past":
        return _chosen(plan, rows.filter(~reduce(or_, [_is_after(time, moment) for time in times])))
    return ibis.union(*(_chosen(plan, rows.filter(condition)) for condition in _each_later(times, moment)))


def _each_later(times: Sequence[Any], moment: datetime) -> Iterator[Any]:
    """Yield conditions of which one holds for a row with a time after ``moment``: that its first, second, ... does.

    Each is a bound of one column, by which parts of files are left out; of one condition with ``or`` none would be.
    """
    for place, time in enumerate(times):
        yield reduce(and_, [~_is_after(other, moment) for other in times[:place]], time > instant(moment))


def _chosen(plan: Plan, rows: Any) -> Any:
    """Return the columns of an extract of ``rows``: time, number, weight, customer and what splits them."""
    nobody, y, named = rows.unit_id.isnull(), rows.y, rows.columns
    parts = {"w": rows.w} if plan.question.weighted or plan.statistic.weighted else {}
    if plan.statistic.family in UNENDED:
        y = ibis.cases((rows.y >= 0, rows.y))  # what ends before it begins is no time
        parts["ended"] = ibis.coalesce(rows.ended, ibis.literal(value=False))
    of_nobodys = rows.customer_id.isnull() if "customer_id" in named else ibis.literal(value=True)
    return rows.select(
        "at",
        y=y,
        **parts,
        # of who gave no answer nothing but how many there are is asked
        unit=ibis.cases((nobody | rows.y.isnull(), ibis.literal(0, "int64")), else_=rows.unit_id.hash()),
        nobody=nobody,
        fixed=of_nobodys & rows.unit_id.notnull(),
        **{f"s{place}": rows[name] for place, name in enumerate(plan.split)},
    )


def days_text(reader: Reader, plan: Plan, window: Window) -> str:
    """Return the SQL text that reads the rows within the spans of ``window``, whatever they are made of."""
    return made_text(reader, plan, window, lambda asked, seen_in: _of_spans(reader, asked, seen_in), "rows")


def elapsed_text(reader: Reader, plan: Plan, start: datetime, end: datetime) -> str:
    """Return the SQL text that tells how much of the working time of ``plan`` lies between two moments, in seconds."""
    tables = reader.tables()

    def at(marks: Sequence[datetime]) -> Any:
        one = tables[WORKING_DAYS].limit(1).select(begun=instant(marks[0]), over=instant(marks[1]))
        return elapsed(tables, one, one.begun, one.over, plan.parameters).select("seconds")

    return text_of(f"elapsed {tables[WORKING_DAYS].columns}", [start, end], at, reader.texts)


def _of_spans(reader: Reader, plan: Plan, window: Window) -> Any:
    return _chosen(plan, counted_rows(reader, plan, window))


def _is_after(time: Any, moment: datetime) -> Any:
    return ibis.coalesce(time > instant(moment), ibis.literal(value=False))
