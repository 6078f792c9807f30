"""The data of a finding's picture: its line over time, or the places of its kind side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clew.findings.measure import Cell, Measure, estimate, merged
from clew.findings.tested.candidate import Candidate
from clew.stats.estimate import shown
from clew.stats.sketch import Sketch

__all__ = ["bars", "line", "series"]

#: A picture shows at most this many places: the told one, and those with the most answers.
MOST_BARS = 14
#: How each part of a place is told apart from the next in a label.
JOINT = " · "


def line(candidate: Candidate, cells: Sequence[Cell], incomplete: frozenset[str]) -> dict[str, Any]:
    """Return one point a period: value, lo, hi, n, and whether the period is not over."""
    marked = {"period": candidate.where.get("period"), "since": candidate.where.get("since")}
    return {"kind": "line", "points": series(candidate.measure, cells, incomplete), **marked}


def series(measure: Measure, cells: Sequence[Cell], incomplete: frozenset[str]) -> list[dict[str, Any]]:
    """Return the line of a measure over its periods, all places together."""
    periods: dict[str, list[Sketch]] = {}
    for cell in cells:
        if cell.period is not None:
            periods.setdefault(cell.period, []).append(cell.sketch)
    points = []
    for period in sorted(periods):
        point = _point(measure, merged(periods[period]))
        points.append({"period": period, **point, "incomplete": period in incomplete})
    return points


def bars(candidate: Candidate, cells: Sequence[Cell], spoken: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return one bar a place of the same kind, the told one marked; ``spoken`` says values as readers know them."""
    names = tuple(candidate.where)
    places: dict[tuple[str, ...], list[Sketch]] = {}
    for cell in cells:
        values = tuple(cell.where.get(name) for name in names)
        if all(value is not None for value in values):
            places.setdefault(tuple(map(str, values)), []).append(cell.sketch)
    own = tuple(candidate.where.values())
    gathered = {place: merged(sketches) for place, sketches in places.items()}
    chosen = sorted(gathered, key=lambda place: (place != own, -gathered[place].n))[:MOST_BARS]
    said = {place: JOINT.join((spoken or {}).get(value, value) for value in place) for place in chosen}
    rows = [{"place": said[p], **_point(candidate.measure, gathered[p]), "told": p == own} for p in chosen]
    visible = [row for row in rows if row["value"] is not None]
    ordered = sorted(visible, key=lambda row: row["value"] * candidate.measure.sign)
    return {"kind": "bars", "points": ordered, "left_out": len(gathered) - len(ordered)}


def _point(measure: Measure, sketch: Sketch) -> dict[str, Any]:
    figure = shown(estimate(measure, sketch)).scaled(measure.scale)
    return {"value": figure.value, "lo": figure.lo, "hi": figure.hi, "n": figure.n}
