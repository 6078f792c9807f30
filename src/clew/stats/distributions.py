"""Quantiles and tails of the few distributions the intervals need; scipy comes only where it must."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import erfc, inf, sqrt
from statistics import NormalDist

__all__ = [
    "beta_limits",
    "binomial_at_most",
    "bisect",
    "critical_t",
    "critical_z",
    "poisson_limits",
    "two_sided_p",
    "two_sided_t",
]

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


def poisson_limits(events: float, z: float) -> tuple[float, float]:
    """Return the exact limits of a Poisson mean after ``events``, each tail that of a normal beyond ``z``.

    Quantiles of gamma(events) and gamma(events + 1); fractions interpolate. Source: Garwood 1936, Biometrika 28:437.

    >>> [round(x, 3) for x in poisson_limits(10, 1.959964)]
    [4.795, 18.39]
    """
    from scipy.special import gammainccinv, gammaincinv  # noqa: PLC0415  # scipy only when a rate is asked for

    tail = two_sided_p(z) / 2
    lo = float(gammaincinv(events, tail)) if events > 0 else 0.0
    return lo, float(gammainccinv(events + 1, tail))


def binomial_at_most(successes: int, n: int, share: float) -> float:
    """Return the chance of at most ``successes`` in ``n`` trials of chance ``share`` each.

    >>> round(binomial_at_most(1, 2, .5), 12)
    0.75
    """
    from scipy.special import bdtr  # noqa: PLC0415  # scipy only when a quantile is asked for

    return float(bdtr(successes, n, share))


def beta_limits(a: float, b: float, level: float) -> tuple[float, float]:
    """Return the two quantiles that leave half of 1 - ``level`` of a beta(a, b) outside on each side.

    >>> [round(x, 4) for x in beta_limits(2, 2, .9)]
    [0.1354, 0.8646]
    """
    from scipy.special import betaincinv  # noqa: PLC0415  # scipy only when shares are pooled

    return float(betaincinv(a, b, (1 - level) / 2)), float(betaincinv(a, b, (1 + level) / 2))
