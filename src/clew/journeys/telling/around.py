"""What comes around a name: directly before and after, within a few contacts, and whether anything comes at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from clew.journeys.telling.told import SECOND, Told, Whole, code_of, seconds
from clew.stats.estimate import Estimate
from clew.stats.quantile import quantile
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.within import within

__all__ = ["Around", "Neighbour", "find_around"]

Kind = Literal["name", "began here", "ended", "still open"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What comes directly before or after: a name, or the end of the path on that side.

    ``share`` is of all visits; the shares of one side sum to 1. ``nearby`` counts visits with it at least once among
    the next (or last) few contacts; for an end, that it lies there. ``seconds`` is the median wait, None for an end.
    """

    kind: Kind
    name: str | None
    visits: int
    share: float
    paths: int
    nearby: int
    seconds: Estimate | None


@dataclass(frozen=True, slots=True)
class Around:
    """What comes around ``name``: ``visits`` are its contacts in all paths, repeats among them.

    ``drop_off`` is the share of visits without a next contact within ``patience`` seconds: visits that have not waited
    so long yet count for as long as they have (Kaplan-Meier), not as dropped off.
    """

    name: str
    visits: int
    paths: int
    within: int
    patience: float
    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]
    drop_off: Estimate


def find_around(
    told: Told, name: str, *, as_of: int, patience: float, within_contacts: int = 3, level: float = 0.95
) -> Around:
    """Return what comes around ``name``; :class:`~clew.errors.UsageError` where no contact has it.

    ``as_of`` is in microseconds since 1970, ``patience`` in seconds. A name that follows itself is its own neighbour.
    Shares are complete counts; the median waits and the drop-off have intervals.
    """
    visits = np.flatnonzero(told.name == code_of(told, name))
    sides = [_Side(told, visits, step, within_contacts, level).neighbours() for step in (-1, 1)]
    return Around(
        name=name,
        visits=len(visits),
        paths=len(np.unique(told.path[visits])),
        within=within_contacts,
        patience=patience,
        before=sides[0],
        after=sides[1],
        drop_off=_drop_off(told, visits, as_of, patience, level),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """The visits and one side of them: ``step`` is 1 for after, -1 for before."""

    told: Told
    visits: Whole
    step: int
    within: int
    level: float

    def at(self, distance: int) -> tuple[Whole, Whole]:
        """Return which visits have a contact so far away in their path, and its place."""
        place = self.visits + self.step * distance
        path = self.told.path[self.visits]
        there = (place >= self.told.starts[path]) & (place < self.told.starts[path + 1])
        return np.flatnonzero(there), place[there]

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Return the names on this side, the commonest first, then the ends."""
        direct, place = self.at(1)
        codes, waits = self.told.name[place].astype(np.int64), self._waits(direct, place)
        order = np.argsort(codes, kind="stable")
        found, begins = np.unique(codes[order], return_index=True)
        nearby = self._nearby()
        names = [
            self._name(code, direct[group], waits[group], nearby)
            for code, group in zip(found.tolist(), np.split(order, begins[1:]), strict=False)
        ]
        names.sort(key=lambda row: (-row.visits, row.name or ""))
        return (*names, *self._ends(direct))

    def _waits(self, direct: Whole, place: Whole) -> np.ndarray:
        here = self.visits[direct]
        return seconds(self.told, np.minimum(here, place), np.maximum(here, place))

    def _nearby(self) -> Whole:
        """Return for each name how many visits have it among the contacts within reach."""
        size = len(self.told.names)
        pairs = [
            which * size + self.told.name[place]
            for which, place in (self.at(distance) for distance in range(1, self.within + 1))
        ]
        return np.bincount(np.unique(np.concatenate(pairs)) % size, minlength=size)

    def _name(self, code: int, which: Whole, waits: np.ndarray, nearby: Whole) -> Neighbour:
        paths = len(np.unique(self.told.path[self.visits[which]]))
        wait = quantile(waits, 0.5, self.level)
        share = len(which) / len(self.visits)
        return Neighbour("name", self.told.names[code], len(which), share, paths, int(nearby[code]), wait)

    def _ends(self, direct: Whole) -> list[Neighbour]:
        """Return the visits with nothing on this side: the path began here; or it ended, or is still open."""
        if self.step < 0:
            everywhere = np.ones(len(self.told.unfinished), np.bool_)
            return self._end("began here", direct, everywhere)
        is_open = self.told.unfinished
        return [*self._end("ended", direct, ~is_open), *self._end("still open", direct, is_open)]

    def _end(self, kind: Kind, direct: Whole, chosen: np.ndarray) -> list[Neighbour]:
        paths = self.told.path[self.visits]
        alone = chosen[paths]
        near = alone.copy()
        alone[direct] = False
        near[self.at(self.within)[0]] = False
        share = alone.sum() / len(self.visits)
        return [
            Neighbour(kind, None, int(alone.sum()), float(share), len(np.unique(paths[alone])), int(near.sum()), None)
        ]


def _drop_off(told: Told, visits: Whole, as_of: int, patience: float, level: float) -> Estimate:
    """Return the share without a next contact by ``patience``: the Kaplan-Meier share that has not ended by then."""
    is_last = visits == told.starts[told.path[visits] + 1] - 1
    until = np.where(is_last, as_of, told.at[np.minimum(visits + 1, len(told.at) - 1)])
    lives = Lifetimes.of(np.maximum(until - told.at[visits], 0) / SECOND, ~is_last)
    came = within(lives, patience, level)
    if came.value is None or came.lo is None or came.hi is None:
        return came
    return Estimate(
        1 - came.value, 1 - came.hi, 1 - came.lo, level, came.method, came.n, None, came.missing, came.warnings
    )
