"""Two groups of paths: which transitions and circles one walks more than the other, beyond chance or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from clew.journeys.telling.circles import Walked
from clew.journeys.telling.told import Bools, Told, Whole, customer_codes
from clew.stats.estimate import Difference
from clew.stats.multiplicity import with_q
from clew.stats.proportion import proportion_difference
from clew.stats.sketch import Sketch

__all__ = ["LEAST_PATHS", "MOST_TESTED", "Compared", "Comparison", "compare"]

#: What fewer paths than this walk, both groups together, is not tested: nothing could be shown of it.
LEAST_PATHS = 10
#: At most so many transitions and so many circles are tested, those of most paths first.
MOST_TESTED = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """One transition or circle: in how many paths of each group it is walked at least once, and the difference.

    ``shares`` are those of the two groups; the difference is the first less the second, with Newcombe's interval, by
    customers where one has several paths; q is Benjamini & Hochberg's over all transitions and circles tested.
    """

    kind: Literal["transition", "circle"]
    names: tuple[str, ...]
    paths: tuple[int, int]
    shares: tuple[float, float]
    difference: Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything tested, what is beyond chance first, then by the size of the difference.

    ``not_tested`` counts transitions and circles that too few paths walk, or that lie beyond the longest list.
    """

    paths: tuple[int, int]
    rows: tuple[Compared, ...]
    not_tested: int


def compare(told: Told, groups: tuple[Bools, Bools], level: float = 0.95) -> Comparison:
    """Return how the paths of two groups differ; each group says of every path whether it belongs to it.

    Which transitions and circles are tested hangs on the paths of both groups together, never on their difference, so
    that choosing them makes nothing look beyond chance. A path in both groups is a fault of the caller. An empty group
    gives rows without difference.
    """
    sizes = int(groups[0].sum()), int(groups[1].sum())
    tested, left = [], 0
    shares = _Shares.of(told, groups)
    for kind, found in (("transition", _transitions(told)), ("circle", _circles(told))):
        rows, more = shares.rows(kind, found, level)  # type: ignore[arg-type]
        tested += rows
        left += more
    known = with_q([row.difference for row in tested], 1 - level)
    rows = [replace(row, difference=q) for row, q in zip(tested, known, strict=True)]
    rows.sort(key=lambda row: (not row.difference.beyond_chance, -abs(row.difference.difference or 0), row.names))
    return Comparison(sizes, tuple(rows), left)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is walked: ``names`` of each thing, and the pairs (thing, path) where it is, each once."""

    names: Sequence[tuple[str, ...]]
    thing: Whole
    path: Whole


def _transitions(told: Told) -> _Found:
    """Return what directly follows what, repeats among it."""
    size, paths = len(told.names), len(told.starts) - 1
    inside = told.path[1:] == told.path[:-1]
    codes = told.name[:-1][inside].astype(np.int64) * size + told.name[1:][inside]
    distinct, which = _distinct(codes, size * size)
    pairs = np.unique(which * max(paths, 1) + told.path[1:][inside])
    names = [(told.names[code // size], told.names[code % size]) for code in distinct.tolist()]
    return _Found(names, pairs // max(paths, 1), pairs % max(paths, 1))


def _distinct(codes: Whole, room: int) -> tuple[Whole, Whole]:
    """Return the distinct codes below ``room`` and which of them each is; by counting where that takes less."""
    if room > len(codes):
        return np.unique(codes, return_inverse=True)
    there = np.bincount(codes, minlength=room) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[codes]


def _circles(told: Told) -> _Found:
    walked = Walked.of(told)
    families = walked.families()
    paths = [np.unique(walked.paths[family]) for family in families]
    thing = np.repeat(np.arange(len(families)), [len(some) for some in paths])
    return _Found([walked.named(f) for f in families], thing, np.concatenate([np.empty(0, np.int64), *paths]))


@dataclass(frozen=True, slots=True)
class _Shares:
    """The groups as sketches without anything walked, and what to add for a thing that some paths walk."""

    groups: tuple[Bools, Bools]
    customers: Whole
    repeat: bool

    @classmethod
    def of(cls, told: Told, groups: tuple[Bools, Bools]) -> _Shares:
        customers = customer_codes(told)
        unknown = customers < 0
        customers = np.where(unknown, customers.max(initial=-1) + np.cumsum(unknown), customers)
        return cls(groups, customers, len(np.unique(customers)) < len(customers))

    def rows(self, kind: Literal["transition", "circle"], found: _Found, level: float) -> tuple[list[Compared], int]:
        """Return what is tested of ``found``, and how many are not."""
        chosen = (self.groups[0] | self.groups[1])[found.path]
        thing, path = found.thing[chosen], found.path[chosen]
        often = np.bincount(thing, minlength=len(found.names))
        most = np.argsort(-often, kind="stable")[:MOST_TESTED]
        kept = np.sort(most[often[most] >= LEAST_PATHS])
        order = np.argsort(thing, kind="stable")
        ends = np.cumsum(often)
        rows = [
            self._row(kind, found.names[which], path[order[ends[which] - often[which] : ends[which]]], level)
            for which in kept.tolist()
        ]
        return rows, int((often > 0).sum()) - len(rows)

    def _row(
        self, kind: Literal["transition", "circle"], names: tuple[str, ...], paths: Whole, level: float
    ) -> Compared:
        first, second = (self._sketch(group, paths[group[paths]]) for group in self.groups)
        counts = first.positives, second.positives
        shares = first.mean or 0.0, second.mean or 0.0
        return Compared(kind, names, counts, shares, proportion_difference(first, second, level))

    def _sketch(self, group: Bools, walked: Whole) -> Sketch:
        """Return the paths of a group, 1 for those that walk the thing, by customer where some have several."""
        n, k = int(group.sum()), len(walked)
        sums = Sketch.of_share(k, n)
        if not self.repeat:
            return sums
        of_customer = np.bincount(self.customers[group])
        walking = np.bincount(self.customers[walked], minlength=len(of_customer))
        return replace(
            sums,
            clusters=int((of_customer > 0).sum()),
            sum_aa=float(walking @ walking),
            sum_ab=float(walking @ of_customer),
            sum_bb=float(of_customer @ of_customer),
        )
