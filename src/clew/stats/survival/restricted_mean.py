"""Mean times up to a horizon, what is still open counted in, and the difference of two of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from clew.errors import UsageError
from clew.stats.detectable import smallest_detectable
from clew.stats.distributions import critical_t, two_sided_t
from clew.stats.estimate import Difference, Estimate
from clew.stats.survival.curve import curve
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["longest_horizon", "restricted_mean", "restricted_mean_difference", "restricted_mean_error"]

#: With fewer ends than this nothing is known of how they spread.
FEWEST_ENDS = 2


def restricted_mean(lives: Lifetimes, horizon: float, level: float = 0.95) -> Estimate:
    """Return the mean of min(time, ``horizon``) in the unit of the times: the area under S up to ``horizon``.

    The error is that of the estimator (:func:`restricted_mean_error`), not the spread of the times. The interval is
    Student's with m - 1 degrees of freedom and the error times the root of m/(m - 1), m being how many ended by then
    (Kaplan & Meier 1958), so that without anything open it is the t interval of a mean; clipped at 0 and ``horizon``.
    Fewer than two ends: no interval. Raises :class:`UsageError` where ``horizon`` lies beyond what was watched
    (:func:`longest_horizon`).

    >>> e = restricted_mean(Lifetimes.of([1, 2, 3, 4, 4], [True, True, True, True, False]), 4)
    >>> e.method, round(e.value, 3)
    ('restricted_mean', 2.8)
    """
    shared = (lives.n, None, lives.missing)
    if not lives.n:
        return Estimate(None, None, None, level, "none", *shared, warnings=("no answers",))
    area = _area(lives, horizon)
    if area.ends < FEWEST_ENDS:
        return Estimate(area.value, None, None, level, "none", *shared, warnings=("too few ended",))
    if not area.variance:
        return Estimate(area.value, None, None, level, "none", *shared, warnings=("no spread",))
    half = critical_t(level, area.ends - 1) * sqrt(area.steadied)
    lo, hi = area.value - half, area.value + half
    clipped = ("clipped",) if lo < 0 or hi > horizon else ()
    return Estimate(area.value, max(lo, 0.0), min(hi, horizon), level, "restricted_mean", *shared, warnings=clipped)


def restricted_mean_error(lives: Lifetimes, horizon: float) -> float:
    """Return the standard error of the restricted mean: the root of Σ A² d / (n (n - d)), A the area from there on.

    Source: Klein & Moeschberger 2003, section 4.5. It is not the spread of min(time, horizon), which some programs
    return in its place.

    >>> round(restricted_mean_error(Lifetimes.of([1, 2, 3, 4]), 4), 4)
    0.559
    """
    return sqrt(_area(lives, horizon).variance)


def restricted_mean_difference(a: Lifetimes, b: Lifetimes, horizon: float, level: float = 0.95) -> Difference:
    """Return how much longer ``a`` takes than ``b`` in the mean up to ``horizon``, with Welch's interval and p.

    ``horizon`` must lie within what was watched of both. Fewer than two ends in one of them: no interval, no p.
    Source: Royston & Parmar 2013, BMC Medical Research Methodology 13:152.

    >>> d = restricted_mean_difference(Lifetimes.of([3, 4, 5, 4]), Lifetimes.of([1, 2, 3, 2]), 5)
    >>> d.difference, round(d.p, 4)
    (2.0, 0.0134)
    """
    counts = (a.n, b.n)
    if not a.n or not b.n:
        return Difference(None, None, None, level, "none", None, counts, warnings=("too few answers",))
    first, second = _area(a, horizon), _area(b, horizon)
    difference = first.value - second.value
    if min(first.ends, second.ends) < FEWEST_ENDS:
        return Difference(difference, None, None, level, "none", None, counts, warnings=("too few ended",))
    variance = first.steadied + second.steadied
    if not variance:
        return Difference(difference, None, None, level, "none", None, counts, warnings=("no spread",))
    freedom = variance**2 / (first.steadied**2 / (first.ends - 1) + second.steadied**2 / (second.ends - 1))
    error = sqrt(variance)
    half, p = critical_t(level, freedom) * error, two_sided_t(difference / error, freedom)
    smallest = smallest_detectable(error, level)
    method = "welch_restricted_mean"
    return Difference(difference, difference - half, difference + half, level, method, p, counts, smallest)


def longest_horizon(lives: Lifetimes) -> float | None:
    """Return the longest horizon that ``lives`` can answer for; None for any: all had ended at the last time watched.

    >>> longest_horizon(Lifetimes.of([1, 5], [True, False])), longest_horizon(Lifetimes.of([1, 5]))
    (5.0, None)
    """
    at_the_end = lives.times == lives.follow_up
    return lives.follow_up if not lives.n or bool((~lives.ended[at_the_end]).any()) else None


@dataclass(frozen=True, slots=True)
class _Area:
    """The area under S up to the horizon, its variance, and how many ended by then."""

    value: float
    variance: float
    ends: float

    @property
    def steadied(self) -> float:
        """The variance with the small-sample factor m / (m - 1)."""
        return self.variance * self.ends / (self.ends - 1)


def _area(lives: Lifetimes, horizon: float) -> _Area:
    longest = longest_horizon(lives)
    if longest is not None and horizon > longest:
        raise UsageError(f"Nothing was watched for {horizon:g}, only for {longest:g}: choose a horizon up to that.")
    if horizon <= 0:
        raise UsageError(f"A horizon lies above 0, not at {horizon:g}.")
    found = curve(lives)
    seen = found.times <= horizon
    times, died, at_risk = found.times[seen], found.ended[seen], found.at_risk[seen]
    widths = np.diff(np.concatenate([[0.0], times, [horizon]]))
    parts = widths * np.concatenate([[1.0], found.survival[seen]])
    after = np.cumsum(parts[::-1])[::-1][1:]
    left = at_risk - died
    # once all at risk have ended there is no area left, nor any doubt about it
    terms = np.where(left > 0, after**2 * died / (at_risk * np.where(left > 0, left, 1.0)), 0.0)
    return _Area(float(parts.sum()), float(terms.sum()), float(died.sum()))
