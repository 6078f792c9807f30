"""Rework: names that come again in a path, told apart into repeats at once and returns after something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from clew.journeys.telling.steps import Steps, in_order

__all__ = ["Rework", "rework"]


@dataclass(frozen=True, slots=True)
class Rework:
    """Sums over all paths; ``repeats`` + ``returns`` = ``extra_events`` = events less distinct names of each path."""

    paths: int
    events: int
    extra_events: int
    repeats: int
    returns: int
    paths_with_rework: int
    paths_with_repeats: int
    paths_with_returns: int


def rework(steps: Steps) -> Rework:
    """Return the rework of all paths: complete counts; no paths give zeros.

    A repeat is the name of the contact directly before; a return is a name met earlier in the path, but not directly
    before. Extra contacts of circles are something else: they include the names gone through on the way back.
    """
    found = steps.one(_sums(_paths(steps.rows)))
    return Rework(**{name: int(value or 0) for name, value in found.items()})


def _paths(rows: Any) -> Any:
    """Return one row a path: its events, repeats and returns."""
    same = ibis.window(group_by=[rows.path, rows.name], order_by=rows.position)
    seen = rows.mutate(
        direct=rows.name.lag().over(in_order(rows)) == rows.name, met=rows.position.lag().over(same).notnull()
    )
    repeat = ibis.cases((seen.direct, 1), else_=0)
    again = ibis.cases((seen.met, 1), else_=0)
    counted = seen.group_by("path").aggregate(events=seen.count(), repeats=repeat.sum(), again=again.sum())
    return counted.mutate(returns=counted.again - counted.repeats)


def _sums(paths: Any) -> Any:
    return paths.aggregate(
        paths=paths.count(),
        events=paths.events.sum(),
        extra_events=paths.again.sum(),
        repeats=paths.repeats.sum(),
        returns=paths.returns.sum(),
        paths_with_rework=paths.count(where=paths.again > 0),
        paths_with_repeats=paths.count(where=paths.repeats > 0),
        paths_with_returns=paths.count(where=paths.returns > 0),
    )
