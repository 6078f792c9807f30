"""Whether two groups end at the same pace: the log-rank test."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from clew.stats.distributions import two_sided_p
from clew.stats.survival.curve import at_risk_at, curve
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["LogRank", "log_rank"]


@dataclass(frozen=True, slots=True)
class LogRank:
    """The test's chi-square with one degree of freedom, its p, and how many ends were seen and expected in each."""

    chi_square: float | None
    p: float | None
    ended: tuple[float, float]
    expected: tuple[float, float]


def log_rank(a: Lifetimes, b: Lifetimes) -> LogRank:
    """Return the log-rank test of two groups, with the hypergeometric variance for ties.

    At each time with ends the ends expected of a group are its part of those at risk. None where nothing can be told:
    no ends while both groups were at risk. Source: Mantel 1966, Cancer Chemotherapy Reports 50:163; Peto & Peto 1972.

    >>> round(log_rank(Lifetimes.of([1, 2, 3, 4]), Lifetimes.of([5, 6, 7, 8])).chi_square, 3)
    7.344
    """
    both = curve(Lifetimes.merged([a, b]))
    n, died = both.at_risk, both.ended
    own = at_risk_at(a, both.times)
    expected = float((died * own / n).sum())
    several = np.where(n > 1, n - 1, 1.0)
    variance = float((died * (own / n) * (1 - own / n) * (n - died) / several).sum())
    total = float(died.sum())
    ended = float(a.counts[a.ended].sum())
    seen, awaited = (ended, total - ended), (expected, total - expected)
    if variance <= 0:
        return LogRank(None, None, seen, awaited)
    chi_square = (ended - expected) ** 2 / variance
    return LogRank(chi_square, two_sided_p(sqrt(chi_square)), seen, awaited)
