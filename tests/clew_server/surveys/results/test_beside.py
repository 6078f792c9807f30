"""What is shown of all less what is shown, or was, of any groups of a filter tells of nobody, or of five and more."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from clew.surveys.results.returned import Returned
from clew_server.surveys.results.answers.beside import ALL, Group, shown_until
from clew_server.surveys.results.guarding import hour_of, released

START, K = datetime(2026, 3, 2, 8, tzinfo=UTC), 5
LATER = START + timedelta(days=9)
Keys = frozenset[str]


def one(key: object, language: str, hour: float, way: str = "w", version: int = 1) -> Returned:
    return Returned(str(key), version, {}, language=language, way=way, finished_at=START + timedelta(hours=hour))


def shown(came: list[Returned], now: datetime) -> dict[Group, Keys]:
    """Who is in the figures of all and of each group."""
    until = shown_until(came, K, now)
    found = {ALL: frozenset(each.key for each in released(came, K, now))}
    for name, value in until:
        if (name, value) != ALL:
            mine = [each for each in came if getattr(each, name) == value]
            inside = frozenset(each.key for each in mine if hour_of(each.finished_at) <= until[name, value])
            assert inside <= {each.key for each in released(mine, K, now)}
            found[name, value] = inside
    return found


def fewest_left(all_of: Keys, groups: Iterable[list[Keys]]) -> int:
    """Of how many people figures of all tell, that are not none, less any choice of what was shown of each group."""
    left = (len(all_of.symmetric_difference(frozenset().union(*choice))) for choice in product(*groups))
    return min((n for n in left if n), default=K)


def test_a_group_stops_where_it_would_tell_of_a_third():
    groups = (("en", 0, 10), ("pl", 2, 10), ("ro", 0, 3))
    came = [one(f"{name}{n}", name, n // 5 + start) for name, start, count in groups for n in range(count)]
    found = shown(came, LATER)
    assert len(found[ALL]) == 23
    assert len(found["language", "en"]) == 10
    assert len(found["language", "pl"]) == 5  # all less English less Polish would be the three Romanians
    assert ("language", "ro") not in found


def test_groups_of_two_filters_that_differ_by_a_few_are_not_both_shown():
    came = [one(n, "pl", n // 8, way="a" if n < 22 else "b", version=1 if n < 24 else 2) for n in range(40)]
    found = shown(came, LATER)
    assert ("version", 1) in found
    assert ("way", "a") not in found


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_told_of_by_what_was_ever_shown_of_groups(seed):
    rng = random.Random(seed)  # noqa: S311 - no secret
    chances = rng.choice([(1, 1, 1), (8, 4, 1), (20, 3, 1)])
    came = [one(n, rng.choices("xyz", chances)[0], rng.uniform(0, 60)) for n in range(120)]
    seen: dict[Group, set[Keys]] = {}
    for look in range(62):
        now = START + timedelta(hours=look)
        found = shown([each for each in came if each.finished_at <= now], now)
        for group, keys in found.items():
            if group[0] == "language":
                seen.setdefault(group, {frozenset()}).add(keys)
        newest = [[*sorted(sets, key=len)[-4:], frozenset()] for sets in seen.values()]
        assert fewest_left(found[ALL], newest) >= K
