"""The views of this room as JSON documents: circles, around, compare and goal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec

from clew.errors import UsageError
from clew.journeys.paths import Paths, paths_of
from clew.journeys.telling.around import Around, Neighbour, find_around
from clew.journeys.telling.back_and_forth import BackAndForth, back_and_forth
from clew.journeys.telling.circles import Circle, find_circles
from clew.journeys.telling.compare import Compared, compare
from clew.journeys.telling.goal import Lostness, find_goal
from clew.journeys.telling.groups import two_groups
from clew.journeys.telling.rework import rework
from clew.stats.estimate import SMALL_N, Estimate

__all__ = ["SHOWN", "VIEWS", "Told", "told"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400.0
#: Rows of a view, where nobody says how many; the rest is summed or counted.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What a view is asked for beside the paths; a view takes what it needs.

    ``name`` is whom to look around or the goal, ``groups`` what two groups are made by, ``within`` how many contacts
    are nearby, ``shortest`` the fewest names the goal can be reached by.
    """

    name: str | None = None
    groups: str | None = None
    within: int = 3
    shortest: int | None = None
    limit: int = SHOWN
    level: float = 0.95


def told(view: str, paths: Paths, asked: Told) -> dict[str, Any]:
    """Return the document of one of :data:`VIEWS`; :class:`~clew.errors.UsageError` says what it lacks."""
    return VIEWS[view](paths, asked)


def _circles(paths: Paths, asked: Told) -> dict[str, Any]:
    found = find_circles(paths, asked.limit)
    parts = {"other": found.rest, "longer": found.longer, "total": found.total}
    between: tuple[Literal["actor", "team"], ...] = ("actor", "team")
    return {
        "rows": [_circle(circle) for circle in found.rows],
        **{name: _costs(circle) for name, circle in parts.items()},
        "rework": asdict(rework(paths)),
        "back_and_forth": {who: _back_and_forth(paths, who, asked.limit) for who in between},
    }


def _circle(circle: Circle) -> dict[str, Any]:
    return {"circle": list(circle.names), "after": circle.after, **_costs(circle)}


def _costs(circle: Circle) -> dict[str, Any]:
    names = ("times", "paths", "customers", "extra_events", "extra_seconds")
    return {name: getattr(circle, name) for name in names}


def _back_and_forth(paths: Paths, who: Literal["actor", "team"], limit: int) -> dict[str, Any] | None:
    """Return the document of work going back and forth; None where nobody is known to have handled anything."""
    asked, reader = paths.definition, paths.reader
    if "events" not in asked.tables or not reader.has("events", who):
        return None
    by_whom = paths_of(msgspec.structs.replace(asked, names=who), reader.lake, reader.engine)
    found: BackAndForth = back_and_forth(by_whom, limit)
    return asdict(found)


def _around(paths: Paths, asked: Told) -> dict[str, Any]:
    if not asked.name:
        raise UsageError("Around what? Give the name of a contact: clew paths --view around NAME.")
    found: Around = find_around(
        paths, asked.name, as_of=_as_of(paths), patience=_patience(paths), within_contacts=asked.within,
        level=asked.level,
    )  # fmt: skip
    return {
        "around": {"name": found.name, "visits": found.visits, "paths": found.paths, "within": found.within},
        "before": [_neighbour(row) for row in found.before],
        "after": [_neighbour(row) for row in found.after],
        "drop_off": {**_estimate(found.drop_off), "within_seconds": found.patience},
    }


def _neighbour(row: Neighbour) -> dict[str, Any]:
    wait = row.seconds
    median = {"median_seconds": wait.value, "median_lo": wait.lo, "median_hi": wait.hi} if wait else {}
    counts = {name: getattr(row, name) for name in ("kind", "name", "visits", "share", "paths", "nearby")}
    return {**counts, **(median or dict.fromkeys(("median_seconds", "median_lo", "median_hi")))}


def _compare(paths: Paths, asked: Told) -> dict[str, Any]:
    if not asked.groups:
        raise UsageError("Compare what? Give two groups: --groups channel=web, or a field with two values.")
    groups = two_groups(paths, asked.groups, paths.reader.lake, paths.reader.engine)
    found = compare(paths, groups.members, asked.level)
    rows = found.rows[: asked.limit]
    return {
        "groups": [{"name": name, "paths": size} for name, size in zip(groups.names, found.paths, strict=True)],
        "in_no_group": groups.left_out,
        "rows": [_compared(row) for row in rows],
        "tested": len(found.rows),
        "beyond_chance": sum(bool(row.difference.beyond_chance) for row in found.rows),
        "not_tested": found.not_tested,
    }


def _compared(row: Compared) -> dict[str, Any]:
    names = ("difference", "lo", "hi", "p", "q", "beyond_chance", "smallest_detectable", "method")
    difference = {name: getattr(row.difference, name) for name in names}
    return {
        "kind": row.kind,
        "names": list(row.names),
        "counts": list(row.paths),
        "shares": list(row.shares),
        **difference,
    }


def _goal(paths: Paths, asked: Told) -> dict[str, Any]:
    if not asked.name:
        raise UsageError("Which goal? Give the name of a contact: clew paths --goal NAME.")
    found = find_goal(
        paths, asked.name, as_of=_as_of(paths), patience=_patience(paths), shortest=asked.shortest, level=asked.level
    )
    counts = {name: getattr(found, name) for name in ("name", "paths", "reached", "ended_without", "still_open")}
    figures = ("share", "steps", "contacts", "seconds")
    return {
        "goal": counts,
        **{name: _estimate(getattr(found, name)) for name in figures},
        "lostness": _lostness(found.lostness) if found.lostness else None,
    }


def _lostness(found: Lostness) -> dict[str, Any]:
    names = ("shortest", "is_given", "found_their_way", "lost", "undefined")
    return {**{name: getattr(found, name) for name in names}, **_estimate(found.median)}


def _estimate(found: Estimate) -> dict[str, Any]:
    small = found.warn("small n") if 0 < found.n < SMALL_N else found
    names = ("value", "lo", "hi", "n", "method")
    return {**{name: getattr(small, name) for name in names}, "warnings": list(small.warnings)}


def _as_of(paths: Paths) -> int:
    """Return the moment the paths are told for, in microseconds since 1970; 0 where there is no contact at all."""
    as_of = paths.definition.as_of
    return 0 if as_of is None else (as_of.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


def _patience(paths: Paths) -> float:
    return paths.definition.patience_days * _DAY


#: View of `clew paths` → its document, without what is said of the paths themselves.
VIEWS: Mapping[str, Callable[[Paths, Told], dict[str, Any]]] = {
    "circles": _circles,
    "around": _around,
    "compare": _compare,
    "goal": _goal,
}
