"""From a cell's numbers to its figure: which statistic is finished by which estimator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from clew.errors import UsageError
from clew.metrics.metric import Statistic
from clew.questions.finishing.burning import burn_time
from clew.questions.finishing.unended import differ_unended, estimate_unended
from clew.questions.gathering.cells import Cell, Content, Values
from clew.stats.estimate import Difference, Estimate
from clew.stats.mean import mean, mean_difference
from clew.stats.nps import nps, nps_difference
from clew.stats.proportion import proportion, proportion_difference
from clew.stats.quantile import quantile
from clew.stats.rate import rate, rate_difference
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["Exposure", "differ", "estimate", "merged", "points", "shares"]

_OF_SKETCH = {"nps": nps, "proportion": proportion}
_DIFFERENCES = {"nps": nps_difference, "proportion": proportion_difference, "mean": mean_difference}


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a rate is counted per: how many units, and whether these are the customers above the line."""

    units: int
    are_customers: bool = False


def points(statistic: Statistic) -> float:
    """Return what turns the figure inside (NPS -1..1) into the one people know (-100..100)."""
    return 100.0 if statistic.family == "nps" else 1.0


def estimate(
    statistic: Statistic,
    content: Content,
    level: float,
    exposure: Exposure | None = None,
    scale: tuple[float, float] | None = None,
    horizon: float | None = None,
) -> Estimate:
    """Return the estimate of one cell, in the unit people know; ``exposure`` is what a *rate* is counted per, its n.

    ``scale`` holds the ends of the scale that the ratings of a *mean* are on, where they are on one; ``horizon`` the
    seconds up to which statistics of times that may not have ended look.
    """
    if isinstance(content, Lifetimes):
        return estimate_unended(statistic, content, level, horizon)
    if isinstance(content, Values):
        return _of_values(statistic, content, level)
    if statistic.family in {"count", "stock", "burn_time"}:
        return _of_counts(statistic, content, level)
    if statistic.family == "rate":
        known = exposure or Exposure(0)
        return rate(content, known.units, level, exposed_are_customers=known.are_customers)
    if statistic.family == "mean":
        return mean(content, level, scale)
    return _OF_SKETCH[statistic.family](content, level).scaled(points(statistic))


def _of_counts(statistic: Statistic, content: Sketch, level: float) -> Estimate:
    """Return how many there are; of a stock those added less those taken away, n being how many were ever added."""
    if statistic.family == "count":
        return Estimate(float(content.n), None, None, level, "count", content.n, missing=content.missing)
    if statistic.family == "burn_time":
        return burn_time(content, level)
    added = content.positives
    return Estimate(content.sum_wy, None, None, level, "complete count", added, missing=content.missing)


def _of_values(statistic: Statistic, content: Values, level: float) -> Estimate:
    if statistic.quantile is None:
        raise UsageError(f"'{statistic.name}' is no quantile.")
    return quantile(
        np.repeat(content.values, content.counts.astype(np.int64)), statistic.quantile, level, content.missing
    )


def shares(content: Values, level: float) -> list[tuple[float, Estimate]]:
    """Return each value of a distribution with its share (0..1) of the cell's answers."""
    return [(float(value), proportion(_share(content, place), level)) for place, value in enumerate(content.values)]


def _share(content: Values, place: int) -> Sketch:
    weight, square, count = (float(x[place]) for x in (content.weights, content.squares, content.counts))
    return Sketch(
        n=content.n,
        missing=content.missing,
        sum_w=float(content.weights.sum()),
        sum_wy=weight,
        sum_wyy=weight,
        sum_ww=float(content.squares.sum()),
        sum_wwy=square,
        sum_wwyy=square,
        positives=int(count),
        zeros=content.n - int(count),
    )


def differ(
    statistic: Statistic,
    a: Content,
    b: Content,
    level: float,
    per: tuple[Exposure, Exposure] | None = None,
    horizon: float | None = None,
) -> Difference:
    """Return how much ``a`` lies above ``b``, in the unit people know."""
    if isinstance(a, Lifetimes) and isinstance(b, Lifetimes):
        return differ_unended(statistic, a, b, level, horizon)
    if not isinstance(a, Sketch) or not isinstance(b, Sketch):
        raise UsageError(f"'{statistic.name}' has no comparison with an interval; compare a mean or a share instead.")
    if statistic.family == "rate":
        first, second = per or (Exposure(0), Exposure(0))
        customers = first.are_customers and second.are_customers
        return rate_difference(a, first.units, b, second.units, level, exposed_are_customers=customers)
    if statistic.family not in _DIFFERENCES:
        raise UsageError(f"'{statistic.name}' has no comparison with an interval; compare a mean or a share instead.")
    return _DIFFERENCES[statistic.family](a, b, level).scaled(points(statistic))


def merged(cells: list[Cell]) -> Content:
    """Return the numbers of several cells as those of one."""
    contents = [cell.content for cell in cells]
    if all(isinstance(content, Lifetimes) for content in contents):
        return Lifetimes.merged([content for content in contents if isinstance(content, Lifetimes)])
    if all(isinstance(content, Sketch) for content in contents):
        return reduce(lambda a, b: a.merge(b), [c for c in contents if isinstance(c, Sketch)])
    return _merged_values([content for content in contents if isinstance(content, Values)])


def _merged_values(parts: list[Values]) -> Values:
    distinct, place = np.unique(np.concatenate([part.values for part in parts]), return_inverse=True)

    def summed(name: str) -> npt.NDArray[np.float64]:
        every = np.concatenate([getattr(part, name) for part in parts])
        return np.bincount(place, weights=every, minlength=len(distinct)).astype(np.float64)

    missing = sum(part.missing for part in parts)
    return Values(distinct, summed("counts"), summed("weights"), summed("squares"), missing)
