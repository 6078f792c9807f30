"""A line of some weeks as SVG paths: the figure, its interval as a band, gaps where nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clew.questions.answer import AnswerRow

__all__ = ["Line", "Mark", "line_of"]

#: Room above and below, so that the stroke is not cut.
MARGIN = 2.0


@dataclass(frozen=True)
class Mark:
    """Something the company changed: where its rule stands, in which period, what; ``label`` is cut to its room."""

    x: str
    period: str
    what: str
    label: str
    is_late: bool


@dataclass(frozen=True)
class Line:
    """What is drawn in a box of ``width`` × ``height``: ``path``, ``band`` ("" without intervals), the last point.

    Everything is text: a template would write numbers as the reader does, and 102,5 is no length.
    """

    width: int
    height: int
    path: str
    band: str
    last: tuple[str, str]
    marks: tuple[Mark, ...] = ()


def line_of(rows: Sequence[AnswerRow], width: int, height: int, marks: Sequence[Mapping[str, Any]] = ()) -> Line | None:
    """Return the line of ``rows``, one a period in order; None where fewer than two are known.

    ``marks`` are those of the change log (:func:`clew.questions.timing.marks.marks_of`) over the same periods,
    each with ``said``: its period in words.

    The scale is the line's own, from the lowest to the highest value; intervals that leave the box are cut there.
    """
    known = [row.value for row in rows if row.value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line takes two
        return None
    low, high = min(known), max(known)
    room = (high - low) * 0.35 or abs(high) * 0.1 or 1.0
    low, high = low - room, high + room

    def x(place: int) -> float:
        return round(MARGIN + place * (width - 2 * MARGIN) / max(len(rows) - 1, 1), 1)

    def y(value: float) -> float:
        inside = min(max(value, low), high)
        return round(height - MARGIN - (inside - low) / (high - low) * (height - 2 * MARGIN), 1)

    points = [(x(place), row) for place, row in enumerate(rows)]
    path, pen = [], "M"
    for at, row in points:
        if row.value is None:
            pen = "M"
            continue
        path.append(f"{pen}{at} {y(row.value)}")
        pen = "L"
    last = next((str(at), str(y(row.value))) for at, row in reversed(points) if row.value is not None)
    places = {row.period: str(at) for at, row in points}
    changed = tuple(
        Mark(places[mark["period"]], mark["said"], mark["what"], mark["label"], bool(mark["is_late"]))
        for mark in marks
        if mark["period"] in places
    )
    return Line(width, height, "".join(path), _band(points, y), last, changed)


def _band(points: Sequence[tuple[float, AnswerRow]], y: Callable[[float], float]) -> str:
    """Return the band of the intervals: each stretch of known ones a closed shape."""
    stretches: list[list[tuple[float, float, float]]] = [[]]
    for at, row in points:
        if row.lo is None or row.hi is None:
            stretches.append([])
        else:
            stretches[-1].append((at, y(row.hi), y(row.lo)))
    return "".join(_shape(stretch) for stretch in stretches if len(stretch) > 1)


def _shape(stretch: Sequence[tuple[float, float, float]]) -> str:
    above = "L".join(f"{left} {top}" for left, top, _ in stretch)
    below = "L".join(f"{left} {bottom}" for left, _, bottom in reversed(stretch))
    return f"M{above}L{below}Z"
