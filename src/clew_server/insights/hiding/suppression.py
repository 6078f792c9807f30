"""Which cells of a table stay hidden so that no group smaller than k can be read, nor worked out from the others.

A cell is hidden where fewer than k answered. That is not enough: who knows the total, or the total of a row, takes the
others away from it. All totals of k and more are held to be known (they can be asked for), so every line of cells that
add up to one hides two at least, or none, and together at least k; then what remains is solved as a system of
equations, and cells are hidden until none under k, and no line of such, has one solution only.
(Cox (1980), J. Am. Stat. Assoc. 75, 377-385.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import numpy as np

__all__ = ["Key", "hidden_cells", "leaves_too_few"]

Key = tuple[str | None, ...]
#: Above this many unknowns the equations are not solved; then every cell that shares a line with a small one goes.
MOST_UNKNOWN = 300
NOTHING = 1e-9


def hidden_cells(counts: Mapping[Key, int], k: int, also: Iterable[Key] = ()) -> frozenset[Key]:
    """Return the keys that stay hidden; ``counts`` says how many answered in each cell, all keys as long as each other.

    ``also`` are cells to be hidden for another reason, as if they were small.

    A cell in which nobody answered shows nothing and is not hidden.

    >>> sorted(hidden_cells({("web",): 40, ("phone",): 3, ("shop",): 9}, 5))
    [('phone',), ('shop',)]
    """
    small = {key for key, n in counts.items() if 0 < n < k} | set(also)
    hidden = set(small)
    if not small:
        return frozenset()
    lines = [line for line in _lines(list(counts)) if sum(counts[key] for key in line) >= k]
    while True:
        added = _too_small_together(lines, counts, hidden, small, k) or _solved(lines, counts, hidden, small, k)
        if not added:
            return frozenset(hidden)
        hidden |= added


def leaves_too_few(whole: int, part: int, k: int) -> bool:
    """Return whether those of ``whole`` who are not in ``part`` are too few to be told, yet somebody.

    >>> leaves_too_few(100, 97, 5), leaves_too_few(100, 100, 5), leaves_too_few(100, 60, 5)
    (True, False, False)
    """
    return 0 < whole - part < k


def _lines(keys: list[Key]) -> Iterator[tuple[Key, ...]]:
    """Yield the cells that add up to each total: over every set of dimensions, for all values of the others.

    A dimension of one value alone adds nothing up: its totals are the cells themselves.
    """
    varying = [place for place in range(len(keys[0])) if len({key[place] for key in keys}) > 1]
    for size in range(1, len(varying) + 1):
        for summed in combinations(varying, size):
            kept = [place for place in varying if place not in summed]
            groups: dict[Key, list[Key]] = {}
            for key in keys:
                groups.setdefault(tuple(key[place] for place in kept), []).append(key)
            yield from map(tuple, groups.values())


def _too_small_together(
    lines: list[tuple[Key, ...]], counts: Mapping[Key, int], hidden: set[Key], small: set[Key], k: int
) -> set[Key]:
    """Return one more cell of each line whose hidden cells could be worked out as fewer than k together."""
    added: set[Key] = set()
    for line in lines:
        mine = [key for key in line if key in hidden or key in added]
        if mine and (len(mine) == 1 or (any(key in small for key in mine) and sum(counts[key] for key in mine) < k)):
            added |= _next(line, counts, hidden | added)
    return added


def _solved(
    lines: list[tuple[Key, ...]], counts: Mapping[Key, int], hidden: set[Key], small: set[Key], k: int
) -> set[Key]:
    """Return cells to hide beside each small one that the totals determine, alone or together with others."""
    unknown = sorted(hidden, key=repr)
    if len(unknown) > MOST_UNKNOWN:
        found = small
    else:
        place = {key: column for column, key in enumerate(unknown)}
        rows = {tuple(sorted(place[key] for key in line if key in place)) for line in lines}
        matrix = np.zeros((len(rows), len(unknown)))
        for number, columns in enumerate(sorted(rows)):
            matrix[number, list(columns)] = 1.0
        _, sizes, axes = np.linalg.svd(matrix)
        free = axes[int((sizes > NOTHING).sum()) :]  # the ways in which the unknowns can move without a total moving
        still = np.abs(free).max(axis=0, initial=0.0) < NOTHING**0.5
        known = {key for key in unknown if still[place[key]]}
        found = small & known
        for line in lines:  # what the totals determine is as good as shown: the others of its line stand without it
            mine = [key for key in line if key in hidden and key not in known]
            if any(key in small for key in mine) and sum(counts[key] for key in mine) < k:
                found.add(next(key for key in mine if key in small))
    added: set[Key] = set()
    for key in sorted(found, key=repr):
        for line in lines:
            if key in line and not added & set(line):
                added |= _next(line, counts, hidden | added)
    return added


def _next(line: tuple[Key, ...], counts: Mapping[Key, int], hidden: set[Key]) -> set[Key]:
    """Return the smallest cell of a line that is still shown and holds anybody; nothing where there is none."""
    shown = [key for key in line if key not in hidden and counts[key]]
    return {min(shown, key=lambda key: (counts[key], repr(key)))} if shown else set()
