"""Back and forth: A → B → A between actors or teams, once consecutive contacts of one are taken together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import ibis

from clew.journeys.telling.steps import Steps, in_order, runs

__all__ = ["BackAndForth", "Pair", "back_and_forth"]

Between = Literal["actor", "team"]


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

    ``paths`` had at least one such return, ``of_paths`` are all paths with a known actor or team; contacts without one
    are left out (``unknown``). ``pairs`` are the commonest, ``other_times`` the returns of all other pairs.
    """

    between: Between
    hand_overs: int
    times: int
    paths: int
    of_paths: int
    unknown: int
    pairs: tuple[Pair, ...]
    other_times: int


def back_and_forth(steps: Steps, between: Between, limit: int = 20) -> BackAndForth:
    """Return how often work went back and forth between actors or teams: complete counts.

    A, A, B, A is two hand-overs and one return; A, B, A, B is two returns. Source: the ping-pong behaviour of the
    BPI Challenge 2013 (van Dongen et al.), counted after collapsing repeats.
    """
    given = steps.rows
    changes = _changes(given, between)
    returned = changes.filter(changes.two_before == changes.value)
    totals = steps.one(_totals(changes))
    unknown = steps.one(given.aggregate(unknown=given.count(where=given[between].isnull())))["unknown"]
    found = [Pair(**row) for row in steps.read(_pairs(returned, limit)).to_pylist()]
    counts = {name: int(value or 0) for name, value in totals.items()}
    other = counts["times"] - sum(pair.times for pair in found)
    return BackAndForth(between, **counts, unknown=unknown, pairs=tuple(found), other_times=other)


def _changes(rows: Any, between: Between) -> Any:
    along = runs(rows, between)
    window = in_order(along)
    return along.mutate(one_before=along.value.lag().over(window), two_before=along.value.lag(2).over(window))


def _totals(changes: Any) -> Any:
    is_return = ibis.cases((changes.two_before == changes.value, 1), else_=0)
    paths = changes.group_by("path").aggregate(hand_overs=changes.count() - 1, times=is_return.sum())
    return paths.aggregate(
        hand_overs=paths.hand_overs.sum(),
        times=paths.times.sum(),
        paths=paths.count(where=paths.times > 0),
        of_paths=paths.count(),
    )


def _pairs(returned: Any, limit: int) -> Any:
    grouped = returned.group_by(first=returned.value, second=returned.one_before)
    counted = grouped.aggregate(times=returned.count(), paths=returned.path.nunique())
    return counted.order_by(ibis.desc("times"), ibis.asc("first"), ibis.asc("second")).limit(limit)
