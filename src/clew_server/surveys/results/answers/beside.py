"""Up to which hour each group of responses is shown, so that nothing of a few is left beside all and the other groups.

Figures of all, without those of one way out, without those of the other, are those of the third. So in each filter what
is left of all when any of its groups as they are shown are taken away is nobody, or ``k`` and more. Where it is fewer,
the group that moved last goes back a step. Groups are never ahead of all, so what is left is fewer only when one of
them just moved: nobody has seen its new figures yet, and those seen before do not help. Of two groups of different
filters that differ by a few, the smaller is not shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import combinations

from clew.surveys.results.returned import Returned
from clew_server.surveys.results.guarding import hour_of, is_few, steps

__all__ = ["ALL", "Group", "shown_until"]

#: The name of a filter, and what it is set to.
Group = tuple[str, object]
ALL: Group = ("", None)
#: How many finished in each hour, by the groups they belong to.
Cells = Mapping[tuple[tuple[Group, ...], datetime], int]


def shown_until(came: Iterable[Returned], k: int, now: datetime) -> dict[Group, datetime]:
    """Return the last hour that is shown of each group, and of all; of a group that is not there nothing is shown."""
    cells = _cells(came)
    hours: dict[Group, Counter[datetime]] = defaultdict(Counter)
    for (groups, hour), n in cells.items():
        for group in groups:
            hours[group][hour] += n
    of_all = steps(hours[ALL], k, now)[-1:]
    ends = {group: [end for end in steps(hours[group], k, now) if of_all and end <= of_all[0]] for group in hours}
    for name in ("way", "language", "version"):
        _hold_back({group: finished for group, finished in hours.items() if group[0] == name}, ends, k, of_all)
    until = {group: found[-1] for group, found in ends.items() if found}
    for group in _alike(cells, until, k):
        del until[group]
    return until


def _cells(came: Iterable[Returned]) -> Cells:
    found: Counter[tuple[tuple[Group, ...], datetime]] = Counter()
    for one in came:
        if one.is_finished and one.finished_at is not None:
            groups = (ALL, ("way", one.way), ("language", one.language), ("version", one.version))
            found[groups, hour_of(one.finished_at)] += 1
    return found


def _hold_back(
    hours: Mapping[Group, Counter[datetime]], ends: dict[Group, list[datetime]], k: int, of_all: list[datetime]
) -> None:
    """Take the last step from groups of one filter until what they leave of all is nobody, or enough."""
    while is_few(sum(_left(finished, ends[group], of_all) for group, finished in hours.items()), k):
        last = max((group for group in hours if ends[group]), key=lambda group: (ends[group][-1], str(group[1])))
        ends[last] = ends[last][:-1]


def _left(finished: Counter[datetime], ends: list[datetime], of_all: list[datetime]) -> int:
    """Return how many of a group are among all and not in what is shown of the group."""
    among = sum(n for hour, n in finished.items() if hour <= of_all[0]) if of_all else 0
    return among - (sum(n for hour, n in finished.items() if hour <= ends[-1]) if ends else 0)


def _alike(cells: Cells, until: Mapping[Group, datetime], k: int) -> set[Group]:
    """Return the groups to leave out: the smaller of two of different filters that differ by a few."""
    sizes, common = Counter[Group](), Counter[tuple[Group, Group]]()
    for (groups, hour), n in cells.items():
        inside = [group for group in groups if group in until and hour <= until[group]]
        sizes.update(dict.fromkeys(inside, n))
        common.update(dict.fromkeys(combinations(inside, 2), n))
    near = [pair for pair in common if is_few(sizes[pair[0]] + sizes[pair[1]] - 2 * common[pair], k)]
    return set(_smaller(sorted(near, key=str), sizes))


def _smaller(near: Iterable[tuple[Group, Group]], sizes: Mapping[Group, int]) -> Iterator[Group]:
    gone: set[Group] = set()
    for one, other in near:
        if ALL not in (one, other) and not gone & {one, other}:
            gone.add(min(one, other, key=lambda group: (sizes[group], str(group))))
    yield from gone
