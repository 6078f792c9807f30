"""Many comparisons at once: false-discovery and family-wise corrections over a declared family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

from clew.stats.estimate import Difference

__all__ = ["benjamini_hochberg", "benjamini_yekutieli", "holm", "with_q"]

#: p values of one family; None (or NaN) where nothing could be tested: kept in place and not counted.
Ps = Sequence[float | None]


def benjamini_hochberg(p: Ps) -> list[float | None]:
    """Return q for each p, in the same order: the false-discovery rate at which it would just be called.

    q of the i-th smallest of m is the least of p(j)·m/j over j >= i, at most 1; ties share one q. None stays None and
    is not counted in m. Source: Benjamini & Hochberg 1995, JRSS-B 57:289.

    >>> benjamini_hochberg([.01, .04, None, .03])
    [0.03, 0.04, None, 0.04]
    """
    return _stepped_up(p, 1.0)


def benjamini_yekutieli(p: Ps) -> list[float | None]:
    """Return q for each p under any dependence: Benjamini-Hochberg's times 1 + 1/2 + … + 1/m.

    For families whose segments overlap heavily. Source: Benjamini & Yekutieli 2001, Annals of Statistics 29:1165.

    >>> [round(q, 4) for q in benjamini_yekutieli([.01, .04])]
    [0.03, 0.06]
    """
    tested = len(_tested(p))
    return _stepped_up(p, sum(1 / i for i in range(1, tested + 1)))


def holm(p: Ps) -> list[float | None]:
    """Return Holm's adjusted p for each p: the chance of even one false call in the family stays below it.

    The i-th smallest of m is the largest of p(j)·(m - j + 1) over j <= i, at most 1. Source: Holm 1979,
    Scandinavian Journal of Statistics 6:65.

    >>> holm([.01, .04, .03])
    [0.03, 0.06, 0.06]
    """
    adjusted: list[float | None] = [None] * len(p)
    places, largest = _tested(p), 0.0
    for rank, (value, place) in enumerate(places):
        largest = max(largest, min(1.0, value * (len(places) - rank)))
        adjusted[place] = largest
    return adjusted


def with_q(differences: Sequence[Difference], alpha: float = 0.05) -> list[Difference]:
    """Return the differences of one declared family with ``q`` and ``beyond_chance`` (q <= ``alpha``) filled in.

    Where p is None both stay None: what could not be tested is neither beyond chance nor within it.

    >>> d = Difference(.2, .1, .3, .95, "newcombe", .001, (90, 80))
    >>> with_q([d])[0].beyond_chance
    True
    """
    qs = benjamini_hochberg([d.p for d in differences])
    return [
        replace(d, q=q, beyond_chance=None if q is None else q <= alpha) for d, q in zip(differences, qs, strict=True)
    ]


def _stepped_up(p: Ps, factor: float) -> list[float | None]:
    adjusted: list[float | None] = [None] * len(p)
    places, smallest = _tested(p), 1.0
    for rank in range(len(places), 0, -1):
        value, place = places[rank - 1]
        smallest = min(smallest, value * factor * len(places) / rank)
        adjusted[place] = smallest
    return adjusted


def _tested(p: Ps) -> list[tuple[float, int]]:
    """Return (p, place) of what was tested, smallest first."""
    return sorted((value, place) for place, value in enumerate(p) if value is not None and not isnan(value))
