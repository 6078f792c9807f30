"""Medians of times that may not have ended: published ones, and their relation to ordered values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.stats.quantile import quantile
from clew.stats.survival.curve import curve
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.survival_quantile import band_crossings, survival_quantile

shares = st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9])


def test_published_medians(treated, control):
    """23 and 8, log-log limits 13 to none and 4 to 11 (as SAS's LIFETEST prints them)."""
    found = survival_quantile(treated, 0.5)
    assert (found.value, found.lo, found.hi, found.n) == (23, 13, None, 21)
    assert found.warnings == ("no upper limit",)
    assert band_crossings(curve(control), 0.5) == (4, 11)
    assert survival_quantile(control, 0.5).value == 8


def test_closed_ones_alone_would_say_less(treated):
    assert quantile(treated.times[treated.ended].repeat(treated.counts[treated.ended].astype(int)), 0.5).value == 10


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), shares)
def test_without_anything_open_it_is_the_quantile_of_ordered_values(times, q):
    assert survival_quantile(Lifetimes.of(times), q) == quantile(times, q)
    found = curve(Lifetimes.of(times))
    reached = found.times[found.survival <= 1 - q + 1e-9]
    assert reached[0] == quantile(times, q).value


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=60), shares)
def test_interval_holds_the_value_and_grows_with_the_level(rows, q):
    lives = Lifetimes.of(*zip(*rows, strict=True))
    narrow, wide = (survival_quantile(lives, q, level) for level in (0.8, 0.99))
    for found in (narrow, wide):
        assert found.lo is None or found.value is None or found.lo <= found.value
        assert found.hi is None or found.value <= found.hi
    assert wide.lo is None or narrow.lo is None or wide.lo <= narrow.lo
    assert wide.hi is None or narrow.hi <= wide.hi


def test_not_reached_and_no_ends_at_all():
    few = survival_quantile(Lifetimes.of([*range(1, 6), *[9] * 15], [True] * 5 + [False] * 15), 0.5)
    assert (few.value, few.lo, few.hi) == (None, 5, None)
    assert few.warnings == ("not reached", "no upper limit")
    none = survival_quantile(Lifetimes.of([4] * 9, [False] * 9), 0.5)
    assert (none.value, none.lo, none.hi, none.n) == (None, None, None, 9)
    assert survival_quantile(Lifetimes.of([], missing=2), 0.5).missing == 2
    assert survival_quantile(Lifetimes.of([], [], entries=[]), 0.5).warnings == ("no answers",)


def test_late_entry_is_no_ordered_sample():
    """Of those that were there at 5 half end at 6; the ones watched from 5 on say nothing of the time before."""
    lives = Lifetimes.of([1, 2, 6, 6, 7, 7], entries=[0, 0, 5, 5, 5, 0])
    found = survival_quantile(lives, 0.5)
    assert found.method == "kaplan_meier"
    # 3 at risk at 1, 2 at 2; then the one left and three that came: 1/3 · 2/4
    assert curve(lives).survival == pytest.approx([2 / 3, 1 / 3, 1 / 6, 0])
    assert found.value == 2


def test_rounding_does_not_miss_a_share():
    for n in range(2, 200, 2):
        times = np.arange(1, n + 1)
        assert survival_quantile(Lifetimes.of(times, times < n), 0.5).value == n // 2


def test_a_quantile_lies_between_zero_and_one():
    with pytest.raises(UsageError, match="between 0 and 1"):
        survival_quantile(Lifetimes.of([1]), 1.0)
