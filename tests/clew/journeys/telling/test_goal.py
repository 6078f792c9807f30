"""The way to a goal: worked examples, Smith's lostness, an oracle in plain Python."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.journeys.telling.goal import find_goal, lostness
from clew.journeys.telling.told import SECOND

HOUR, DAY = 3600, 86_400
LATER = 1000 * DAY * SECOND


def goal(told, name="g", as_of=LATER, patience=30 * DAY, **given):
    return find_goal(told, name, as_of=as_of, patience=patience, **given)


@pytest.mark.parametrize(
    ("distinct", "contacts", "shortest", "expected"),
    [(3, 3, 3, 0), (4, 6, 3, 0.4167), (5, 7, 3, 0.4916), (6, 9, 3, 0.6009)],
)
def test_smiths_examples(distinct, contacts, shortest, expected):
    assert lostness(distinct, contacts, shortest) == pytest.approx(expected, abs=5e-5)


def test_fewer_names_than_the_shortest_way_is_undefined():
    assert lostness(2, 4, 3) is None


def test_counts_steps_and_contacts(written):
    found = goal(written(["aabg", "abgxg", "ax", "a", "g"], unfinished=[3]))
    assert (found.paths, found.reached, found.ended_without, found.still_open) == (5, 3, 1, 1)
    assert (found.contacts.value, found.steps.value, found.seconds.value) == (2, 2, 2 * HOUR)
    assert found.contacts.n == 3


def test_the_share_counts_open_paths_as_open_and_an_end_as_an_end(written):
    reached, ended = [[("a", 0), ("g", 24)]] * 50, [[("a", 0)]] * 30
    fresh = [[("a", 59 * 24)]] * 20
    told = written([*reached, *ended, *fresh], unfinished=range(80, 100))
    found = goal(told, as_of=60 * DAY * SECOND)
    assert found.share.method == "aalen_johansen"
    assert found.share.value == pytest.approx(0.5)
    younger = written([*reached, *ended, *[[("a", 59.5 * 24)]] * 20], unfinished=range(80, 100))
    assert goal(younger, as_of=60 * DAY * SECOND).share.value == pytest.approx(50 / 80)


def test_a_path_that_goes_on_after_the_goal_has_reached_it(written):
    told = written([*[[("a", 0), ("g", 24)]] * 20, *[[("a", 0)]] * 20], unfinished=range(20))
    assert goal(told, as_of=31 * DAY * SECOND).share.value == pytest.approx(0.5)


def test_lostness_with_a_shortest_way_given(written):
    found = goal(written(["abg", "abcabg", "bg"]), shortest=3).lostness
    assert (found.shortest, found.is_given, found.undefined, found.median.n) == (3, True, 1, 2)
    assert found.median.value == 0
    assert (found.found_their_way, found.lost) == (0.5, 0)


def test_without_a_shortest_way_it_is_the_fifth_percentile_of_those_who_got_there(written):
    found = goal(written([*["abg"] * 19, "ag", *["abcdefg"] * 20])).lostness
    assert (found.shortest, found.is_given) == (3, False)
    assert found.undefined == 1


def test_a_goal_nobody_reached(written):
    with pytest.raises(UsageError, match="no contact 'g'"):
        goal(written(["ab"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.lists(st.text("abg", min_size=1, max_size=9), min_size=1, max_size=6).filter(lambda p: "g" in "".join(p)),
    st.sets(st.integers(0, 5)),
)
def test_the_same_as_in_plain_python(written, paths, unfinished):
    found = goal(written(paths, unfinished=unfinished), shortest=1)
    ways = [path[: path.index("g")] for path in paths if "g" in path]
    without = [number for number, path in enumerate(paths) if "g" not in path]
    assert (found.reached, found.still_open) == (len(ways), len(unfinished.intersection(without)))
    assert found.reached + found.ended_without + found.still_open == found.paths
    assert found.contacts.value == low([len(way) for way in ways])
    assert found.steps.value == low([len(list(groupby(way))) for way in ways])
    losses = [lostness(len({*way, "g"}), len(way) + 1, 1) for way in ways]
    assert found.lostness.median.value == pytest.approx(low(losses))
    assert found.lostness.lost == pytest.approx(sum(loss > 0.5 for loss in losses) / len(losses))


def low(values):
    return sorted(values)[(len(values) - 1) // 2]
