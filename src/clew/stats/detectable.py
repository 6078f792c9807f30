"""The smallest difference that would have been seen, and how many answers a difference takes."""

from __future__ import annotations

from math import ceil
from statistics import NormalDist

from clew.errors import UsageError
from clew.stats.distributions import critical_z

__all__ = [
    "POWER",
    "nps_per_group",
    "nps_sample_size",
    "per_group",
    "smallest_detectable",
]

#: The chance of seeing a difference that is there: four times of five.
POWER = 0.8
#: Below this a planned sample is not worth the name, however small its variance.
FEWEST = 30


def smallest_detectable(standard_error: float | None, level: float = 0.95, power: float = POWER) -> float | None:
    """Return the true difference that a two-sided test with this error sees with probability ``power``.

    (z of the level + z of the power) times the standard error of the difference; None without an error.

    >>> round(smallest_detectable(1.0), 4)
    2.8016
    """
    if standard_error is None:
        return None
    return (critical_z(level) + NormalDist().inv_cdf(power)) * standard_error


def nps_sample_size(promoters: float, detractors: float, margin: float, level: float = 0.95) -> int:
    """Return how many answers give an NPS (-1..1) a margin of plus or minus ``margin``.

    n = z²s²/margin² - 3, s² = p + d - (p - d)²; the 3 are the pseudo-answers of the adjusted Wald interval
    (MeasuringU, "Sample sizes for NPS"). At least 30.

    >>> nps_sample_size(.5, .2, .05)
    935
    """
    size = (critical_z(level) / margin) ** 2 * _nps_variance(promoters, detractors) - 3
    return max(FEWEST, ceil(size))


def nps_per_group(promoters: float, detractors: float, difference: float, level: float = 0.95) -> int:
    """Return how many answers each of two groups needs to see ``difference`` of NPS (-1..1) four times of five."""
    return per_group(_nps_variance(promoters, detractors), difference, level)


def per_group(variance: float, difference: float, level: float = 0.95, power: float = POWER) -> int:
    """Return how many answers each of two groups needs to see ``difference`` of means with ``power``.

    n = 2 s² (z of the level + z of the power)² / difference²; a share p has s² = p(1 - p). At least 30.

    >>> per_group(.64, .10)
    1005
    """
    if difference == 0:
        message = "A difference of 0 takes infinitely many answers; give the smallest one that matters."
        raise UsageError(message)
    factor = critical_z(level) + NormalDist().inv_cdf(power)
    return max(FEWEST, ceil(2 * variance * factor**2 / difference**2))


def _nps_variance(promoters: float, detractors: float) -> float:
    if min(promoters, detractors) < 0 or promoters + detractors > 1:
        raise UsageError(f"Shares of promoters ({promoters}) and detractors ({detractors}) must lie in 0..1, sum too.")
    return promoters + detractors - (promoters - detractors) ** 2
