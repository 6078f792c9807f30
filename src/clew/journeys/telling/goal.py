"""The way to a goal: who gets there, after how many contacts and how long, and how lost people get on the way."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from clew.journeys.telling.rework import distinct_names
from clew.journeys.telling.told import SECOND, Floats, Told, Whole, code_of, runs, seconds, until
from clew.stats.estimate import Estimate
from clew.stats.quantile import quantile
from clew.stats.survival.incidence import incidence
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["Goal", "Lostness", "find_goal", "lostness"]

#: Smith's thresholds: below the first people know their way, above the second they are lost.
FOUND, LOST = 0.4, 0.5
#: Where the shortest way is not given: the distinct names of the path at this quantile of those that got there.
SHORT_QUANTILE = 0.05


@dataclass(frozen=True, slots=True)
class Lostness:
    """How lost those were who reached the goal: ``median`` of Smith's L, shares below .4 and above .5.

    ``shortest`` is the fewest names the goal can be reached by, ``is_given`` whether somebody said so or it is the
    5th percentile of the paths that got there. ``undefined`` paths took fewer than that and have no L.
    """

    shortest: int
    is_given: bool
    median: Estimate
    found_their_way: float | None
    lost: float | None
    undefined: int


@dataclass(frozen=True, slots=True)
class Goal:
    """Paths that reach ``name``: counts that sum to ``paths``, and medians over those that reached it.

    ``share`` is the share that reaches it in the longest time watched, paths still open counted for as long as they
    are known (Aalen-Johansen; ending without it competes). ``contacts`` are those before the goal, ``steps`` the same
    with repeats taken together, ``seconds`` from the first contact to the goal; 0 where the path begins with it.
    """

    name: str
    paths: int
    reached: int
    ended_without: int
    still_open: int
    share: Estimate
    steps: Estimate
    contacts: Estimate
    seconds: Estimate
    lostness: Lostness | None


def find_goal(
    told: Told, name: str, *, as_of: int, patience: float, shortest: int | None = None, level: float = 0.95
) -> Goal:
    """Return how paths get to the first contact called ``name``; :class:`~clew.errors.UsageError` where none has it.

    ``as_of`` is in microseconds since 1970, ``patience`` in seconds: a path without the goal ends so long after
    its last contact. ``shortest`` is the fewest names the goal can be reached by, itself and the first included.
    """
    places = np.flatnonzero(told.name == code_of(told, name))
    paths, first = np.unique(told.path[places], return_index=True)
    goals = places[first]
    begun = told.starts[paths]
    is_open = np.ones(len(told.unfinished), np.bool_)
    is_open[paths] = False
    still_open = int((is_open & told.unfinished).sum())
    return Goal(
        name=name,
        paths=len(told.unfinished),
        reached=len(paths),
        ended_without=int(is_open.sum()) - still_open,
        still_open=still_open,
        share=_share(told, paths, goals, as_of, patience, level),
        steps=quantile(_steps(told, begun, goals), 0.5, level),
        contacts=quantile(goals - begun, 0.5, level),
        seconds=quantile(seconds(told, begun, goals), 0.5, level),
        lostness=_lostness(told, paths, goals, shortest, level),
    )


def lostness(distinct: int, contacts: int, shortest: int) -> float | None:
    """Return Smith's L = sqrt((N/S - 1)² + (R/N - 1)²): N distinct names, S contacts, R the fewest names needed.

    0 is the shortest way, without detour or repeat; about .4 people begin to lose their way, from .5 they are lost.
    None where R > N: the goal was not reached by what was called the shortest way. Source: Smith 1996, Towards a
    practical measure of hypertext usability, Interacting with Computers 8:365.

    >>> lostness(3, 3, 3), round(lostness(4, 6, 3), 4)
    (0.0, 0.4167)
    """
    if shortest > distinct:
        return None
    return sqrt((distinct / contacts - 1) ** 2 + (shortest / distinct - 1) ** 2)


def _share(told: Told, paths: Whole, goals: Whole, as_of: int, patience: float, level: float) -> Estimate:
    """Return the Aalen-Johansen share that reaches the goal; open paths are censored at ``as_of``."""
    begun = told.starts[:-1]
    ends = told.at[told.starts[1:] - 1] + round(patience * SECOND)
    ended = ~told.unfinished
    ends = np.where(ended, ends, as_of)
    reached = np.zeros(len(begun), np.bool_)
    reached[paths] = True
    ends[paths] = told.at[goals]
    lives = Lifetimes.of(np.maximum(ends - told.at[begun], 0) / SECOND, ended | reached, caused=reached)
    return incidence(lives, lives.follow_up, level)


def _steps(told: Told, begun: Whole, goals: Whole) -> Whole:
    """Return how many names follow each other before each goal, repeats taken together."""
    first = runs(told).first
    found: Whole = np.searchsorted(first, goals, side="right") - np.searchsorted(first, begun, side="right")
    return found


def _lostness(told: Told, paths: Whole, goals: Whole, shortest: int | None, level: float) -> Lostness | None:
    if not len(paths):
        return None
    distinct, contacts = distinct_names(until(told, paths, goals)), goals - told.starts[paths] + 1
    least = shortest if shortest is not None else round(quantile(distinct, SHORT_QUANTILE, level).value or 0)
    defined = distinct >= least
    found: Floats = np.hypot(distinct[defined] / contacts[defined] - 1, least / distinct[defined] - 1)
    return Lostness(
        shortest=least,
        is_given=shortest is not None,
        median=quantile(found, 0.5, level),
        found_their_way=float((found < FOUND).mean()) if len(found) else None,
        lost=float((found > LOST).mean()) if len(found) else None,
        undefined=int((~defined).sum()),
    )
