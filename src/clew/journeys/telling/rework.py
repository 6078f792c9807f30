"""Rework: names that come again in a path, told apart into repeats at once and returns after something else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.journeys.telling.told import Named, Told, Whole, runs, seconds

__all__ = ["Rework", "distinct_names", "rework"]

#: Names that fit one word of bits.
BITS = 64


@dataclass(frozen=True, slots=True)
class Rework:
    """Sums over all paths; ``repeats`` + ``returns`` = ``extra_events`` = contacts less distinct names of each path.

    ``repeat_seconds`` is the time from each contact to its repeat.
    """

    paths: int
    events: int
    extra_events: int
    repeats: int
    returns: int
    repeat_seconds: float
    paths_with_rework: int
    paths_with_repeats: int
    paths_with_returns: int


def rework(told: Told) -> Rework:
    """Return the rework of all paths: complete counts; no paths give zeros.

    A repeat has the name of the contact directly before it; a return has a name met earlier in the path, but not
    directly before. The extra contacts of circles are something else: they include what was gone through on the way.
    """
    events, along = np.diff(told.starts), runs(told)
    stretches = np.diff(along.starts)
    distinct = distinct_names(told)
    repeats, returns = events - stretches, stretches - distinct
    return Rework(
        paths=len(events),
        events=int(events.sum()),
        extra_events=int((repeats + returns).sum()),
        repeats=int(repeats.sum()),
        returns=int(returns.sum()),
        repeat_seconds=_whole_time(told) - float(along.wait.sum()),
        paths_with_rework=int(((repeats + returns) > 0).sum()),
        paths_with_repeats=int((repeats > 0).sum()),
        paths_with_returns=int((returns > 0).sum()),
    )


def distinct_names(told: Named) -> Whole:
    """Return how many different names each path has.

    One bit for each name, a word of names at a time: contacts need no sorting.
    """
    found = np.zeros(len(told.starts) - 1, np.int64)
    if not len(told.name):
        return found
    for begin in range(0, len(told.names), BITS):
        place = told.name.astype(np.int64) - begin
        bit = np.uint64(1) << (place & (BITS - 1)).astype(np.uint64)
        bit[(place < 0) | (place >= BITS)] = 0
        found += np.bitwise_count(np.bitwise_or.reduceat(bit, told.starts[:-1])).astype(np.int64)
    return found


def _whole_time(told: Told) -> float:
    return float(seconds(told, told.starts[:-1], told.starts[1:] - 1).sum())
