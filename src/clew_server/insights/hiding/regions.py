"""Whether figures that were shown, added and subtracted, tell of fewer than k: arithmetic of footprints alone.

A region is the rows behind a figure. Who knows the count and the sum of two regions knows them of their difference,
and of three of what is left of one without, or between, the others. What concerns fewer than k has a footprint in which
no number reaches k (:mod:`clew.questions.gathering.footprints`), so whatever is that near to a region, yet not equal to
it, is held to be such a group. Nothing is missed that way; what is taken for near and is not is rarer than one in a
million.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from clew.questions.gathering.footprints import BITS, Footprint

__all__ = ["Table", "gives_away", "table_of"]

Table = np.ndarray[Any, np.dtype[np.int64]]
#: Pairs of regions looked at in one go.
AT_ONCE = 2_000_000


def table_of(regions: Iterable[Footprint]) -> Table:
    """Return regions as a table, one a row, sorted by how many rows each has."""
    return np.array(sorted(set(regions)), dtype=np.int64).reshape(-1, BITS + 1)


def gives_away(region: Footprint, known: Table, k: int) -> bool:
    """Return whether ``region``, beside one or two that are ``known``, tells of fewer than ``k`` and more than none.

    >>> whole, part = (100, *[10] * 32), (97, *[9] * 32)
    >>> gives_away(part, table_of([whole]), 5), gives_away(whole, table_of([whole]), 5)
    (True, False)
    """
    own = np.array(region, dtype=np.int64)
    if not len(known):
        return False
    if _is_near(own[None, :], known, k):
        return True
    # own is nearly the sum of two, or nearly what is left of one without the other
    return _is_near(own - known, known, k) or _is_near(own + known, known, k)


def _is_near(wanted: Table, known: Table, k: int) -> bool:
    """Return whether any row of ``wanted`` differs from one of ``known`` somewhere, but nowhere by ``k``."""
    counts = known[:, 0]
    first = np.searchsorted(counts, wanted[:, 0] - (k - 1), "left")
    last = np.searchsorted(counts, wanted[:, 0] + (k - 1), "right")
    sizes = last - first
    ends = np.cumsum(sizes)
    start = 0
    while start < len(wanted):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + AT_ONCE, "right")))
        if _any_near(wanted, known, first, sizes, slice(start, stop), k):
            return True
        start = stop
    return False


def _any_near(wanted: Table, known: Table, first: Table, sizes: Table, part: slice, k: int) -> bool:
    many = sizes[part]
    mine = np.repeat(np.arange(part.start, part.start + len(many)), many)
    within = np.arange(len(mine)) - np.repeat(np.cumsum(many) - many, many)
    theirs = first[mine] + within
    for place in range(1, BITS + 1):  # most are told apart by the first few sums
        near = np.abs(wanted[mine, place] - known[theirs, place]) < k
        mine, theirs = mine[near], theirs[near]
        if not len(mine):
            return False
    return bool((wanted[mine] != known[theirs]).any())
