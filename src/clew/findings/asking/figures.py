"""Several statistics of one metric from one reading, for each group and over everything: what sections show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from clew.findings.sections.shown import Figure
from clew.metrics.metric import UNENDED, Statistic
from clew.questions.finishing.finish import estimate, merged
from clew.questions.gathering.cells import Cell, Content
from clew.questions.plan import Plan
from clew.stats.estimate import Estimate, shown
from clew.stats.mean import mean
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["Figured", "figure_of", "read_figures"]

#: Fewer things than this make no figure.
MIN_N = 5
NOTHING = Figure(value=None, lo=None, hi=None, n=0)
Where = tuple[str | None, ...]
Read = Callable[[Plan], Sequence[Cell]]


@dataclass(frozen=True)
class Figured:
    """The figures of some statistics: ``whole`` by statistic, ``groups`` by group and statistic.

    ``open`` counts what had not ended, and ``closed_mean`` is the mean of what had, where times were asked for.
    """

    whole: dict[str, Figure]
    groups: dict[Where, dict[str, Figure]]
    open: int = 0
    closed_mean: Figure | None = None


def read_figures(plans: Sequence[Plan], read: Read) -> Figured:
    """Return what ``plans`` ask, one statistic each of the same metric, by the same dimensions, of the cells ``read``.

    Times that may not have ended, and quantiles of the same values, are read once; every other statistic by itself.
    Figures equal those of :func:`clew.questions.asking.answer`.
    """
    readings: dict[object, list[Plan]] = {}
    for plan in plans:
        readings.setdefault(_reading(plan.statistic), []).append(plan)
    whole: dict[str, Figure] = {}
    groups: dict[Where, dict[str, Figure]] = {}
    times: Content | None = None
    for kind, asked in readings.items():
        cells = list(read(next((plan for plan in asked if plan.statistic.cause), asked[0])))
        if not cells:
            whole |= {plan.statistic.name: NOTHING for plan in asked}
            continue
        together = merged(cells)
        times = together if kind == "times" else times
        for plan in asked:
            whole[plan.statistic.name] = _finished(plan, together)
            for cell in cells:
                groups.setdefault(cell.dimensions, {})[plan.statistic.name] = _finished(plan, cell.content)
    if not isinstance(times, Lifetimes):
        return Figured(whole, groups)
    return Figured(whole, groups, times.open, _closed_mean(times))


def _reading(statistic: Statistic) -> object:
    """Return what is equal for statistics that are made of one reading."""
    if statistic.family in UNENDED:
        return "times"
    return ("values", statistic.value) if statistic.family == "quantile" else statistic.name


def figure_of(found: Estimate) -> Figure:
    """Return an estimate as a figure of a section; one from too few has no value."""
    kept = shown(found, MIN_N)
    value, lo, hi = (kept.value, kept.lo, kept.hi) if kept.n else (None, None, None)
    return Figure(value=value, lo=lo, hi=hi, n=kept.n, missing=kept.missing, warnings=kept.warnings)


def _finished(plan: Plan, content: Content) -> Figure:
    return figure_of(estimate(plan.statistic, content, plan.question.level, horizon=plan.horizon))


def _closed_mean(times: Lifetimes) -> Figure:
    over = np.repeat(times.times[times.ended], times.counts[times.ended].astype(np.int64))
    return figure_of(mean(Sketch.of(over)))
