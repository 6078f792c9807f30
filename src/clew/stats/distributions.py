"""Quantiles and tails of the few distributions the intervals need; scipy comes only where it must."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import erfc, inf, sqrt
from statistics import NormalDist

__all__ = ["bisect", "critical_t", "critical_z", "two_sided_p", "two_sided_t"]

#: Halvings of a bracket no wider than 100 that end at the last bit of a double.
HALVINGS = 60


@lru_cache(maxsize=64)
def critical_z(level: float) -> float:
    """Return the z that a standard normal stays within, on both sides, with probability ``level``.

    >>> round(critical_z(.95), 6)
    1.959964
    """
    return NormalDist().inv_cdf((1 + level) / 2)


def two_sided_p(z: float) -> float:
    """Return the two-sided p of a standard normal ``z``, exact far into the tails.

    >>> round(two_sided_p(1.959964), 6)
    0.05
    """
    return erfc(abs(z) / sqrt(2))


@lru_cache(maxsize=4096)
def critical_t(level: float, freedom: float) -> float:
    """Return the t that Student's distribution stays within, on both sides, with probability ``level``.

    >>> round(critical_t(.95, 9), 4)
    2.2622
    """
    if freedom == inf:
        return critical_z(level)
    from scipy.special import stdtrit  # noqa: PLC0415  # scipy only when a t is asked for

    return float(stdtrit(freedom, (1 + level) / 2))


def two_sided_t(t: float, freedom: float) -> float:
    """Return the two-sided p of Student's ``t`` with ``freedom`` degrees of freedom (which may be a fraction).

    >>> round(two_sided_t(2.2622, 9), 4)
    0.05
    """
    from scipy.special import stdtr  # noqa: PLC0415  # scipy only when a t is asked for

    return float(2 * stdtr(freedom, -abs(t)))


def bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where the falling ``function`` crosses zero between ``low`` and ``high``; an end if it never does.

    >>> round(bisect(lambda x: 2 - x * x, 0, 2), 6)
    1.414214
    """
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if function(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
