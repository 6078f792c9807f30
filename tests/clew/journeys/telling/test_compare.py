"""Two groups compared: worked examples, an oracle in plain Python, no false findings where nothing differs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.journeys.telling import compare as module
from clew.journeys.telling.compare import LEAST_PATHS, compare
from clew.stats.proportion import proportion_difference
from clew.stats.sketch import Sketch


def halves(first, paths):
    chosen = np.arange(paths) < first
    return chosen, ~chosen


def by_names(found):
    return {row.names: row for row in found.rows}


def test_newcombes_example(written):
    told = written(["ab"] * 56 + ["ac"] * 14 + ["ab"] * 48 + ["ac"] * 32)
    found = compare(told, halves(70, 150))
    row = by_names(found)["a", "b"]
    assert (row.kind, row.paths, found.paths) == ("transition", (56, 48), (70, 80))
    assert (round(row.difference.lo, 4), round(row.difference.hi, 4)) == (0.0524, 0.3339)
    other = by_names(found)["a", "c"]
    assert other.difference.difference == pytest.approx(-row.difference.difference)
    # two tests of one p each: Benjamini & Hochberg leave q at p
    assert row.difference.q == pytest.approx(row.difference.p)
    assert row.difference.beyond_chance


def test_a_circle_is_compared_beside_its_transitions(written):
    told = written(["aba"] * 30 + ["ab"] * 30)
    rows = compare(told, halves(30, 60)).rows
    assert [(row.kind, row.paths) for row in rows if row.names == ("a", "b", "a")] == [("circle", (30, 0))]
    assert [row.names for row in rows if row.difference.beyond_chance] == [("a", "b", "a"), ("b", "a")]


def test_once_in_a_path_is_as_good_as_often(written):
    told = written(["ababab"] * 10 + ["ab"] * 10)
    assert by_names(compare(told, halves(10, 20)))["a", "b"].paths == (10, 10)


def test_what_few_paths_walk_is_not_tested_but_counted(written):
    told = written(["ab"] * 30 + ["ac"] * (LEAST_PATHS - 1))
    found = compare(told, halves(10, 29 + LEAST_PATHS))
    assert ([row.names for row in found.rows], found.not_tested) == ([("a", "b")], 1)


def test_at_most_so_many_are_tested_those_of_most_paths(written, monkeypatch):
    monkeypatch.setattr(module, "MOST_TESTED", 1)
    found = compare(written(["ab"] * 30 + ["ac"] * 20), halves(25, 50))
    assert ([row.names for row in found.rows], found.not_tested) == ([("a", "b")], 1)


def test_paths_outside_both_groups_do_not_count(written):
    chosen = np.arange(40)
    found = compare(written(["ab"] * 20 + ["ac"] * 20), (chosen < 10, (chosen >= 10) & (chosen < 20)))
    assert found.paths == (10, 10)
    assert [row.names for row in found.rows] == [("a", "b")]
    assert found.not_tested == 0


def test_paths_of_one_customer_are_no_independent_witnesses(written):
    paths = ["ab"] * 40 + ["ac"] * 20 + ["ab"] * 20 + ["ac"] * 40
    alone = by_names(compare(written(paths), halves(60, 120)))["a", "b"].difference
    customers = [f"c{number // 10}" for number in range(120)]
    together = by_names(compare(written(paths, customers=customers), halves(60, 120)))["a", "b"].difference
    assert together.difference == alone.difference
    assert together.hi - together.lo > 2 * (alone.hi - alone.lo)
    answers = [int(path == "ab") for path in paths]
    sketches = [Sketch.of(answers[a:b], unit_id=customers[a:b]) for a, b in ((0, 60), (60, 120))]
    assert together.p == pytest.approx(proportion_difference(*sketches).p)


def test_paths_without_a_customer_are_witnesses_of_their_own(written):
    paths = ["ab"] * 20 + ["ac"] * 20
    known = by_names(compare(written(paths), halves(30, 40)))["a", "b"].difference
    assert by_names(compare(written(paths, customers=[None] * 40), halves(30, 40)))["a", "b"].difference == known


def test_an_empty_group_has_no_differences(written):
    found = compare(written(["ab"] * 30), halves(0, 30))
    assert found.paths == (0, 30)
    assert [(row.difference.difference, row.difference.beyond_chance) for row in found.rows] == [(None, None)]


def test_the_same_walks_in_both_groups_are_seldom_found_to_differ(written):
    called = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        paths = ["".join(chance.choice(list("abcd"), 6)) for _ in range(120)]
        called += any(row.difference.beyond_chance for row in compare(written(paths), halves(60, 120)).rows)
    assert called <= 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.text("abc", min_size=1, max_size=6), min_size=2, max_size=10), st.integers(0, 10), st.integers(1, 4))
def test_paths_with_each_transition_as_in_plain_python(written, paths, first, least):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LEAST_PATHS", least)
        found = compare(written(paths), halves(first, len(paths)))
    walked = [set(pairwise(path)) for path in paths]
    expected = {
        pair: (sum(pair in some for some in walked[:first]), sum(pair in some for some in walked[first:]))
        for pair in set().union(*walked)
    }
    tested = {row.names: row.paths for row in found.rows if row.kind == "transition"}
    assert tested == {pair: counts for pair, counts in expected.items() if sum(counts) >= least}
