"""Transitions: which contact directly follows which, how often and after what wait; where paths start and end."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clew.journeys.ordering import stable_order
from clew.journeys.paths import Paths
from clew.stats.quantile import quantile_ranks

__all__ = ["End", "Transition", "Transitions", "transitions", "transitions_between"]

Whole = npt.NDArray[np.int64]
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Transition:
    """One directly-follows pair: complete counts, and the wait from one contact to the next in seconds.

    The quantiles are values that occurred (inverted CDF); ``median_lo`` and ``median_hi`` are the order statistics
    that hold the median with 95 % confidence, None where there are too few waits.
    """

    start: str
    end: str
    count: int
    paths: int
    median_seconds: float
    median_lo: float | None
    median_hi: float | None
    p90_seconds: float


@dataclass(frozen=True, slots=True)
class End:
    """How many paths start with ``name`` and how many end with it; ``still_open`` of those may yet go on."""

    name: str
    starts: int
    ends: int
    still_open: int


@dataclass(frozen=True, slots=True)
class Transitions:
    """All transitions, the commonest first, and where paths start and end.

    The counts of ``rows`` add up to the contacts less the paths; starts and ends each add up to the paths.
    """

    rows: tuple[Transition, ...]
    ends: tuple[End, ...]


def transitions(paths: Paths) -> Transitions:
    """Return the transitions of ``paths``; from the second time on they are read, not computed."""
    rows, ends = paths.kept("transitions"), paths.kept("ends")
    if rows is None or ends is None:
        found = transitions_between(paths.names, paths.name, paths.starts, paths.clock)
        rows, ends = _to_table(found, Transition), _to_table(_ends(paths), End)
        paths.keep("transitions", rows)
        paths.keep("ends", ends)
    return Transitions(
        tuple(Transition(**row) for row in rows.to_pylist()), tuple(End(**row) for row in ends.to_pylist())
    )


def transitions_between(
    names: Sequence[str], name: npt.NDArray[np.uint16], starts: Whole, clock: Whole
) -> tuple[Transition, ...]:
    """Return the transitions of paths given as arrays (see :class:`~clew.journeys.paths.Paths`), commonest first.

    >>> walk = np.array([0, 1, 0, 1], np.uint16)
    >>> found = transitions_between(["call", "e-mail"], walk, np.array([0, 4]), np.array([0, 5, 6, 9]) * 1_000_000)
    >>> [(each.start, each.end, each.count, each.paths, each.median_seconds) for each in found]
    [('call', 'e-mail', 2, 1, 3.0), ('e-mail', 'call', 1, 1, 1.0)]
    """
    inside = np.ones(max(len(name) - 1, 0), dtype=np.bool_)
    inside[starts[1:-1] - 1] = False
    pair = _pairs(name, len(names))[inside]
    if not len(pair):
        return ()
    order = stable_order(pair)
    with ThreadPoolExecutor(1) as beside:
        walked = beside.submit(lambda: np.take(_path_of(starts, inside), order))
        pair, wait = np.take(pair, order), np.take(np.diff(clock)[inside], order)
        path = walked.result()
    bounds = np.r_[0, np.flatnonzero(pair[1:] != pair[:-1]) + 1, len(pair)]
    found = [
        _transition(names, int(pair[begin]), wait[begin:end], _distinct(path[begin:end]))
        for begin, end in pairwise(bounds)
    ]
    return tuple(sorted(found, key=lambda each: (-each.count, each.start, each.end)))


def _pairs(name: npt.NDArray[np.uint16], names: int) -> npt.NDArray[np.unsignedinteger]:
    """Return one number for each contact and the next; in 16 bits where they fit, which sorts in one pass."""
    kind: Any = np.uint16 if names * names <= np.iinfo(np.uint16).max + 1 else np.uint32
    pairs: npt.NDArray[np.unsignedinteger] = name[:-1].astype(kind)
    pairs *= kind(names)
    pairs += name[1:]
    return pairs


def _distinct(path: npt.NDArray[np.int32]) -> int:
    """Return how many paths there are among numbers that never fall."""
    return int(np.count_nonzero(path[1:] != path[:-1])) + 1


def _path_of(starts: Whole, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """Return the path of each transition, as a number that grows along the paths."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))[:-1][inside]


def _transition(names: Sequence[str], pair: int, wait: Whole, paths: int) -> Transition:
    count = len(wait)
    below, above = _ranks(count)
    median, p90 = (max(1, ceil(q * count - 1e-9)) for q in (0.5, 0.9))
    places = {rank - 1 for rank in (median, p90, below, above) if 1 <= rank <= count}
    wait.partition(sorted(places))
    return Transition(
        start=names[pair // len(names)],
        end=names[pair % len(names)],
        count=count,
        paths=paths,
        median_seconds=int(wait[median - 1]) / _SECOND,
        median_lo=int(wait[below - 1]) / _SECOND if below else None,
        median_hi=int(wait[above - 1]) / _SECOND if above <= count else None,
        p90_seconds=int(wait[p90 - 1]) / _SECOND,
    )


@lru_cache(maxsize=4096)
def _ranks(count: int) -> tuple[int, int]:
    return quantile_ranks(count, 0.5)


def _ends(paths: Paths) -> tuple[End, ...]:
    """Return where paths start and end, the commonest together first."""
    size = len(paths.names)
    first, last = paths.name[paths.starts[:-1]], paths.name[paths.starts[1:] - 1]
    starts, ends = np.bincount(first, minlength=size), np.bincount(last, minlength=size)
    still_open = np.bincount(last[paths.unfinished], minlength=size)
    counted = zip(paths.names, starts.tolist(), ends.tolist(), still_open.tolist(), strict=True)
    found = [End(*each) for each in counted if each[1] or each[2]]
    return tuple(sorted(found, key=lambda end: (-end.starts - end.ends, end.name)))


_TYPES = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "float | None": pa.float64()}


def _to_table(rows: Sequence[Transition] | Sequence[End], kind: type[Transition | End]) -> pa.Table:
    """Return the rows as an Arrow table with the types their fields are told to have, also where there are none."""
    columns = {name: [getattr(row, name) for row in rows] for name in kind.__annotations__}
    return pa.table(columns, schema=pa.schema([(n, _TYPES[str(t)]) for n, t in kind.__annotations__.items()]))
