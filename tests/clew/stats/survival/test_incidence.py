"""Competing endings: shares that add up, and never more than there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.stats.survival.incidence import incidence, incidence_difference
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.within import within, within_difference

#: Times with an ending: 0 open, 1 answered, 2 hung up.
rows = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=40)


def of(given_rows, ending):
    times, endings = (np.array(column) for column in zip(*given_rows, strict=True))
    return Lifetimes.of(times, endings > 0, caused=endings == ending)


def oracle(given_rows, ending, horizon):
    """Aalen-Johansen row by row."""
    share, survival = 0.0, 1.0
    for step in sorted({y for y, e in given_rows if e and y <= horizon}):
        n = sum(y >= step for y, _ in given_rows)
        share += survival * sum(y == step and e == ending for y, e in given_rows) / n
        survival *= 1 - sum(y == step and e > 0 for y, e in given_rows) / n
    return share


@settings(deadline=None)
@given(rows, st.integers(0, 12))
def test_the_ways_add_up_to_what_has_ended(given_rows, horizon):
    answered, hung_up = (incidence(of(given_rows, ending), horizon) for ending in (1, 2))
    ended = within(of(given_rows, 1), horizon)
    if ended.value is None:
        assert answered.value is None
        assert answered.warnings == ("not watched that long",)
        return
    assert answered.value + hung_up.value == pytest.approx(ended.value)
    assert answered.value == pytest.approx(oracle(given_rows, 1, horizon))
    assert 0 <= answered.lo <= answered.value + 1e-12
    assert answered.value - 1e-12 <= answered.hi <= 1


@settings(deadline=None)
@given(rows, st.integers(0, 12))
def test_one_way_alone_is_the_share_that_has_ended(given_rows, horizon):
    one = [(y, min(e, 1)) for y, e in given_rows]
    found, plain = incidence(of(one, 1), horizon), within(of(one, 1), horizon)
    if plain.value is not None:
        assert (found.value, found.lo, found.hi) == pytest.approx((plain.value, plain.lo, plain.hi), abs=1e-9)


def test_to_take_other_endings_for_open_ones_overstates():
    given_rows = [(1, 1), (2, 2), (3, 1), (4, 2), (5, 1), (6, 2)]
    as_open = Lifetimes.of([y for y, _ in given_rows], [e == 1 for _, e in given_rows])
    assert incidence(of(given_rows, 1), 5).value == pytest.approx(0.5)
    assert within(as_open, 5).value == pytest.approx(1 - (5 / 6) * (3 / 4) * (1 / 2))


def test_without_anything_open_the_error_is_the_binomial_s():
    """log(-log(1 - F)) with F = 30/100: half its interval is 1.96 · root(F / (1 - F) / 100) / -ln(1 - F)."""
    rng = np.random.default_rng(7)
    times, ways = rng.permutation(np.arange(100.0)), np.repeat([1, 2], [30, 70])
    found = incidence(Lifetimes.of(times, caused=ways == 1), 200)
    half = 1.959964 * np.sqrt(0.3 / 0.7 / 100) / -np.log(0.7)
    assert found.value == pytest.approx(0.3)
    assert (found.lo, found.hi) == pytest.approx((1 - 0.7 ** np.exp(-half), 1 - 0.7 ** np.exp(half)), abs=1e-6)


def test_none_and_all_of_one_way():
    none = incidence(Lifetimes.of(range(1, 21), caused=[False] * 20), 20)
    assert (none.value, none.lo) == (0, 0)
    assert none.hi == pytest.approx(0.1611, abs=5e-5)
    every = incidence(Lifetimes.of(range(1, 21), caused=[True] * 20), 20)
    assert (every.value, every.hi) == (1, 1)
    assert every.lo < 0.9
    assert incidence(Lifetimes.of([]), 1).warnings == ("no answers",)


def test_difference_is_its_mirror_and_that_of_shares_with_one_way(treated, control):
    found, plain = incidence_difference(control, treated, 10), within_difference(control, treated, 10)
    assert (found.difference, found.lo, found.hi, found.p) == pytest.approx(
        (plain.difference, plain.lo, plain.hi, plain.p), abs=1e-9
    )
    assert found.method == "hybrid_aalen_johansen"
    assert incidence_difference(treated, control, 40).difference is None
    assert incidence_difference(treated, Lifetimes.of([]), 4).warnings == ("too few answers",)
