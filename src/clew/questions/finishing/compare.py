"""Comparisons: each figure against the period before, the same period a year before, or all other groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clew.questions.answer import Comparison
from clew.questions.finishing.finish import Exposure, differ, merged
from clew.questions.gathering.cells import Cell
from clew.questions.plan import Plan
from clew.questions.timing.periods import label, previous_start, year_before
from clew.stats.estimate import Difference
from clew.stats.multiplicity import with_q

__all__ = ["Pair", "compared", "pairs_of_field", "pairs_of_periods", "pairs_of_spans"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cells to be compared: ``cell`` less ``reference``, which ``name`` says in words."""

    cell: Cell
    reference: Cell
    name: str


def pairs_of_periods(plan: Plan, cells: Sequence[Cell], earlier: Sequence[Cell]) -> list[Pair]:
    """Return each cell with that of the period before, or a year before, of the same group."""
    question, found = plan.question, {(cell.dimensions, cell.period): cell for cell in (*earlier, *cells)}
    before = year_before if question.compare == "year" else previous_start
    pairs = []
    for cell in cells:
        if cell.period is None or question.every is None:
            continue
        start = before(cell.period, question.every, question.week_start)
        reference = found.get((cell.dimensions, start))
        if reference is not None:
            pairs.append(Pair(cell, reference, label(start, question.every)))
    return pairs


def pairs_of_spans(cells: Sequence[Cell], before: Sequence[Cell], name: str) -> list[Pair]:
    """Return each cell with the one of the same group in the span before."""
    found = {cell.dimensions: cell for cell in before}
    return [Pair(cell, found[cell.dimensions], name) for cell in cells if cell.dimensions in found]


def pairs_of_field(cells: Sequence[Cell], place: int) -> list[Pair]:
    """Return each cell with all others of its group and period taken together, ``place`` being the field compared.

    A customer who stands in several of the other cells counts as several there (as sketches merge).
    """
    groups: dict[Any, list[Cell]] = {}
    for cell in cells:
        rest = (*cell.dimensions[:place], *cell.dimensions[place + 1 :])
        groups.setdefault((rest, cell.period), []).append(cell)
    return [
        Pair(cell, _together([other for other in group if other is not cell]), "all others")
        for group in groups.values()
        if len(group) > 1
        for cell in group
    ]


def compared(
    plan: Plan, pairs: Sequence[Pair], names: Sequence[str], exposure: Callable[[Cell], Exposure]
) -> tuple[Comparison, ...]:
    """Return the comparisons of ``pairs``, all of them one family for q; groups under ``min_n`` are suppressed."""
    differences = [_difference(plan, pair, exposure) for pair in pairs]
    return tuple(
        _comparison(plan, pair, names, difference) for pair, difference in zip(pairs, with_q(differences), strict=True)
    )


def _together(cells: list[Cell]) -> Cell:
    return Cell(cells[0].dimensions, (), cells[0].period, merged(cells))


def _difference(plan: Plan, pair: Pair, exposure: Callable[[Cell], Exposure]) -> Difference:
    a, b, level = pair.cell.content, pair.reference.content, plan.question.level
    per = exposure(pair.cell), exposure(pair.reference)
    fewest = min(per[0].units, per[1].units) if plan.statistic.family == "rate" else min(a.n, b.n)
    if fewest < plan.question.min_n:
        return Difference(None, None, None, level, "none", None, (a.n, b.n), warnings=("suppressed",))
    return differ(plan.statistic, a, b, level, per, plan.horizon)


def _comparison(plan: Plan, pair: Pair, names: Sequence[str], found: Difference) -> Comparison:
    every, period = plan.question.every, pair.cell.period
    return Comparison(
        dimensions=dict(zip(names, pair.cell.dimensions, strict=True)),
        period=label(period, every) if every and isinstance(period, datetime) else None,
        reference=pair.name,
        difference=found.difference,
        lo=found.lo,
        hi=found.hi,
        p=found.p,
        q=found.q,
        beyond_chance=found.beyond_chance,
        smallest_detectable=found.smallest_detectable,
        n=found.n,
        method=found.method,
        warnings=found.warnings,
    )
