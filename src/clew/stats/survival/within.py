"""The share that has ended within a time, and the difference of two such shares."""

from __future__ import annotations

from math import sqrt

from clew.stats.detectable import smallest_detectable
from clew.stats.distributions import critical_z
from clew.stats.estimate import Difference, Estimate
from clew.stats.hybrid import Figure, hybrid_difference
from clew.stats.survival.curve import Point, curve, survival_at
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["NOT_WATCHED", "difference_at", "limits_of_share", "within", "within_difference"]

#: Said where the longest time watched is shorter than the one asked for, and something was still open there.
NOT_WATCHED = "not watched that long"


def within(lives: Lifetimes, horizon: float, level: float = 0.95) -> Estimate:
    """Return the share (0..1) that has ended by ``horizon`` (unit of the times): 1 - S(horizon) of Kaplan and Meier.

    The interval is the log-log one (:meth:`clew.stats.survival.curve.Point.limits`), with limits also where none or all
    have ended. Where nothing was watched as long as ``horizon``, the share is not known: None, "not watched that long".

    >>> e = within(Lifetimes.of([6, 6, 6, 7, 9], [True, True, False, True, False]), 6)
    >>> e.method, round(e.value, 2)
    ('kaplan_meier', 0.4)
    """
    shared = (lives.n, None, lives.missing)
    if not lives.n:
        return Estimate(None, None, None, level, "none", *shared, warnings=("no answers",))
    point = survival_at(curve(lives), horizon)
    if point is None:
        return Estimate(None, None, None, level, "none", *shared, warnings=(NOT_WATCHED,))
    lo, hi = limits_of_share(point, critical_z(level))
    return Estimate(1 - point.survival, lo, hi, level, "kaplan_meier", *shared)


def within_difference(a: Lifetimes, b: Lifetimes, horizon: float, level: float = 0.95) -> Difference:
    """Return how much the share of ``a`` that has ended by ``horizon`` lies above that of ``b`` (-1..1).

    The hybrid of both intervals (Zou & Donner 2008, Statistics in Medicine 27:1693); p is the level at which it touches
    zero. None where one of them is not known.

    >>> d = within_difference(Lifetimes.of(range(1, 31)), Lifetimes.of(range(11, 41)), 20)
    >>> round(d.difference, 3), d.p < .05
    (0.333, True)
    """
    first, second = (survival_at(curve(lives), horizon) if lives.n else None for lives in (a, b))
    if first is None or second is None:
        why = NOT_WATCHED if a.n and b.n else "too few answers"
        return Difference(None, None, None, level, "none", None, (a.n, b.n), warnings=(why,))
    return difference_at(first, second, level, "hybrid_kaplan_meier", (a.n, b.n))


def difference_at(a: Point, b: Point, level: float, method: str, n: tuple[int, int]) -> Difference:
    """Return the difference of the shares that have ended at two points."""
    found = hybrid_difference(_figure(a), _figure(b), level)
    smallest = smallest_detectable(sqrt(_variance(a) + _variance(b)), level)
    return Difference(found.difference, found.lo, found.hi, level, method, found.p, n, smallest)


def limits_of_share(point: Point, z: float) -> tuple[float, float]:
    """Return the limits of the share that has ended, the rest of ``point`` being the share that has not."""
    lo, hi = point.limits(z)
    return 1 - hi, 1 - lo


def _figure(point: Point) -> Figure:
    return Figure(1 - point.survival, lambda z: limits_of_share(point, z))


def _variance(point: Point) -> float:
    """Return the variance of the share; where none or all have ended, that of one more of the other kind."""
    if 0 < point.survival < 1:
        return point.survival**2 * point.spread
    share = 1 / (point.known + 2)
    return share * (1 - share) / (point.known + 2)
