"""The result contract: an :class:`Estimate` for a figure, a :class:`Difference` for a comparison."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

__all__ = ["SMALLEST_SHOWN", "SMALL_N", "Difference", "Estimate", "shown"]

#: Below this many answers a figure is suppressed: too noisy to read, too few to be private.
SMALLEST_SHOWN = 5
#: Below this many answers a figure carries the warning ``small n``.
SMALL_N = 30


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure with its interval, in the metric's own unit inside (NPS -1..1, shares 0..1, durations seconds).

    ``n`` counts the answers, ``n_effective`` is (sum of weights)^2 / sum of squared weights or None when unweighted,
    ``missing`` counts rows asked that gave no answer. ``lo`` and ``hi`` are null where no interval can be had.
    """

    value: float | None
    lo: float | None
    hi: float | None
    level: float
    method: str
    n: int
    n_effective: float | None = None
    missing: int = 0
    warnings: tuple[str, ...] = ()

    def warn(self, *warnings: str) -> Self:
        """Return the same estimate with ``warnings`` added, each once."""
        return replace(self, warnings=tuple(dict.fromkeys((*self.warnings, *warnings))))

    def scaled(self, factor: float) -> Self:
        """Return the estimate in a unit ``factor`` times as fine: 100 turns a fraction into points.

        >>> Estimate(.25, .2, .3, .95, "wilson", 100).scaled(100).hi
        30.0
        """
        value, lo, hi = (None if x is None else x * factor for x in (self.value, self.lo, self.hi))
        return replace(self, value=value, lo=lo, hi=hi)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two estimates (the later or named one less the reference), with its own interval.

    ``p`` is two-sided; ``q`` is filled by :func:`clew.stats.multiplicity.with_q` over the declared family, and only
    then is ``beyond_chance`` known. ``smallest_detectable`` is the difference that would have been seen 4 times of 5.
    """

    difference: float | None
    lo: float | None
    hi: float | None
    level: float
    method: str
    p: float | None
    n: tuple[int, int]
    smallest_detectable: float | None = None
    q: float | None = None
    beyond_chance: bool | None = None
    warnings: tuple[str, ...] = ()

    def scaled(self, factor: float) -> Self:
        """Return the difference in a unit ``factor`` times as fine."""
        parts = (self.difference, self.lo, self.hi, self.smallest_detectable)
        difference, lo, hi, smallest = (None if x is None else x * factor for x in parts)
        return replace(self, difference=difference, lo=lo, hi=hi, smallest_detectable=smallest)


def shown(estimate: Estimate, min_n: int = SMALLEST_SHOWN) -> Estimate:
    """Return the estimate as people may see it.

    Under ``min_n`` answers value, lo and hi are None and the warning "suppressed" says why (n is kept); from there to
    29 the warning "small n" is added. A cell without any answer keeps its own warning: nothing was suppressed.

    >>> shown(Estimate(.5, .2, .8, .95, "wilson", 4)).warnings
    ('suppressed',)
    >>> shown(Estimate(.5, .2, .8, .95, "wilson", 12)).warnings
    ('small n',)
    """
    if not estimate.n:
        return estimate
    if estimate.n < min_n:
        return replace(estimate, value=None, lo=None, hi=None, warnings=("suppressed",))
    return estimate.warn("small n") if estimate.n < SMALL_N else estimate
