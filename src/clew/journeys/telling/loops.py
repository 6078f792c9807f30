"""Walks without their loops: Lawler's chronological loop erasure, for all walks at once.

A walk is read from its start. When it comes back to a name that stands on the way kept so far, what lies between is a
loop: it is cut out and the walk goes on from that name. Each loop names each of its names once, no step is in two
loops, and what is left is a way from the first to the last name that was really walked and meets no name twice.
Source: Lawler 1980, A self-avoiding random walk, Duke Mathematical Journal 47:655.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clew.journeys.telling.told import Bools, Floats, Whole

__all__ = ["Loops", "Walks", "erase_loops"]

#: Cells of the table (walk, name) → place that is kept while walks are read; more walks are read in several rounds.
CELLS = 20_000_000
#: The shortest walk with a loop: there, away and back.
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Walks:
    """Walks one after the other: ``starts`` are the places where each begins, and one more where the last ends.

    A place has the code of its name and the seconds waited since the place before. Neighbours differ: repeats are
    collapsed.
    """

    starts: Whole
    names: Whole
    waits: Floats


@dataclass(frozen=True, slots=True)
class Loops:
    """Every loop of the walks: the place at which it closes, its steps and seconds, in the order of the places.

    ``below`` names for every place the one beneath it on the way kept (-1: the start).
    """

    closes: Whole
    steps: Whole
    seconds: Floats
    below: npt.NDArray[np.int32]

    def places(self, loops: Whole) -> Whole:
        """Return the places of ``loops``, all of the same number of names: a row a loop, from where it was entered."""
        length = int(self.steps[loops[0]]) if len(loops) else 0
        found = np.empty((len(loops), length), np.int64)
        place = self.closes[loops] - 1
        for column in range(length - 1, -1, -1):
            found[:, column] = place
            place = self.below[place].astype(np.int64)
        return found


def erase_loops(walks: Walks) -> Loops:
    """Return the loops of all walks.

    Walks of about the same length take their n-th step together, so the work is one pass over the places, with a
    round of array operations for each place of the longest walk.

    >>> abcb = Walks(np.array([0, 4]), np.array([0, 1, 2, 1]), np.array([0., 5, 7, 9]))
    >>> loops = erase_loops(abcb)
    >>> loops.closes.tolist(), loops.steps.tolist(), loops.seconds.tolist()
    ([3], [2], [16.0])
    """
    lengths = np.diff(walks.starts)
    order = np.argsort(-lengths, kind="stable")
    order = order[: np.count_nonzero(lengths >= SHORTEST)]
    way = _Way.of(walks)
    together = max(1, CELLS // (int(walks.names.max(initial=0)) + 1))
    closed = [np.empty(0, np.int64)]
    for begin in range(0, len(order), together):
        some = order[begin : begin + together]
        closed += way.go(walks.starts[some], lengths[some])
    closes = np.sort(np.concatenate(closed))
    steps = way.depth[closes - 1].astype(np.int64) - way.depth[closes] + 1
    # a loop ends where it was entered, so the time up to there is the time before it was walked
    seconds = way.time[closes - 1] + walks.waits[closes] - way.time[closes]
    return Loops(closes, steps, seconds, way.below)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way kept so far of every walk: how deep each place lies, what is beneath it, the seconds up to it.

    ``held`` has at (first place of a walk + depth) the place that now stands at that depth.
    """

    walks: Walks
    depth: npt.NDArray[np.int32]
    below: npt.NDArray[np.int32]
    time: Floats
    held: npt.NDArray[np.int32]

    @classmethod
    def of(cls, walks: Walks) -> _Way:
        size = len(walks.names)
        below, held = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
        return cls(walks, np.zeros(size, np.int32), below, np.zeros(size), held)

    def go(self, firsts: Whole, lengths: Whole) -> list[Whole]:
        """Read the walks that begin at ``firsts``, longest first; return the places that closed a loop."""
        names = int(self.walks.names.max()) + 1
        met = np.full(len(firsts) * names, -1, np.int32)
        rows = np.arange(len(firsts)) * names
        met[rows + self.walks.names[firsts]] = firsts
        self.held[firsts] = firsts
        closed = []
        for step in range(1, int(lengths[0])):
            going = int(np.searchsorted(-lengths, -step, side="left"))
            closed.append(self._step(firsts[:going], rows[:going], met, step))
        return closed

    def _step(self, firsts: Whole, rows: Whole, met: npt.NDArray[np.int32], step: int) -> Whole:
        here = firsts + step
        cell = rows + self.walks.names[here]
        was = met[cell]
        met[cell] = here
        level, last = self.depth[was], self.depth[here - 1]
        closing = self._stands(firsts, was, level, last)
        depth = np.where(closing, level, last + 1)
        self.depth[here] = depth
        self.below[here] = np.where(closing, self.below[was], here - 1)
        self.time[here] = np.where(closing, self.time[was], self.time[here - 1] + self.walks.waits[here])
        self.held[firsts + depth] = here
        return here[closing]

    def _stands(
        self, firsts: Whole, was: npt.NDArray[np.int32], level: npt.NDArray[np.int32], last: npt.NDArray[np.int32]
    ) -> Bools:
        """Return whether the name last met at ``was`` (-1: never) is on the way kept, which reaches to ``last``."""
        likely = np.flatnonzero((was >= 0) & (level <= last))
        stands = np.zeros(len(was), np.bool_)
        stands[likely] = self.held[firsts[likely] + level[likely]] == was[likely]
        return stands
