"""Which cells of a grid stay hidden from viewers, so that no small group can be worked out from what is shown.

A small cell is never shown to anybody. But who knows the total of a row or a column (it can be asked for) takes the
others away from it: so no row and no column may hide answers of fewer than ``k`` people together, unless it hides none.
Where it does, its next smallest cell goes too. (Cox (1980), J. Am. Stat. Assoc. 75, 377-385.)
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["Place", "hidden"]

Place = tuple[str | None, ...]


def hidden(counts: Mapping[Place, int], k: int) -> frozenset[Place]:
    """Return the places that stay hidden: those with fewer than ``k`` answers, and what would give them away.

    A line that hides one cell only is given away by its total however large the cell is, so it hides two.

    >>> sorted(hidden({("web",): 40, ("phone",): 3, ("shop",): 9}, 5))
    [('phone',), ('shop',)]
    """
    found = {place for place, n in counts.items() if 0 < n < k}
    lines = _lines(counts)
    changed = bool(found)
    while changed:
        changed = False
        for line in lines:
            mine = [place for place in line if place in found]
            if not mine or (len(mine) > 1 and sum(counts[place] for place in mine) >= k):
                continue
            rest = [place for place in line if place not in found and counts[place]]
            if rest:
                found.add(min(rest, key=lambda place: (counts[place], repr(place))))
                changed = True
    return frozenset(found)


def _lines(counts: Mapping[Place, int]) -> list[list[Place]]:
    """Return the places that add up to a total: all of one value of a dimension, or all, where there is one only."""
    places = list(counts)
    if not places or len(places[0]) == 1:
        return [places]
    lines: dict[tuple[int, str | None], list[Place]] = {}
    for place in places:
        for axis, value in enumerate(place):
            lines.setdefault((axis, value), []).append(place)
    return list(lines.values())
