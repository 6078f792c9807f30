"""Shares with Wilson's interval, and the difference of two with Newcombe's."""

from __future__ import annotations

from functools import partial
from math import sqrt

from clew.errors import UsageError
from clew.stats.design import design_label, design_size
from clew.stats.detectable import smallest_detectable
from clew.stats.distributions import critical_z
from clew.stats.estimate import Difference, Estimate
from clew.stats.hybrid import Figure, hybrid_difference
from clew.stats.sketch import Sketch

__all__ = ["proportion", "proportion_difference", "upper_limit_without_failures", "wilson"]


def proportion(sketch: Sketch, level: float = 0.95) -> Estimate:
    """Return the share (0..1) of answers y = 1 among y in {0, 1}, with Wilson's interval.

    Weighted answers and customers who answered more than once are first scaled to the n that has their Taylor or
    clustered error (:func:`clew.stats.design.design_size`); the method's name says so. No answers: value None; one
    customer only: no interval. Source: Wilson 1927, JASA 22:209.

    >>> e = proportion(Sketch.of([1] * 81 + [0] * 182))
    >>> e.method, round(e.lo, 4), round(e.hi, 4)
    ('wilson', 0.2553, 0.3662)
    """
    share, size = sketch.mean, design_size(sketch, level)
    if share is None or size is None:
        why = "one customer" if sketch.n else "no answers"
        return Estimate(share, None, None, level, "none", sketch.n, sketch.n_effective, sketch.missing, (why,))
    lo, hi = _wilson_limits(_checked(share), size, critical_z(level))
    method = "wilson" + design_label(sketch)
    return Estimate(share, lo, hi, level, method, sketch.n, sketch.n_effective, sketch.missing)


def wilson(successes: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's limits of the share ``successes`` / ``n`` (0..1); fractions are allowed, n must be above 0.

    Centre (p + z²/2n) / (1 + z²/n), half z / (1 + z²/n) · sqrt(p(1-p)/n + z²/4n²).

    >>> [round(x, 4) for x in wilson(1, 29)]
    [0.0061, 0.1718]
    """
    if n <= 0:
        raise UsageError(f"A share needs at least one answer, not n = {n}.")
    return _wilson_limits(_checked(successes / n), n, critical_z(level))


def proportion_difference(a: Sketch, b: Sketch, level: float = 0.95) -> Difference:
    """Return how much the share of ``a`` lies above that of ``b`` (-1..1): Newcombe's hybrid score interval.

    p is the level at which that interval touches zero, so interval and p never disagree. Weighted or clustered groups
    are scaled as in :func:`proportion`. Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.

    >>> d = proportion_difference(Sketch.of([1] * 56 + [0] * 14), Sketch.of([1] * 48 + [0] * 32))
    >>> round(d.lo, 4), round(d.hi, 4)
    (0.0524, 0.3339)
    """
    shares, sizes = (a.mean, b.mean), (design_size(a, level), design_size(b, level))
    if shares[0] is None or shares[1] is None or sizes[0] is None or sizes[1] is None:
        shown = None if None in shares else float(shares[0] or 0) - float(shares[1] or 0)
        return Difference(shown, None, None, level, "none", None, (a.n, b.n), warnings=("too few answers",))
    first, second = _figure(shares[0], sizes[0]), _figure(shares[1], sizes[1])
    found = hybrid_difference(first, second, level)
    error = sqrt(_adjusted_variance(shares[0], sizes[0]) + _adjusted_variance(shares[1], sizes[1]))
    method = "newcombe" + (design_label(a) or design_label(b))
    smallest = smallest_detectable(error, level)
    return Difference(found.difference, found.lo, found.hi, level, method, found.p, (a.n, b.n), smallest)


def upper_limit_without_failures(n: int, level: float = 0.95) -> float:
    """Return the largest share of failures (0..1) still likely after ``n`` cases without one: 1 - (1 - level)^(1/n).

    One-sided; about 3/n for large n ("rule of three").

    >>> round(upper_limit_without_failures(30), 3)
    0.095
    """
    if n < 1:
        raise UsageError(f"At least one case is needed, not {n}.")
    return float(1 - (1 - level) ** (1 / n))


def _checked(share: float) -> float:
    """Return the share without the rounding of weighted sums; what is no share at all is a fault of the caller."""
    if not -1e-9 <= share <= 1 + 1e-9:
        raise UsageError(f"A share is made of answers 0 and 1, and lies in 0..1, not at {share}.")
    return min(1.0, max(0.0, share))


def _figure(share: float, size: float) -> Figure:
    share = _checked(share)
    return Figure(share, partial(_wilson_limits, share, size))


def _wilson_limits(share: float, n: float, z: float) -> tuple[float, float]:
    over = z * z / n
    centre = (share + over / 2) / (1 + over)
    half = z / (1 + over) * sqrt(share * (1 - share) / n + over / (4 * n))
    # at 0 and n the closed form is exactly the end, but for the last bit
    lo = 0.0 if share == 0 else max(0.0, centre - half)
    hi = 1.0 if share == 1 else min(1.0, centre + half)
    return lo, hi


def _adjusted_variance(share: float, n: float) -> float:
    """Return the variance of a share after Agresti & Caffo's one success and one failure more."""
    adjusted = (share * n + 1) / (n + 2)
    return adjusted * (1 - adjusted) / (n + 2)
