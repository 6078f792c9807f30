"""The share that has ended in one of several ways within a time, where the ways compete."""

from __future__ import annotations

import numpy as np

from clew.stats.distributions import critical_z
from clew.stats.estimate import Difference, Estimate
from clew.stats.survival.curve import Point, curve, survival_at
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.within import NOT_WATCHED, difference_at, limits_of_share

__all__ = ["incidence", "incidence_difference"]


def incidence(lives: Lifetimes, horizon: float, level: float = 0.95) -> Estimate:
    """Return the share (0..1) that has ended in the way asked for (``lives.caused``) by ``horizon``: Aalen-Johansen.

    F(t) = sum of S just before each time, times the share of those at risk who ended so. What ended in another way can
    no longer end in this one; to take it for still open (1 - Kaplan-Meier) would overstate. The variance is the
    delta method's (Marubini & Valsecchi 1995, section 10.3), the interval that of log(-log(1 - F)), Wilson's at 0 and
    1; with one way of ending both are those of :func:`clew.stats.survival.within.within`. Not watched that long: None.

    >>> answered = Lifetimes.of([1, 2, 3, 4], caused=[True, False, True, False])
    >>> incidence(answered, 3).value
    0.5
    """
    shared = (lives.n, None, lives.missing)
    if not lives.n:
        return Estimate(None, None, None, level, "none", *shared, warnings=("no answers",))
    point = _point(lives, horizon)
    if point is None:
        return Estimate(None, None, None, level, "none", *shared, warnings=(NOT_WATCHED,))
    share = 1 - point.survival
    lo, hi = limits_of_share(point, critical_z(level))
    return Estimate(share, lo, hi, level, "aalen_johansen", *shared)


def incidence_difference(a: Lifetimes, b: Lifetimes, horizon: float, level: float = 0.95) -> Difference:
    """Return how much the incidence of ``a`` lies above that of ``b`` (-1..1): the hybrid of both intervals.

    >>> late = Lifetimes.of(range(1, 31), caused=[i % 2 for i in range(30)])
    >>> incidence_difference(late, late, 20).p
    1.0
    """
    first, second = (_point(lives, horizon) if lives.n else None for lives in (a, b))
    if first is None or second is None:
        why = NOT_WATCHED if a.n and b.n else "too few answers"
        return Difference(None, None, None, level, "none", None, (a.n, b.n), warnings=(why,))
    return difference_at(first, second, level, "hybrid_aalen_johansen", (a.n, b.n))


def _point(lives: Lifetimes, horizon: float) -> Point | None:
    """Return 1 - F at ``horizon`` as a point, its spread being variance / (1 - F)²."""
    found = curve(lives)
    reached = survival_at(found, horizon)
    if reached is None:
        return None
    seen = found.times <= horizon
    n, died, caused, after = (x[seen] for x in (found.at_risk, found.ended, found.caused, found.survival))
    before = np.concatenate([[1.0], after])[:-1]
    risen = np.cumsum(before * caused / n)
    share = float(risen[-1]) if len(risen) else 0.0
    left = share - risen
    lasting = n - died
    variance = float(
        np.where(lasting > 0, left**2 * died / (n * np.where(lasting > 0, lasting, 1.0)), 0.0).sum()
        + (before**2 * caused * (n - caused) / n**3).sum()
        - 2 * (left * before * caused / n**2).sum()
    )
    rest = 1 - share if share < 1 - 1e-12 else 0.0
    if not rest:
        return reached
    return Point(rest, max(variance, 0.0) / rest**2, reached.known)
