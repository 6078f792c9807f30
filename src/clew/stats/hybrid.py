"""The difference of two figures from their own intervals: Newcombe's hybrid, also called MOVER."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from clew.stats.distributions import bisect, critical_z, two_sided_p

__all__ = ["Figure", "HybridDifference", "hybrid_difference"]

#: No two-sided p below about 1e-300 is told from 0.
FARTHEST_Z = 37.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the limits it has at a given z."""

    value: float
    limits: Callable[[float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class HybridDifference:
    """A difference with its limits and the two-sided p at which one of them would touch zero."""

    difference: float
    lo: float
    hi: float
    p: float


def hybrid_difference(a: Figure, b: Figure, level: float) -> HybridDifference:
    """Return ``a`` less ``b``: d - sqrt((a - lo_a)² + (hi_b - b)²) and d + sqrt((hi_a - a)² + (b - lo_b)²).

    p is that of the z at which the limit nearer to zero is zero, so that p < 1 - level just when the interval leaves
    zero out (Newcombe 1998, Statistics in Medicine 17:873; Zou & Donner 2008, Statistics in Medicine 27:1693).
    """
    lo, hi = _limits(a, b, critical_z(level))
    difference = a.value - b.value
    if difference == 0:
        return HybridDifference(0.0, lo, hi, 1.0)
    first, second = (a, b) if difference > 0 else (b, a)
    z = bisect(lambda trial: _limits(first, second, trial)[0], 0.0, FARTHEST_Z)
    return HybridDifference(difference, lo, hi, two_sided_p(z))


def _limits(a: Figure, b: Figure, z: float) -> tuple[float, float]:
    (lo_a, hi_a), (lo_b, hi_b) = a.limits(z), b.limits(z)
    difference = a.value - b.value
    down = sqrt((a.value - lo_a) ** 2 + (hi_b - b.value) ** 2)
    up = sqrt((hi_a - a.value) ** 2 + (b.value - lo_b) ** 2)
    return difference - down, difference + up
