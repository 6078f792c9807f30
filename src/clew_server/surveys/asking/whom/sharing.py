"""Who shares an address, or anything else by which the ledger knows them: of each group one is asked."""

from __future__ import annotations

from collections.abc import Sequence

from clew_server.surveys.asking.whom.person import Person

__all__ = ["sharing_of"]


def sharing_of(people: Sequence[Person], places: Sequence[int]) -> list[list[int]]:
    """Return the places of people in groups: who shares a key is in one, also by way of a third; most are alone.

    >>> def one(*keys: str) -> Person:
    ...     return Person(customer_id="", address="", keys=keys)
    >>> sharing_of([one("a", "b"), one("c"), one("d", "e"), one("b", "d")], [0, 1, 2, 3])
    [[0, 2, 3], [1]]
    """
    over = {place: place for place in places}
    first: dict[str, int] = {}
    for place in places:
        for key in people[place].keys:
            one, other = _top(over, place), _top(over, first.setdefault(key, place))
            over[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(_top(over, place), []).append(place)
    return list(groups.values())


def _top(over: dict[int, int], place: int) -> int:
    """Return the place that stands for the group of one, and let it be found faster the next time."""
    while over[place] != place:
        over[place] = over[over[place]]
        place = over[place]
    return place
