"""Going in circles: counted by hand, silent where the order of contacts means nothing, and the cost of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.findings.tested import circles
from clew.findings.tested.candidate import beyond_chance
from clew.findings.tested.circles import FEWEST_PATHS, circle_candidates
from clew.journeys.telling.loops import Walks

HOUR = 3_600_000_000


@dataclass
class Written:
    """Paths of one letter a contact, an hour apart."""

    paths: list[str]
    who: list[str | None] | None = None

    def __post_init__(self):
        self.names = tuple(sorted({letter for path in self.paths for letter in path}))
        self.name = np.array([self.names.index(letter) for path in self.paths for letter in path], np.uint16)
        lengths = [len(path) for path in self.paths]
        self.starts = np.cumsum([0, *lengths])
        self.path = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        self.at = self.clock = np.concatenate([np.arange(length) * HOUR for length in lengths])
        self.unfinished = np.zeros(len(lengths), bool)

    def customers(self):
        return pa.array(self.who or [f"c{number}" for number in range(len(self.paths))], pa.string())


def in_any_order(seed, paths=600, names="ABCDE"):
    """Paths of three to eight contacts, some names commoner than others, in an order that means nothing."""
    rng = np.random.Generator(np.random.PCG64(seed))
    weights = np.arange(len(names), 0, -1.0)
    return ["".join(rng.choice(list(names), rng.integers(3, 9), p=weights / weights.sum())) for _ in range(paths)]


def told(paths, alpha=0.01):
    return {c.where["circle"] for c in beyond_chance(circle_candidates(paths), alpha)}


def test_where_the_order_means_nothing_no_circle_is_told():
    """Of 25 companies at a false discovery rate of .05, five or more have a chance of 1 %."""
    assert sum(bool(told(Written(in_any_order(seed, paths=400)), alpha=0.05)) for seed in range(25)) <= 4


def test_the_commonest_circle_of_contacts_in_any_order_is_what_was_expected():
    found = circle_candidates(Written(in_any_order(1, paths=3_000)))
    assert len(found) > 5
    for each in found:
        assert each.value.value == pytest.approx(each.reference, abs=5 * np.sqrt(each.reference / 3_000))


@pytest.mark.parametrize("seed", range(3))
def test_a_circle_that_some_walk_is_told_and_no_other(seed):
    paths = in_any_order(seed, names="ABCDE") + ["I" + "CMC"] * 60 + ["I"] * 600
    assert told(Written(paths)) == {"I → C → M → C"}


def test_what_it_costs_is_counted_once_a_path():
    paths = Written(["ICMC"] * 30 + ["IC"] * 70 + ["IMC"] * 40, [f"c{number % 20}" for number in range(140)])
    (found,) = circle_candidates(paths, "clew paths")
    assert found.where == {"circle": "I → C → M → C"}
    assert found.value.value == pytest.approx(30 / 140)
    assert found.value.n == 140
    assert found.cost == {"customers": 20, "contacts": 60, "hours": 60.0}
    assert found.facts["size"] == pytest.approx((30 / 140 - found.reference) / (30 / 140))
    assert (found.command, found.customers) == ("clew paths", 20)
    assert [point["told"] for point in found.chart["points"]] == [True]


def test_chance_is_what_any_order_of_the_same_contacts_gives():
    """A, B and B again: one order of the three is a circle (BAB), so a third of the paths, however they stand."""
    (found,) = circle_candidates(Written(["BAB"] * 300 + ["ABB"] * 300 + ["BBA"] * 300))
    assert found.reference == pytest.approx(1 / 3, abs=0.01)
    assert found.p > 0.2
    (often,) = circle_candidates(Written(["BAB"] * 400 + ["ABB"] * 250 + ["BBA"] * 250))
    assert often.p < 1e-4
    (seldom,) = circle_candidates(Written(["BAB"] * 200 + ["ABB"] * 350 + ["BBA"] * 350))
    assert not seldom.holds


def test_a_name_twice_within_an_hour_is_one_contact_and_cannot_be_torn_apart():
    """An invoice is opened and downloaded in a minute, then there is a call: no order of these two is a circle."""
    paths = Written(["IIC"] * 300 + ["ICI"] * 30)
    paths.clock = paths.at = np.concatenate([np.array([0, 60, 3_600]) * 1_000_000] * 300 + [np.arange(3) * HOUR] * 30)
    (found,) = circle_candidates(paths)
    assert found.reference == pytest.approx(30 / 330 / 3, abs=0.02)
    (apart,) = circle_candidates(Written(["IIC"] * 300 + ["ICI"] * 30))
    assert apart.reference == pytest.approx(1 / 3, abs=0.02)


def test_what_few_walk_is_not_told_but_paid_for():
    few = ["ICMC"] * (FEWEST_PATHS - 1) + ["I"] * 100
    assert circle_candidates(Written(few)) == []
    alone = circle_candidates(Written(["ICMC"] * 25 + ["ICM"] * 100))
    others = [f"{x}{y}{x}" for x in "abcdefg" for y in "hijklmn"]
    among = circle_candidates(Written(["ICMC"] * 25 + ["ICM"] * 100 + others))
    assert [c.where for c in alone] == [c.where for c in among]
    assert among[0].p == pytest.approx(alone[0].p * (len(others) + 1), rel=0.6)


def test_what_one_path_in_two_thousand_walks_is_nothing_to_mend():
    assert circle_candidates(Written(["ICMC"] * 30 + ["I"] * 60_000)) == []
    assert circle_candidates(Written(["ICMC"] * 30 + ["I"] * 20_000)) != []


def test_of_very_many_contacts_some_are_drawn_and_the_same_is_told(monkeypatch):
    paths = in_any_order(2, paths=2_000) + ["ICMC"] * 200
    whole = circle_candidates(Written(paths))
    monkeypatch.setattr(circles, "LARGEST_DRAW", 4_000)
    drawn = circle_candidates(Written(paths))
    assert told(Written(paths)) == {"I → C → M → C"}
    by_name = {c.where["circle"]: c for c in whole}
    for each in drawn:
        assert each.value.value == by_name[each.where["circle"]].value.value
        assert each.reference == pytest.approx(by_name[each.where["circle"]].reference, rel=0.5, abs=0.002)


def test_no_contacts_and_no_circles_tell_nothing():
    assert circle_candidates(Written(["ABC"] * 50)) == []
    assert circle_candidates(Written(["A"])) == []


@settings(max_examples=30)
@given(st.lists(st.text("ABC", min_size=1, max_size=8), min_size=1, max_size=20), st.integers(0, 9))
def test_shuffled_paths_keep_their_contacts(paths, seed):
    written = Written(paths)
    walks = Walks(written.starts, written.name.astype(np.int64), np.zeros(len(written.name)))
    mixed = circles._shuffled(walks, np.random.Generator(np.random.PCG64(seed)))
    assert len(mixed.starts) == len(walks.starts)
    for at in range(len(paths)):
        before = Counter(walks.names[walks.starts[at] : walks.starts[at + 1]].tolist())
        after = mixed.names[mixed.starts[at] : mixed.starts[at + 1]].tolist()
        assert set(after) == set(before)
        assert all(count <= before[name] for name, count in Counter(after).items())
        assert all(a != b for a, b in pairwise(after))
