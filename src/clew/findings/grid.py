"""A grid: one metric at every place of some dimensions, pooled, and what is said of a place beside all the others.

A small group's own figure is mostly luck; pooled, it is drawn towards the others as far as its few answers ask for.
Pain and success are said of a place only where its difference from the others is beyond chance (false discovery rate
over the grid), its pooled interval lies wholly on that side, and it has enough answers to be told at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from clew.errors import UsageError
from clew.findings.asking.judged import judged
from clew.questions.gathering.cells import Values
from clew.questions.gathering.lake import Engine, Lake
from clew.questions.gathering.reading import read_groups
from clew.questions.gathering.working import reader_of
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.timing.windows import own_window
from clew.stats.estimate import Difference, Estimate, shown
from clew.stats.mean import mean
from clew.stats.multiplicity import with_q
from clew.stats.nps import nps
from clew.stats.pooling.categories import pool_nps, pool_proportions
from clew.stats.pooling.means import pool_means
from clew.stats.pooling.rest import RestFamily, against_rest
from clew.stats.proportion import proportion
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["Grid", "GridCell", "grid_of"]

#: False discovery rate over the places of one grid.
ALPHA = 0.05
#: A place with fewer answers is pooled with the others but never called pain or success.
FEWEST_ANSWERS = 30
#: A place that stands out at this level is left out of what the others are compared with.
STANDS_OUT = 0.01
Standing = Literal["pain", "success"]
_FAMILIES: dict[str, RestFamily] = {"nps": "nps", "proportion": "proportion", "mean": "mean", "within": "proportion"}
_OWN = {"nps": nps, "proportion": proportion, "mean": mean}


@dataclass(frozen=True)
class GridCell:
    """One place: its own figure, the pooled one, its difference from the others; in the unit people know.

    ``standing`` is None where nothing may be said. A place with fewer answers than the question's ``min_n`` has no
    figures at all; ``is_suppressed`` says so.
    """

    where: dict[str, str | None]
    own: Estimate
    pooled: Estimate
    difference: Difference
    standing: Standing | None

    @property
    def is_suppressed(self) -> bool:
        """Whether there are answers, but too few to be shown."""
        return "suppressed" in self.own.warnings


@dataclass(frozen=True)
class Grid:
    """All places with answers, and the whole they are drawn to; ``split`` names dimensions that nobody asked for."""

    metric: str
    label: str
    statistic: str
    unit: str
    direction: str
    by: tuple[str, ...]
    split: tuple[str, ...]
    cells: tuple[GridCell, ...]
    whole: Estimate
    lake_version: int


def grid_of(question: Question, lake: Lake, engine: Engine) -> Grid:
    """Return the grid of a question that names its dimensions in ``by``, over one lake version.

    Raises :class:`~clew.errors.UsageError` for a statistic that cannot be pooled (a median, a count), and for a name or
    value that cannot be.
    """
    plan = make_plan(question)
    family = _FAMILIES.get(plan.statistic.family)
    if family is None or not question.by:
        raise UsageError(
            f"'{plan.metric.name}.{plan.statistic.name}' cannot be pooled over places: ask for a score, a mean or a"
            " share, and name at least one dimension."
        )
    reader = reader_of(plan, lake, engine)
    groups = read_groups(reader, plan, own_window(reader, plan))
    sketches = [_sketch(cell.content, plan) for cell in groups.cells]
    found = [(dict(zip(groups.names, cell.dimensions, strict=True)), sketch)
             for cell, sketch in zip(groups.cells, sketches, strict=True) if sketch.n]  # fmt: skip
    cells = _cells(found, family, plan)
    whole = _own(_merged([sketch for _, sketch in found]), family, plan)
    return Grid(
        metric=plan.metric.name,
        label=plan.metric.label,
        statistic=plan.statistic.name,
        unit=plan.statistic.unit,
        direction=plan.metric.direction_of(plan.parameters),
        by=question.by,
        split=tuple(name for name in groups.names if name not in question.by),
        cells=cells,
        whole=whole,
        lake_version=reader.lake.version,
    )


def _sketch(content: Sketch | Values | Lifetimes, plan: Plan) -> Sketch:
    return judged(content, plan.statistic, plan.parameters)


def _cells(
    found: Sequence[tuple[dict[str, str | None], Sketch]], family: RestFamily, plan: Plan
) -> tuple[GridCell, ...]:
    sketches = [sketch for _, sketch in found]
    pooled = _pooled(sketches, family, plan.question.level)
    differences = with_q(against_rest(sketches, family, plan.question.level, set_apart=STANDS_OUT), ALPHA)
    scale = _scale(family)
    direction = plan.metric.direction_of(plan.parameters)
    cells = []
    for (where, sketch), drawn, difference in zip(found, pooled, differences, strict=True):
        own = _own(sketch, family, plan)
        standing = _standing(sketch, drawn, difference, direction)
        told, beside = drawn.scaled(scale), difference.scaled(scale)
        if "suppressed" in own.warnings:
            told = replace(told, value=None, lo=None, hi=None, warnings=("suppressed",))
            beside = replace(beside, difference=None, lo=None, hi=None, p=None, q=None, beyond_chance=None)
            standing = None
        cells.append(GridCell(where, own, told, beside, standing))
    return tuple(cells)


def _standing(sketch: Sketch, pooled: Estimate, difference: Difference, direction: str) -> Standing | None:
    """Return what may be said of a place: nothing unless test, pooling and number of answers all allow it."""
    if sketch.n < FEWEST_ANSWERS or not difference.beyond_chance or not difference.difference:
        return None
    if direction not in {"higher", "lower"} or pooled.lo is None or pooled.hi is None or sketch.mean is None:
        return None
    others = sketch.mean - difference.difference
    is_apart = pooled.lo > others if difference.difference > 0 else pooled.hi < others
    if not is_apart:
        return None
    return "success" if (difference.difference > 0) == (direction == "higher") else "pain"


def _own(sketch: Sketch, family: RestFamily, plan: Plan) -> Estimate:
    question = plan.question
    return shown(_OWN[family](sketch, question.level).scaled(_scale(family)), question.min_n)


def _scale(family: RestFamily) -> float:
    return 100.0 if family == "nps" else 1.0


def _merged(sketches: Sequence[Sketch]) -> Sketch:
    whole = Sketch(0)
    for sketch in sketches:
        whole = whole.merge(sketch)
    return whole


def _pooled(sketches: Sequence[Sketch], family: RestFamily, level: float) -> Sequence[Estimate]:
    if not sketches:
        return ()
    if family == "nps":
        return pool_nps(
            [s.negatives for s in sketches], [s.zeros for s in sketches], [s.positives for s in sketches], level
        )
    if family == "proportion":
        return pool_proportions([s.positives for s in sketches], [s.n for s in sketches], level)
    return pool_means([s.mean for s in sketches], [s.standard_error for s in sketches], [s.n for s in sketches], level)
