"""Medians and other quantiles of durations, with an interval from the order of the values alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import ceil

import numpy as np
import numpy.typing as npt

from clew.errors import UsageError
from clew.stats.distributions import binomial_at_most
from clew.stats.estimate import Estimate

__all__ = ["quantile", "quantile_ranks"]


def quantile(values: npt.ArrayLike, q: float, level: float = 0.95, missing: int = 0) -> Estimate:
    """Return the ``q`` quantile in the unit of ``values``: the smallest with a share of at least ``q`` at or below it.

    That is the inverted CDF, inf{t: F(t) >= q}, which meets Kaplan-Meier's on uncensored data; it is always one of the
    values, so the median of an even number is the lower of the two middle ones. The interval runs from one ordered
    value to another and needs no assumption; ties only make it cover more. Too few values for a limit on a side: None
    there, with the warning "no lower limit" or "no upper limit". NaN counts as missing. Source: David & Nagaraja 2003,
    Order Statistics, section 7.1.

    >>> e = quantile(range(1, 101), .5)
    >>> e.value, e.lo, e.hi
    (50.0, 40.0, 61.0)
    """
    given = np.asarray(values if not isinstance(values, range) else list(values), dtype=np.float64)
    kept = np.sort(given[~np.isnan(given)])
    n, missing = len(kept), missing + int(np.isnan(given).sum())
    if not 0 < q < 1:
        raise UsageError(f"A quantile lies between 0 and 1, not at {q}.")
    if not n:
        return Estimate(None, None, None, level, "none", 0, missing=missing, warnings=("no answers",))
    # the small step back keeps q·n = 63.00000000000001 at 63
    value = float(kept[max(1, ceil(q * n - 1e-9)) - 1])
    below, above = quantile_ranks(n, q, level)
    lo = float(kept[below - 1]) if below else None
    hi = float(kept[above - 1]) if above <= n else None
    warnings = tuple(f"no {side} limit" for side, limit in (("lower", lo), ("upper", hi)) if limit is None)
    return Estimate(value, lo, hi, level, "order_statistics", n, missing=missing, warnings=warnings)


def quantile_ranks(n: int, q: float, level: float = 0.95) -> tuple[int, int]:
    """Return the ranks (1-based) of the ordered values that bound the quantile; 0 or n + 1 where there is no limit.

    The lower is the largest l with P(B < l) <= (1 - level)/2, the upper the smallest u with P(B >= u) <= the same,
    B ~ Binomial(n, q) being how many of n values lie below the quantile.

    >>> quantile_ranks(100, .5), quantile_ranks(100, .9)
    ((40, 61), (84, 96))
    """
    tail = (1 - level) / 2

    def at_most(below: int) -> float:
        return binomial_at_most(below, n, q)

    return bisect_right(range(n + 1), tail, key=at_most), bisect_left(range(n + 1), 1 - tail, key=at_most) + 1
