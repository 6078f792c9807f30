"""The rows behind one cell of an answer, for those who may see customers; small anonymous groups stay closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

import clew
from clew.errors import UsageError
from clew.questions.answer import Answer, AnswerRow
from clew.questions.behind import rows_behind
from clew.questions.parse import parse_filter
from clew.questions.plan import make_plan
from clew.questions.question import Question
from clew.questions.timing.periods import next_start, start_of_label
from clew.questions.timing.times import utc_of
from clew_server.insights.hiding.guarded import Guarded

__all__ = ["PAGE", "Cell", "cell_of_row", "narrowed", "opens", "page_of_rows", "table_counted"]

#: Rows on a page, and the last page that is turned to: beyond it one exports.
PAGE, LAST_PAGE = 50, 400
SCALE = "scale"


@dataclass(frozen=True)
class Cell:
    """One cell of an answer as an address names it: filters (``channel=web``) and the label of a period."""

    filters: tuple[str, ...] = ()
    period: str = ""


def cell_of_row(answer: Answer, row: AnswerRow, table: str) -> Cell:
    """Return the cell in which a figure stands."""
    named = {
        name: value
        for name, value in row.dimensions.items()
        if not (name == "rating" and answer.statistic == "distribution" and table != "feedback")
    }
    filters: list[str] = []
    for name, value in named.items():
        if name == SCALE:
            low, _, high = (value or "").rpartition("-")
            filters += [f"scale_min={low}", f"scale_max={high}"]
        else:
            filters.append(f'{name}="{value or ""}"')
    return Cell(tuple(filters), row.period or "")


def narrowed(question: Question, cell: Cell) -> Question:
    """Return the question about one cell alone: its filters take the place of wider ones of the same field.

    Raises:
        UsageError: a filter or a period that cannot be.
    """
    own = tuple(parse_filter(text) for text in cell.filters)
    fields = {given.field for given in own}
    kept = tuple(given for given in question.where if not (given.field in fields and given.operator == "="))
    start, end = question.start, question.end
    if cell.period:
        if question.every is None:
            raise UsageError("This question has no periods to open one of.")
        first = start_of_label(cell.period, question.every, question.week_start)
        begins, ends = (utc_of(each, question.zone) for each in (first, next_start(first, question.every)))
        start, end = max(start or begins, begins), min(end or ends, ends)
    return replace(question, by=(), every=None, compare=None, where=(*kept, *own), start=start, end=end)


def opens(found: Guarded, count: int) -> bool:
    """Return whether the rows of a cell with ``count`` answers are shown.

    Not those of a small group of people who were promised not to be known. (Viewers never get here.)
    """
    return not (found.is_anonymous and (0 < count < found.question.min_n))


def page_of_rows(handle: clew.Workspace, question: Question, page: int) -> tuple[list[dict[str, Any]], bool]:
    """Return the rows of a page (from 1 on) of one cell, and whether there are more."""
    place = min(max(page, 1), LAST_PAGE) - 1
    found = handle.retried(lambda lake: rows_behind(question, lake, handle.engine, PAGE + 1, place * PAGE))
    return found[:PAGE], len(found) > PAGE and place + 1 < LAST_PAGE


def table_counted(question: Question) -> str:
    """Return the table whose rows are behind the figures."""
    return make_plan(question).table
