"""The shape of a question: all that decides the text of what is read for it, but the moments it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from clew.metrics.rows.fields import SEGMENT
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import stating_of, times_of
from clew.questions.plan import Plan

__all__ = ["is_of_one_table", "shape_of"]


def is_of_one_table(plan: Plan) -> bool:
    """Return whether no dimension or filter is of another table: how these are joined is decided by the data."""
    fields = (*plan.dimensions, *(field for field, _ in plan.filters))
    return all(field.table == plan.table and field.kind != SEGMENT for field in fields)


def shape_of(reader: Reader, plan: Plan, *parts: Any) -> str:
    """Return the shape of ``plan`` as text; ``parts`` are what else decides what is read (which rows, which columns).

    Only for plans of one table (:func:`is_of_one_table`).
    """
    question = plan.question
    filters = [(field.name, reader.today(field, given)) for field, given in plan.filters]
    decides = (
        plan.metric.name, plan.statistic.name, sorted(plan.parameters.items()), plan.table,
        [field.name for field in plan.dimensions], filters, plan.split, question.every, question.week_start,
        question.zone, question.weighted, question.as_of is None, reader.rules, _excludes(reader, plan),
        None if reader.days is None else reader.days.schema.names, _iso(times_of(reader, plan)),
        [(named, first.isoformat()) for named, first in stating_of(reader, plan) or ()], parts,
    )  # fmt: skip
    return msgspec.json.encode(decides).decode()


def _excludes(reader: Reader, plan: Plan) -> bool:
    return "ticket_changes" in plan.tables and reader.ever_excluded


def _iso(times: Sequence[datetime]) -> list[str]:
    return [time.isoformat() for time in times]
