"""Back and forth between teams: worked examples, an oracle in plain Python, the engines."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.engines.compile import compile_everywhere
from clew.journeys.telling.back_and_forth import Pair, _changes, back_and_forth


def teams(path):
    return [{"name": "x", "team": team} for team in path]


@pytest.mark.parametrize(
    ("path", "hand_overs", "times"),
    [("AABA", 2, 1), ("ABAB", 3, 2), ("ABC", 2, 0), ("ABCA", 3, 0), ("AAAA", 0, 0), ("ABBBA", 2, 1), ("A", 0, 0)],
)
def test_worked_examples(walked, path, hand_overs, times):
    found = back_and_forth(walked([teams(path)]), "team")
    assert (found.hand_overs, found.times, found.paths, found.of_paths) == (hand_overs, times, int(times > 0), 1)


def test_a_contact_of_no_team_is_left_out_and_counted(walked):
    found = back_and_forth(walked([teams(["A", None, "A", "B", None, "A"]), teams([None])]), "team")
    assert (found.hand_overs, found.times, found.of_paths, found.unknown) == (2, 1, 1, 3)


def test_actors_are_asked_apart_from_teams(walked):
    steps = walked([[{"name": "x", "team": "A", "actor": actor} for actor in ("ann", "bob", "ann")]])
    assert back_and_forth(steps, "team").times == 0
    assert back_and_forth(steps, "actor").pairs == (Pair("ann", "bob", 1, 1),)


def test_pairs_beyond_the_limit_are_summed(walked):
    found = back_and_forth(walked([teams("ABAB"), teams("ABA"), teams("CDC")]), "team", limit=1)
    assert found.pairs == (Pair("A", "B", 2, 2),)
    assert (found.other_times, found.times) == (2, 4)


def test_nobody_at_all(walked):
    found = back_and_forth(walked([]), "actor")
    assert (found.hand_overs, found.times, found.pairs) == (0, 0, ())


def test_every_engine_can_say_it(walked):
    assert len(compile_everywhere(_changes(walked([]).rows, "team"))) == 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.lists(st.sampled_from(["A", "B", "C", None]), max_size=12), max_size=6))
def test_the_same_as_in_plain_python(walked, paths):
    found = back_and_forth(walked([teams(path) for path in paths]), "team")
    runs = [[team for team, _ in groupby(team for team in path if team)] for path in paths]
    returns = [sum(a == c for a, c in zip(path, path[2:], strict=False)) for path in runs]
    assert found.hand_overs == sum(len(path) - 1 for path in runs if path)
    assert (found.times, found.paths) == (sum(returns), sum(x > 0 for x in returns))
    assert found.of_paths == sum(bool(path) for path in runs)
    assert found.unknown == sum(team is None for path in paths for team in path)
    assert sum(pair.times for pair in found.pairs) + found.other_times == found.times
