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

__all__ = ["Loops", "Walks", "erase_loops"]

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Walks:
    """Walks one after the other: ``starts`` are the places where each begins, and one more where the last ends.

    A place has the code of its ``name``, ``before``: the place of the same name last met in the walk (-1: none), and
    the seconds waited since the place before. Neighbours differ: repeats are collapsed.
    """

    starts: Whole
    names: Whole
    before: Whole
    waits: npt.NDArray[np.float64]

    @property
    def lengths(self) -> Whole:
        """How many places each walk has."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Loops:
    """Every loop of the walks: the place at which it closes, its steps and seconds.

    ``below`` names for every place the one beneath it on the way kept (-1: the start).
    """

    closes: Whole
    steps: Whole
    seconds: npt.NDArray[np.float64]
    below: Whole

    def places(self, length: int) -> tuple[Whole, Whole]:
        """Return which loops have ``length`` names, and their places: a row a loop, from where it was entered."""
        chosen = np.flatnonzero(self.steps == length)
        found = np.empty((len(chosen), length), np.int64)
        place = self.closes[chosen] - 1
        for column in range(length - 1, -1, -1):
            found[:, column] = place
            place = self.below[place]
        return chosen, found


def erase_loops(walks: Walks) -> Loops:
    """Return the loops of all walks, in the order in which they close.

    All walks take their n-th step together, so the work is one pass over the places; there is one round of array
    operations for each place of the longest walk.

    >>> abca = Walks(np.array([0, 4]), np.array([0, 1, 2, 1]), np.array([-1, -1, -1, 1]), np.array([0., 5, 7, 9]))
    >>> loops = erase_loops(abca)
    >>> loops.closes.tolist(), loops.steps.tolist(), loops.seconds.tolist()
    ([3], [2], [16.0])
    """
    order = np.argsort(-walks.lengths, kind="stable")
    firsts, lengths = walks.starts[:-1][order], walks.lengths[order]
    way = _Way.of(walks, firsts[lengths > 0])
    closed = [np.empty(0, np.int64)]
    for step in range(1, int(lengths[0]) if len(lengths) else 0):
        going = int(np.searchsorted(-lengths, -step, side="left"))
        closed.append(way.step(firsts[:going], step))
    closes = np.sort(np.concatenate(closed))
    last, entered = closes - 1, walks.before[closes]
    steps = (way.depth[last] - way.depth[closes] + 1).astype(np.int64)
    seconds = way.time[last] + walks.waits[closes] - way.time[entered]
    return Loops(closes, steps, seconds, way.below)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way kept so far of every walk: how deep each place lies, what is beneath it, the seconds up to it.

    ``held`` has at (first place of a walk + depth) the place that now stands at that depth.
    """

    walks: Walks
    depth: npt.NDArray[np.int32]
    below: Whole
    time: npt.NDArray[np.float64]
    held: Whole

    @classmethod
    def of(cls, walks: Walks, firsts: Whole) -> _Way:
        size = len(walks.names)
        way = cls(walks, np.zeros(size, np.int32), np.full(size, -1), np.zeros(size), np.full(size, -1))
        way.held[firsts] = firsts
        return way

    def step(self, firsts: Whole, step: int) -> Whole:
        """Take one step in each walk that begins at ``firsts``; return the places that closed a loop."""
        here = firsts + step
        last = here - 1
        met = self.walks.before[here]
        was = np.maximum(met, 0)
        level = self.depth[was]
        # the name is on the way kept just if its last place still stands at its depth, and the way reaches so deep
        closing = (met >= 0) & (level <= self.depth[last])
        closing[closing] = self.held[firsts[closing] + level[closing]] == met[closing]
        depth = np.where(closing, level, self.depth[last] + 1)
        self.depth[here] = depth
        self.below[here] = np.where(closing, self.below[was], last)
        self.time[here] = np.where(closing, self.time[was], self.time[last] + self.walks.waits[here])
        self.held[firsts + depth] = here
        return here[closing]
