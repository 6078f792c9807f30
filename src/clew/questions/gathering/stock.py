"""A stock: how many are there at the end of each period, from all that was added and taken away since the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import ibis

from clew.questions.gathering.cells import Cell
from clew.questions.gathering.rows import Window
from clew.questions.plan import Plan
from clew.questions.timing.periods import next_start
from clew.questions.timing.times import local_of
from clew.questions.timing.windows import Covered
from clew.stats.sketch import Sketch

__all__ = ["from_the_beginning", "is_stock", "stocked", "timed"]

#: Families that are made of all changes since the beginning.
STANDING = frozenset({"stock", "burn_time"})


def is_stock(plan: Plan) -> bool:
    """Return whether the figure is how many there are, not how many came."""
    return plan.statistic.family == "stock"


def from_the_beginning(plan: Plan, window: Window) -> Window:
    """Return the window from which the cells are read: what is there was partly added before the question's own."""
    return replace(window, start=None) if plan.statistic.family in STANDING else window


def timed(plan: Plan, rows: Any) -> Any:
    """Return ``rows``; changes of a stock at a time that is not known say nothing and count as missing."""
    return rows.mutate(y=ibis.cases((rows["at"].notnull(), rows.y))) if plan.statistic.family in STANDING else rows


def stocked(cells: tuple[Cell, ...], plan: Plan, window: Window, covers: Covered) -> tuple[Cell, ...]:
    """Return a cell for each group and period with all changes up to the period's end; of other statistics ``cells``.

    Every group has every period from the first change of any to the last that the question covers, also those without
    a change: what is there stays there. Periods before the question's own are counted in, not shown.
    """
    periods = sorted({cell.period for cell in cells if cell.period})
    if not is_stock(plan) or not periods:
        return cells
    known = {(cell.dimensions, cell.period): cell.content for cell in cells if isinstance(cell.content, Sketch)}
    groups = dict.fromkeys(cell.dimensions for cell in cells)
    beyond = periods[-1] + timedelta(seconds=1)
    every = list(_periods(plan, periods[0], max(beyond, covers[1] or beyond)))
    start = local_of(window.start, plan.question.zone) if window.start else None
    found = []
    for dimensions in groups:
        total = Sketch(0)
        for period, following in every:
            total = total.merge(known.get((dimensions, period), Sketch(0)))
            if start is None or following > start:
                found.append(Cell(dimensions, (), period, total))
    return tuple(found)


def _periods(plan: Plan, first: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield each period that begins before ``until``, with the next."""
    period, every = first, plan.question.every
    while every and period < until:
        following = next_start(period, every)
        yield period, following
        period = following
