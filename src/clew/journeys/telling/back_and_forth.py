"""Back and forth: A → B → A between actors or teams, once consecutive contacts of one are taken together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.journeys.telling.told import Told, Whole, runs

__all__ = ["BackAndForth", "Pair", "back_and_forth"]


@dataclass(frozen=True, slots=True)
class Pair:
    """How often work went from ``first`` to ``second`` and straight back, and in how many paths."""

    first: str
    second: str
    times: int
    paths: int


@dataclass(frozen=True, slots=True)
class BackAndForth:
    """``hand_overs`` are changes from one to another along a path, ``times`` those that went back to the one before.

    ``paths`` had at least one such return, of ``of_paths`` paths with a known actor or team. ``pairs`` are the
    commonest, ``other_times`` the returns of all other pairs.
    """

    hand_overs: int
    times: int
    paths: int
    of_paths: int
    pairs: tuple[Pair, ...]
    other_times: int


def back_and_forth(told: Told, limit: int = 20) -> BackAndForth:
    """Return how often work went back and forth: complete counts. ``told`` names who handled each contact.

    A, A, B, A is two hand-overs and one return; A, B, A, B is three and two. Contacts handled by nobody known are
    left out before, so that A, not known, A is A alone. Source: the ping-pong behaviour asked for by the BPI
    Challenge 2013, counted after collapsing repeats.
    """
    along = runs(told)
    returns = _returns(along.name, along.starts)
    paths = np.searchsorted(along.starts, returns, side="right") - 1
    pairs = _pairs(told, along.name[returns], along.name[returns - 1], paths)
    return BackAndForth(
        hand_overs=len(along.first) - (len(along.starts) - 1),
        times=len(returns),
        paths=len(np.unique(paths)),
        of_paths=len(along.starts) - 1,
        pairs=tuple(pairs[:limit]),
        other_times=sum(pair.times for pair in pairs[limit:]),
    )


def _returns(names: Whole, starts: Whole) -> Whole:
    """Return the runs that have the name of the run before last, of the same path."""
    same = np.zeros(len(names), np.bool_)
    same[2:] = names[2:] == names[:-2]
    begins = starts[:-1]
    same[begins] = False
    second = begins + 1
    same[second[second < len(names)]] = False
    return np.flatnonzero(same)


def _pairs(told: Told, first: Whole, second: Whole, paths: Whole) -> list[Pair]:
    codes, which, times = np.unique(first * len(told.names) + second, return_inverse=True, return_counts=True)
    each = np.unique(which * (int(paths.max(initial=0)) + 1) + paths) // (int(paths.max(initial=0)) + 1)
    in_paths = np.bincount(each, minlength=len(codes))
    found = [
        Pair(told.names[code // len(told.names)], told.names[code % len(told.names)], int(often), int(many))
        for code, often, many in zip(codes.tolist(), times, in_paths, strict=True)
    ]
    return sorted(found, key=lambda pair: (-pair.times, pair.first, pair.second))
