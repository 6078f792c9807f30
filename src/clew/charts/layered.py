"""A layered layout: boxes in rows, one row a step, lines between them with few crossings; after Sugiyama et al. 1981.

Sugiyama, Tagawa & Toda (1981), "Methods for Visual Understanding of Hierarchical System Structures", IEEE Transactions
on Systems, Man, and Cybernetics 11(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = ["Item", "Layout", "Line", "lay_out"]

#: A forward line that is less than this share of the strongest one into its end does not push its end down.
MAIN = 0.15
#: Boxes without any line stand in rows of so many below the others.
PER_ROW = 5
SWEEPS, ROUNDS = 8, 10
Line = tuple[str, str]


@dataclass(eq=False, slots=True)
class Item:
    """One place in a row: a box, or (without a name) where a line passes a row; ``x`` is its middle."""

    name: str
    row: int
    width: float
    x: float = 0.0
    above: list[Item] = field(default_factory=list)
    below: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """The rows from above, and the items that each line passes from its start to its end, both boxes among them."""

    rows: list[list[Item]]
    routes: dict[Line, list[Item]]
    width: float


def lay_out(
    names: Sequence[str], lines: Mapping[Line, float], *, width: float = 172.0, gap: float = 26.0, bend: float = 60.0
) -> Layout:
    """Return where boxes stand and lines run; ``names`` come in the order in which people pass them.

    A line to a later name goes down, others go back up; lines within a row, from a name to itself too, pass nothing.

    >>> found = lay_out(["a", "b", "c"], {("a", "b"): 9.0, ("b", "c"): 5.0, ("c", "a"): 1.0})
    >>> [[item.name for item in row] for row in found.rows], len(found.routes["c", "a"])
    ([['a'], ['b', ''], ['c']], 3)
    """
    row_of = _rows(names, lines)
    items = {name: Item(name, row_of[name], width) for name in names}
    rows: list[list[Item]] = [[] for _ in range(max(row_of.values(), default=-1) + 1)]
    for name in names:
        rows[row_of[name]].append(items[name])
    routes = {line: _route(items[line[0]], items[line[1]], rows, bend) for line in lines if line[0] != line[1]}
    _uncross(rows)
    _place(rows, gap)
    _beside(rows, lines, items, gap)
    return Layout(rows, routes, max((item.x + item.width / 2 for row in rows for item in row), default=0.0))


def _rows(names: Sequence[str], lines: Mapping[Line, float]) -> dict[str, int]:
    """Return the row of each name: below all that mainly leads to it; those without lines in rows at the bottom."""
    place = {name: at for at, name in enumerate(names)}
    into: dict[str, dict[str, float]] = {name: {} for name in names}
    for (start, end), count in lines.items():
        if place[start] < place[end]:
            into[end][start] = count
    joined = {name for line in lines if line[0] != line[1] for name in line}
    row: dict[str, int] = {}
    for name in (name for name in names if name in joined):
        least = MAIN * max(into[name].values(), default=0.0)
        row[name] = max((row[start] + 1 for start, count in into[name].items() if count >= least), default=0)
    bottom = max(row.values(), default=-1) + 1
    alone = [name for name in names if name not in joined]
    return row | {name: bottom + at // PER_ROW for at, name in enumerate(alone)}


def _route(start: Item, end: Item, rows: list[list[Item]], bend: float) -> list[Item]:
    """Return the items a line passes, with one for each row between its ends, which is added to that row."""
    down = end.row > start.row
    top, bottom = (start, end) if down else (end, start)
    passed = [Item("", row, bend) for row in range(top.row + 1, bottom.row)]
    for item in passed:
        rows[item.row].append(item)
    chain = [top, *passed, bottom]
    if top.row != bottom.row:
        for upper, lower in pairwise(chain):
            upper.below.append(lower)
            lower.above.append(upper)
    return chain if down else chain[::-1]


def _uncross(rows: list[list[Item]]) -> None:
    """Order each row by the middle of what its items are joined to, down and up in turn; the best order is kept."""
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            place = {item: at for other in rows for at, item in enumerate(other)}
            near = {item: item.above if sweep % 2 == 0 else item.below for item in row}
            middle = {item: sum(place[x] for x in near[item]) / len(near[item]) for item in row if near[item]}
            row.sort(key=lambda item, middle=middle, place=place: middle.get(item, place[item]))  # type: ignore[misc]
        if _crossings(rows) < fewest:
            best, fewest = [list(row) for row in rows], _crossings(rows)
    for row, order in zip(rows, best, strict=True):
        row[:] = order


def _crossings(rows: list[list[Item]]) -> int:
    place = {item: at for row in rows for at, item in enumerate(row)}
    found = 0
    for row in rows:
        lines = [(place[item], place[other]) for item in row for other in item.below]
        found += sum((a - c) * (b - d) < 0 for at, (a, b) in enumerate(lines) for c, d in lines[at + 1 :])
    return found


def _place(rows: list[list[Item]], gap: float) -> None:
    """Set x of all items: near the middle of what they are joined to, none nearer to its neighbour than ``gap``."""
    for row in rows:
        _apart(row, [0.0] * len(row), gap)
    for turn in range(ROUNDS):
        for row in rows if turn % 2 == 0 else rows[::-1]:
            wanted = []
            for item in row:
                near = [*item.above, *item.below]
                wanted.append(sum(other.x for other in near) / len(near) if near else item.x)
            _apart(row, wanted, gap)


def _beside(rows: list[list[Item]], lines: Mapping[Line, float], items: Mapping[str, Item], gap: float) -> None:
    """Put parts that no line joins side by side from the left, boxes without lines below them."""
    level: dict[Item, list[Item]] = {}
    for start, end in lines:
        level.setdefault(items[start], []).append(items[end])
        level.setdefault(items[end], []).append(items[start])
    seen: set[Item] = set()
    at = 0.0
    below = dict.fromkeys(range(len(rows)), 0.0)
    for first in sorted((item for row in rows for item in row), key=lambda item: item.x):
        part = _joined(first, level, seen)
        if not part:
            continue
        left = min(item.x - item.width / 2 for item in part)
        begin = below[first.row] if len(part) == 1 else at
        for item in part:
            item.x += begin - left
        reached = max(item.x + item.width / 2 for item in part) + gap
        if len(part) == 1:
            below[first.row] = reached
        else:
            at = reached


def _joined(first: Item, level: Mapping[Item, list[Item]], seen: set[Item]) -> list[Item]:
    """Return all that lines join to ``first``, itself among them; none where it was seen already."""
    found, ahead = [], [first]
    while ahead:
        item = ahead.pop()
        if item not in seen:
            seen.add(item)
            found.append(item)
            ahead += [*item.above, *item.below, *level.get(item, ())]
    return found


def _apart(row: list[Item], wanted: Sequence[float], gap: float) -> None:
    """Put the items of a row where they want to be, moved apart where they would touch, the whole row centred on it."""
    at = None
    for item, x in zip(row, wanted, strict=True):
        item.x = x if at is None else max(x, at + gap + item.width / 2)
        at = item.x + item.width / 2
    shift = sum(item.x - x for item, x in zip(row, wanted, strict=True)) / max(1, len(row))
    for item in row:
        item.x -= shift
