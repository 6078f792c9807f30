"""Shares that have ended within a time, and their difference."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.within import within, within_difference

cells = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40).map(
    lambda rows: Lifetimes.of(*zip(*rows, strict=True))
)


@pytest.mark.parametrize(("horizon", "share"), [(6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (23, 0.4482)])
def test_published_shares(treated, horizon, share):
    assert within(treated, horizon).value == pytest.approx(1 - share, abs=5e-5)
    assert within(treated, horizon + 0.5).value == within(treated, horizon).value


def test_published_limits(treated):
    found = within(treated, 6)
    assert (found.lo, found.hi) == pytest.approx((1 - 0.952, 1 - 0.620), abs=5e-4)
    assert (found.method, found.n) == ("kaplan_meier", 21)


def test_none_and_all_have_limits_too():
    none, every = within(Lifetimes.of(range(10, 30)), 5), within(Lifetimes.of(range(1, 21)), 20)
    assert (none.value, none.lo) == (0, 0)
    assert none.hi == pytest.approx(0.1611, abs=5e-5)  # Newcombe's 0 of 20
    assert (every.value, every.hi) == (1, 1)
    assert 0.8 < every.lo < 0.9


def test_nothing_is_known_beyond_what_was_watched():
    found = within(Lifetimes.of([1, 2, 3], [True, True, False]), 4)
    assert (found.value, found.lo, found.n, found.warnings) == (None, None, 3, ("not watched that long",))
    assert within(Lifetimes.of([]), 4).warnings == ("no answers",)


@settings(deadline=None, max_examples=60)
@given(cells, cells, st.integers(0, 12))
def test_a_difference_is_its_mirror_and_agrees_with_its_p(a, b, horizon):
    found, mirror = within_difference(a, b, horizon), within_difference(b, a, horizon)
    if found.difference is None:
        assert mirror.difference is None
        assert within(a, horizon).value is None or within(b, horizon).value is None
        return
    assert found.difference == pytest.approx(within(a, horizon).value - within(b, horizon).value)
    assert (found.lo, found.hi, found.p) == pytest.approx((-mirror.hi, -mirror.lo, mirror.p))
    assert -1 <= found.lo <= found.difference <= found.hi <= 1
    if abs(found.p - 0.05) > 1e-6:
        assert (found.p < 0.05) == (found.lo > 0 or found.hi < 0)


def test_difference_of_the_two_groups(treated, control):
    found = within_difference(control, treated, 10)
    assert found.difference == pytest.approx(13 / 21 - 0.2471, abs=5e-5)
    assert found.p == pytest.approx(0.024, abs=5e-4)
    assert found.smallest_detectable == pytest.approx(0.401, abs=5e-4)
    assert within_difference(control, Lifetimes.of([]), 10).warnings == ("too few answers",)
    assert within_difference(treated, control, 36).warnings == ("not watched that long",)
