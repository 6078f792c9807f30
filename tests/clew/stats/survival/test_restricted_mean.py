"""Means up to a horizon: computed ones of the classic example, plain means, and errors that are errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.stats.mean import mean, mean_difference
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.restricted_mean import (
    longest_horizon,
    restricted_mean,
    restricted_mean_difference,
    restricted_mean_error,
)


def test_the_classic_example(treated, control):
    assert restricted_mean(treated, 20).value == pytest.approx(16.1165, abs=5e-5)
    assert restricted_mean_error(treated, 20) == pytest.approx(1.2516, abs=5e-5)
    assert restricted_mean(control, 20).value == pytest.approx(8.4286, abs=5e-5)
    assert restricted_mean_error(control, 20) == pytest.approx(1.2681, abs=5e-5)


def test_the_error_is_that_of_the_mean_not_the_spread_of_the_times(treated):
    spread = np.std(np.minimum(treated.times.repeat(treated.counts.astype(int)), 20))
    assert restricted_mean_error(treated, 20) < spread / 3


def oracle(rows, horizon):
    """The area and its variance in plain Python, step by step."""
    steps = sorted({y for y, ended in rows if ended and y <= horizon})
    survival, area, before, levels = 1.0, 0.0, 0.0, []
    for step in steps:
        n = sum(y >= step for y, _ in rows)
        d = sum(y == step and ended for y, ended in rows)
        area += survival * (step - before)
        survival, before = survival * (1 - d / n), step
        levels.append((step, n, d, area))
    area += survival * (horizon - before)
    return area, sum((area - until) ** 2 * d / (n * (n - d)) for _, n, d, until in levels if n > d)


rows_and_horizon = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40).flatmap(
    lambda rows: st.tuples(st.just(rows), st.integers(1, max(1, *(y for y, _ in rows))))
)


@settings(deadline=None)
@given(rows_and_horizon)
def test_plain_python_says_the_same(given_rows):
    rows, horizon = given_rows
    lives = Lifetimes.of(*zip(*rows, strict=True))
    if lives.follow_up < horizon:
        return
    area, variance = oracle(rows, horizon)
    assert restricted_mean(lives, horizon).value == pytest.approx(area)
    assert restricted_mean_error(lives, horizon) == pytest.approx(variance**0.5)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=40))
def test_without_anything_open_it_is_the_mean_and_its_t_interval(times):
    found, plain = restricted_mean(Lifetimes.of(times), 31), mean(Sketch.of(times))
    assert found.value == pytest.approx(plain.value)
    if plain.lo is None:
        assert found.warnings == ("no spread",)
    else:
        assert (found.lo, found.hi) == pytest.approx((max(0.0, plain.lo), min(31.0, plain.hi)))


def test_of_all_ended_any_horizon_can_be_asked(treated, control):
    assert (longest_horizon(treated), longest_horizon(control)) == (35, None)
    assert restricted_mean(control, 1000).value == pytest.approx(
        np.mean(control.times.repeat(control.counts.astype(int)))
    )
    with pytest.raises(UsageError, match="only for 35"):
        restricted_mean(treated, 36)
    with pytest.raises(UsageError, match="above 0"):
        restricted_mean(treated, 0)


def test_too_few_ends_have_no_interval():
    one = restricted_mean(Lifetimes.of([2, 9, 9], [True, False, False]), 9)
    assert (one.lo, one.hi, one.warnings) == (None, None, ("too few ended",))
    assert one.value == pytest.approx(2 + 7 * 2 / 3)
    assert restricted_mean(Lifetimes.of([]), 9).value is None
    clipped = restricted_mean(Lifetimes.of([1, 9, 9, 9], [True, True, False, False]), 9)
    assert clipped.hi == 9
    assert "clipped" in clipped.warnings


def test_difference_of_the_two_groups(treated, control):
    found = restricted_mean_difference(treated, control, 20)
    assert found.difference == pytest.approx(16.1165 - 8.4286, abs=1e-4)
    assert found.lo < found.difference < found.hi
    assert found.p < 0.001
    mirror = restricted_mean_difference(control, treated, 20)
    assert (mirror.lo, mirror.hi, mirror.p) == pytest.approx((-found.hi, -found.lo, found.p))


def test_without_anything_open_the_difference_is_welch_s():
    rng = np.random.default_rng(4)
    a, b = rng.exponential(5, 30), rng.exponential(8, 45)
    found, plain = (
        restricted_mean_difference(Lifetimes.of(a), Lifetimes.of(b), 1000),
        mean_difference(Sketch.of(a), Sketch.of(b)),
    )
    assert (found.difference, found.lo, found.hi, found.p) == pytest.approx(
        (plain.difference, plain.lo, plain.hi, plain.p)
    )


def test_differences_that_cannot_be_told(treated):
    assert restricted_mean_difference(treated, Lifetimes.of([]), 20).warnings == ("too few answers",)
    open_ones = Lifetimes.of([30] * 9, [False] * 9)
    found = restricted_mean_difference(treated, open_ones, 20)
    assert (found.p, found.warnings) == (None, ("too few ended",))
    alike = Lifetimes.of([3] * 5)
    assert restricted_mean_difference(alike, alike, 5).warnings == ("no spread",)
