"""Means with Student's interval, and the difference of two after Welch."""

from __future__ import annotations

from math import hypot

from clew.stats.design import design_label, effective_units, margin, steadied_error
from clew.stats.detectable import smallest_detectable
from clew.stats.distributions import critical_t, two_sided_t
from clew.stats.estimate import Difference, Estimate
from clew.stats.sketch import Sketch

__all__ = ["mean", "mean_difference"]


def mean(sketch: Sketch, level: float = 0.95, bounds: tuple[float, float] | None = None) -> Estimate:
    """Return the mean of y in its own unit with a t interval; weighted or clustered, with the Taylor error.

    m = Σwy / Σw, m ± t · SE with n - 1 degrees of freedom; with unequal weights or repeated customers both degrees and
    error are those of the effective units (:func:`clew.stats.design.margin`). ``bounds`` are the ends of a rating
    scale, at which the interval is clipped. Fewer than two units, or answers all alike: no interval, with the reason
    as a warning. Source: Särndal, Swensson & Wretman 1992, section 5.7, for the Taylor error.

    >>> e = mean(Sketch.of([1, 1, 0, -1, 1, 0, -1, 1], [1, 1, 1, 1, 2, 2, 3, 5]))
    >>> e.method, round(e.value, 4), round(e.lo, 4), round(e.hi, 4)
    ('t_taylor', 0.3125, -0.7604, 1.3854)
    """
    value, half = sketch.mean, margin(sketch, level)
    shared = (sketch.n, sketch.n_effective, sketch.missing)
    if value is None or half is None:
        return Estimate(value, None, None, level, "none", *shared, warnings=(_why_no_interval(sketch),))
    lo, hi = value - half, value + half
    warnings: tuple[str, ...] = ()
    if bounds is not None and (lo < bounds[0] or hi > bounds[1]):
        lo, hi, warnings = max(lo, bounds[0]), min(hi, bounds[1]), ("clipped",)
    return Estimate(value, lo, hi, level, "t" + design_label(sketch), *shared, warnings=warnings)


def mean_difference(a: Sketch, b: Sketch, level: float = 0.95) -> Difference:
    """Return how much the mean of ``a`` lies above that of ``b``, with Welch's interval and two-sided p.

    Degrees of freedom after Welch and Satterthwaite, (e1 + e2)² / (e1²/(u1-1) + e2²/(u2-1)) with e = SE² and u the
    number of effective units. Without spread in both groups, or with fewer than two units in one: no interval, no p.
    Source: Welch 1947, Biometrika 34:28.

    >>> d = mean_difference(Sketch.of([3, 4, 5, 4]), Sketch.of([1, 2, 3, 2]))
    >>> d.difference, round(d.p, 4)
    (2.0, 0.0134)
    """
    counts = (a.n, b.n)
    if a.mean is None or b.mean is None:
        return Difference(None, None, None, level, "none", None, counts, warnings=("too few answers",))
    difference = a.mean - b.mean
    if a.units < 2 or b.units < 2:
        return Difference(difference, None, None, level, "none", None, counts, warnings=("too few answers",))
    error_a, error_b = steadied_error(a) or 0.0, steadied_error(b) or 0.0
    if not error_a + error_b:
        return Difference(difference, None, None, level, "none", None, counts, warnings=("no spread",))
    error = hypot(error_a, error_b)
    freedom = 1 / (_doubt(error_a / error, a) + _doubt(error_b / error, b))
    half = critical_t(level, freedom) * error
    method = "welch" + (design_label(a) or design_label(b))
    p = two_sided_t(difference / error, freedom)
    smallest = smallest_detectable(error, level)
    return Difference(difference, difference - half, difference + half, level, method, p, counts, smallest)


def _doubt(part: float, sketch: Sketch) -> float:
    """Return what one side adds to 1 / degrees of freedom, ``part`` being its part of the common error."""
    return part**4 / (effective_units(sketch) - 1) if part else 0.0


def _why_no_interval(sketch: Sketch) -> str:
    if sketch.mean is None:
        return "no answers"
    if sketch.units < 2:
        return "one customer" if sketch.clustered else "one answer"
    return "no spread"
