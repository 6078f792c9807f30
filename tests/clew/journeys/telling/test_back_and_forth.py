"""Back and forth between teams: worked examples, an oracle in plain Python, the engines."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.journeys.telling.back_and_forth import Pair, back_and_forth


@pytest.mark.parametrize(
    ("path", "hand_overs", "times"),
    [("AABA", 2, 1), ("ABAB", 3, 2), ("ABC", 2, 0), ("ABCA", 3, 0), ("AAAA", 0, 0), ("ABBBA", 2, 1), ("A", 0, 0)],
)
def test_worked_examples(written, path, hand_overs, times):
    found = back_and_forth(written([path]))
    assert (found.hand_overs, found.times, found.paths, found.of_paths) == (hand_overs, times, int(times > 0), 1)


def test_pairs_beyond_the_limit_are_summed(written):
    found = back_and_forth(written(["ABAB", "ABA", "CDC"]), limit=1)
    assert found.pairs == (Pair("A", "B", 2, 2),)
    assert (found.other_times, found.times) == (2, 4)


def test_nobody_at_all(written):
    found = back_and_forth(written([]))
    assert (found.hand_overs, found.times, found.pairs) == (0, 0, ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.lists(st.sampled_from("ABC").map(str), max_size=12), max_size=6))
def test_the_same_as_in_plain_python(written, paths):
    found = back_and_forth(written(["".join(path) for path in paths]))
    runs = [[team for team, _ in groupby(path)] for path in paths]
    returns = [sum(a == c for a, c in zip(path, path[2:], strict=False)) for path in runs]
    assert found.hand_overs == sum(len(path) - 1 for path in runs if path)
    assert (found.times, found.paths) == (sum(returns), sum(x > 0 for x in returns))
    assert found.of_paths == sum(bool(path) for path in runs)
    assert sum(pair.times for pair in found.pairs) + found.other_times == found.times
