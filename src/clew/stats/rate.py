"""Events per thousand customers or orders, with an interval that knows that the same customers come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from clew.errors import UsageError
from clew.stats.detectable import smallest_detectable
from clew.stats.distributions import critical_z, poisson_limits
from clew.stats.estimate import Difference, Estimate
from clew.stats.hybrid import Figure, hybrid_difference
from clew.stats.mean import mean
from clew.stats.sketch import Sketch

__all__ = ["rate", "rate_difference", "rate_of_units"]


def rate(
    events: Sketch, exposure: int, level: float = 0.95, per: float = 1000, *, exposed_are_customers: bool = False
) -> Estimate:
    """Return events per ``per`` exposed units: y is 1 for each event, or how many a row stands for.

    The interval is the exact Poisson one (Garwood 1936) where each event is a customer's only one. Where customers come
    back it is the same interval for the n of independent events that has their variance, Σ over customers of (events of
    the customer)². With ``exposed_are_customers`` the units below the line are the customers above it, so those without
    an event are known to have none, and the variance is that of the mean over all of them. ``n`` of the estimate counts
    the exposed units, as the n of a share does. No exposure: value None.

    >>> e = rate(Sketch.of([1] * 10), 1000)
    >>> e.method, e.value, round(e.lo, 2), round(e.hi, 2)
    ('poisson', 10.0, 4.8, 18.39)
    """
    shared = (max(0, exposure), None, events.missing)
    if exposure <= 0:
        return Estimate(None, None, None, level, "none", *shared, warnings=("no exposure",))
    counted = _counted(events, exposure, exposed_are_customers=exposed_are_customers)
    lo, hi = counted.limits(critical_z(level))
    plain = Estimate(counted.rate, lo, hi, level, counted.method, *shared)
    return plain.scaled(per)


def rate_of_units(units: Sketch, level: float = 0.95, per: float = 1000) -> Estimate:
    """Return events per ``per`` units where each unit's own count y is known, zeros included: a mean with a t interval.

    Clipped at zero. A cell in which every count is zero has the Poisson interval of no events.

    >>> rate_of_units(Sketch.of([0, 0, 1, 3])).value
    1000.0
    """
    if units.n and not units.sum_wyy:
        return rate(Sketch(0, missing=units.missing), units.n, level, per)
    e = mean(units, level).scaled(per)
    return e if e.lo is None or e.lo >= 0 else _at_zero(e)


def rate_difference(
    a: Sketch,
    exposure_a: int,
    b: Sketch,
    exposure_b: int,
    level: float = 0.95,
    per: float = 1000,
    *,
    exposed_are_customers: bool = False,
) -> Difference:
    """Return how many more events per ``per`` exposed units ``a`` has than ``b``, by the hybrid of both intervals.

    p is the level at which the interval touches zero. Source: Zou & Donner 2008, Statistics in Medicine 27:1693, on the
    intervals of :func:`rate`.

    >>> d = rate_difference(Sketch.of([1] * 60), 1000, Sketch.of([1] * 30), 1000)
    >>> d.difference, d.p < .01
    (30.0, True)
    """
    counts = (max(0, exposure_a), max(0, exposure_b))
    if exposure_a <= 0 or exposure_b <= 0:
        return Difference(None, None, None, level, "none", None, counts, warnings=("no exposure",))
    first = _counted(a, exposure_a, exposed_are_customers=exposed_are_customers)
    second = _counted(b, exposure_b, exposed_are_customers=exposed_are_customers)
    found = hybrid_difference(Figure(first.rate, first.limits), Figure(second.rate, second.limits), level)
    error = sqrt(first.variance + second.variance)
    smallest = smallest_detectable(error, level)
    method = "hybrid_" + max(first.method, second.method, key=len)
    return Difference(found.difference, found.lo, found.hi, level, method, found.p, counts, smallest).scaled(per)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A count over an exposure: ``events`` independent ones, each standing for ``each`` of those seen."""

    rate: float
    limits: Callable[[float], tuple[float, float]]
    variance: float
    method: str


def _counted(events: Sketch, exposure: int, *, exposed_are_customers: bool = False) -> _Counted:
    total = events.sum_wy
    if total < 0 or events.negatives:
        raise UsageError("A rate counts events; counts below zero are none.")
    squares = events.sum_aa if events.clustered else events.sum_wwyy
    if exposed_are_customers and total and exposure > 1:
        # never less than one unit's worth: that all customers came once does not make the next one certain
        squares = max((exposure * squares - total * total) / (exposure - 1), squares / exposure)
    each = squares / total if total else 1.0
    independent = total / each if total else 0.0
    method = "poisson_clustered" if events.clustered else "poisson"

    @lru_cache(maxsize=256)
    def limits(z: float) -> tuple[float, float]:
        lo, hi = poisson_limits(independent, z)
        return lo * each / exposure, hi * each / exposure

    variance = max(squares, each) / exposure**2
    return _Counted(total / exposure, limits, variance, method)


def _at_zero(e: Estimate) -> Estimate:
    return Estimate(e.value, 0.0, e.hi, e.level, e.method, e.n, e.n_effective, e.missing, e.warnings).warn("clipped")
