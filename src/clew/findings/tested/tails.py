"""The thin ends of a series: leftovers before an export begins and after it ends, which are no change of anything."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

import numpy as np

from clew.findings.measure import Cell

__all__ = ["thin_ends"]

#: A month at an end of a series with less than this share of a usual month is not one of the export's months.
THIN = 0.1


def thin_ends(cells: Iterable[Cell]) -> frozenset[str]:
    """Return the periods at both ends of a series that hold hardly anything beside its others.

    Old tickets in an export of what changed last year, and those that were opened while it ended, are there because
    they were not usual. A thin period in the middle is told, not left out.

    >>> from clew.stats.sketch import Sketch
    >>> series = [Cell({}, f"2026-0{month}", Sketch(n)) for month, n in enumerate([3, 900, 1100, 2, 1000, 80], 1)]
    >>> sorted(thin_ends(series))
    ['2026-01', '2026-06']
    """
    sizes: dict[str, int] = {}
    for cell in cells:
        if cell.period is not None:
            sizes[cell.period] = sizes.get(cell.period, 0) + cell.sketch.n
    if not sizes:
        return frozenset()
    least = THIN * _usual(sizes.values())
    periods = sorted(sizes)
    before = takewhile(lambda period: sizes[period] < least, periods)
    after = takewhile(lambda period: sizes[period] < least, reversed(periods))
    return frozenset((*before, *after))


def _usual(sizes: Iterable[int]) -> float:
    """Return the size of the period that half of all things lie in or below: many leftovers do not make it small."""
    ordered = np.sort(np.fromiter(sizes, np.float64))
    return float(ordered[np.searchsorted(np.cumsum(ordered), ordered.sum() / 2)])
