"""Cells read from the lake: those of the question, those it is compared with, and what a rate is counted per."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from msgspec import structs

from clew.metrics.metric import UNENDED
from clew.metrics.rows.fields import Field
from clew.questions.gathering.cells import Cell, Content, Values
from clew.questions.gathering.exposure import Exposed
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.rows import Window
from clew.questions.gathering.split import split_apart
from clew.questions.gathering.stock import from_the_beginning, is_stock, stocked
from clew.questions.gathering.working import reader_of
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.spans.expression import ORDERED, cells_expression, splits_of
from clew.questions.spans.reading import read_cells, read_windows
from clew.questions.timing.windows import Covered, compared_window, own_window
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes
from clew.tables import TABLES

__all__ = ["Groups", "answer_expression", "read_exposure", "read_groups", "with_zeros"]

#: Stands for the period of the span before, where an answer has no periods.
BEFORE = datetime(1, 1, 1)  # noqa: DTZ001 - a mark, no time


@dataclass(frozen=True)
class Groups:
    """The cells of the answer, the cells before it that comparisons need, and the names of their dimensions."""

    cells: tuple[Cell, ...]
    before: tuple[Cell, ...]
    names: tuple[str, ...]
    warnings: tuple[str, ...]


def read_groups(reader: Reader, plan: Plan, window: Window) -> Groups:
    """Return the groups of the answer, sorted by dimensions and period, split where programs would be mixed."""
    window, earlier = from_the_beginning(plan, window), compared_window(plan, window)
    own, *others = read_windows(reader, plan, [window, earlier] if earlier else [window])
    before = [_marked(cell) for cells in others for cell in cells]
    starts = {cell.period for cell in before}
    cells, split, warnings = split_apart([*own, *before], plan.split, plan.question.by)
    if not (plan.dimensions or split or plan.question.every):  # one figure was asked for: none is an answer too
        asked: set[datetime | None] = {None, BEFORE} if earlier else {None}
        cells += [Cell((), (), period, _nothing(plan)) for period in asked - {cell.period for cell in cells}]
        starts = asked - {None}
    ordered = sorted(cells, key=_order)
    names = (*(field.name for field in plan.dimensions), *split)
    mine = tuple(cell for cell in ordered if cell.period not in starts)
    return Groups(mine, tuple(cell for cell in ordered if cell.period in starts), names, warnings)


def read_exposure(reader: Reader, plan: Plan, window: Window) -> Exposed:
    """Return what gives each cell the units its rate is counted per; fields of the units' own table split them too.

    Where no event was ever recorded nothing is known of how many there were: then there are no units either.
    """
    if plan.statistic.family != "rate" or plan.metric.below is None or reader.span(plan.table)[0] is None:
        return Exposed()
    table = plan.metric.below(plan.parameters)
    of_customers = table == "customers"
    places = tuple(place for place, field in enumerate(plan.dimensions) if _is_of(field, table))
    below = _below(plan, table, places, periods=not of_customers)
    windows = [Window(window.as_of, None, None)] if of_customers else [window]
    cells = [cell for span in windows for cell in read_cells(reader, below, span, below=True)]
    earlier = None if of_customers else compared_window(plan, window)
    cells += [_marked(cell) for cell in read_cells(reader, below, earlier, below=True)] if earlier else []
    units = {(cell.dimensions, cell.period): cell.content.n for cell in cells if cell.content.n}
    return Exposed(units, places, of_customers)


def with_zeros(groups: Groups, plan: Plan, window: Window, exposed: Exposed, covers: Covered) -> Groups:
    """Return the groups of a rate with those in which nothing happened, of a stock with all periods.

    Those of other statistics stay as they are.
    """
    if is_stock(plan):
        return replace(groups, cells=stocked(groups.cells, plan, window, covers))
    starts, question = {cell.period for cell in groups.before}, plan.question
    found = exposed.zeros(groups.cells, len(plan.dimensions), question.every, question.week_start, covers)
    zeros = [cell for cell in found if cell.period not in starts]
    return replace(groups, cells=tuple(sorted([*groups.cells, *zeros], key=_order)))


def _below(plan: Plan, table: str, places: tuple[int, ...], *, periods: bool) -> Plan:
    kept = tuple(pair for pair in plan.filters if _is_of(pair[0], table))
    question = plan.question if periods else structs.replace(plan.question, every=None)
    dimensions = tuple(plan.dimensions[place] for place in places)
    return replace(plan, question=question, table=table, dimensions=dimensions, filters=kept, split=())


def _is_of(field: Field, table: str) -> bool:
    """Return whether rows of ``table`` have the field themselves; segments are of whatever has a customer."""
    return field.table == table or (field.kind == "segment" and "customer_id" in TABLES[table].by_name)


def answer_expression(question: Question, lake: Lake, engine: Engine) -> Any:
    """Return the Ibis expression, over the canonical tables, of the sums that the answer is finished from."""
    plan = make_plan(question)
    reader = reader_of(plan, lake, engine)
    window = own_window(reader, plan)
    return cells_expression(reader, plan, window, splits_of(reader, plan, window))


def _nothing(plan: Plan) -> Content:
    nobody = np.zeros(0)
    if plan.statistic.family in UNENDED:
        return Lifetimes.of(nobody)
    return Values(nobody, nobody, nobody, nobody) if plan.statistic.family in ORDERED else Sketch(0)


def _marked(cell: Cell) -> Cell:
    return cell if cell.period else replace(cell, period=BEFORE)


def _order(cell: Cell) -> Any:
    known = tuple((value is None, value or "") for value in cell.dimensions)
    return known, (cell.period is None, cell.period or BEFORE)
