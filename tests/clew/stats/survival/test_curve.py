"""Kaplan-Meier: published steps, an oracle in plain Python, and what must always hold."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.stats.survival.curve import at_risk_at, band, curve, survival_at
from clew.stats.survival.lifetimes import Lifetimes

#: Times, whether ended, how late watched: ties, censoring and late entries all happen.
rows = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 6)), min_size=1, max_size=30)


def of(given_rows, *, late=False):
    times, ended, entries = zip(*given_rows, strict=True)
    return Lifetimes.of(times, ended, entries=entries if late else None)


def oracle(given_rows, t):
    """S(t), Greenwood's sum and the steps, row by row; an entry of 0 is from the beginning."""
    survival, spread = 1.0, 0.0
    kept = [(y, e, entry) for y, e, entry in given_rows if entry == 0 or entry < y]
    for step in sorted({y for y, e, _ in kept if e and y <= t}):
        n = sum(y >= step and (entry < step or entry == 0) for y, _, entry in kept)
        d = sum(y == step and e for y, e, _ in kept)
        survival *= 1 - d / n
        spread += d / (n * (n - d)) if n > d else float("inf")
    return survival, spread


def test_published_steps(treated):
    """S and its log-log limits as printed for the 6-MP group (Kleinbaum & Klein; R's survfit gives the same)."""
    found = curve(treated)
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.survival == pytest.approx([0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5)
    errors = found.survival * np.sqrt(found.spread)
    assert errors == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5)
    lo, hi = band(found, 1.959964)
    assert lo == pytest.approx([0.620, 0.563, 0.503, 0.432, 0.368, 0.268, 0.188], abs=5e-4)
    assert hi == pytest.approx([0.952, 0.923, 0.889, 0.849, 0.805, 0.747, 0.680], abs=5e-4)


@settings(deadline=None)
@given(rows, st.integers(0, 13), st.booleans())
def test_plain_python_says_the_same(given_rows, t, late):
    plain = [(y, e, entry if late else 0) for y, e, entry in given_rows]
    lives = of(given_rows, late=late)
    point = survival_at(curve(lives), t)
    if point is None:
        assert t > lives.follow_up
        return
    survival, spread = oracle(plain, t)
    assert point.survival == pytest.approx(survival)
    if point.survival > 0:
        assert point.spread == pytest.approx(spread)


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=40), st.integers(0, 20))
def test_without_anything_open_it_is_the_share_of_longer_ones(times, t):
    point = survival_at(curve(Lifetimes.of(times)), t)
    n, longer = len(times), sum(y > t for y in times)
    assert point.survival == pytest.approx(longer / n)
    if 0 < longer < n:  # Greenwood's variance is then the binomial's
        assert point.survival**2 * point.spread == pytest.approx(longer / n * (1 - longer / n) / n)


@settings(deadline=None)
@given(rows)
def test_counts_and_repeated_rows_are_the_same(given_rows):
    times, ended, _ = zip(*given_rows, strict=True)
    distinct = sorted(set(zip(times, ended, strict=True)))
    counts = [list(zip(times, ended, strict=True)).count(row) for row in distinct]
    one, many = Lifetimes.of(*zip(*distinct, strict=True), counts), Lifetimes.of(times, ended)
    assert curve(one).survival == pytest.approx(curve(many).survival)


@settings(deadline=None)
@given(rows, st.booleans())
def test_limits_hold_the_curve_between_zero_and_one(given_rows, late):
    found = curve(of(given_rows, late=late))
    lo, hi = band(found, 1.96)
    assert ((lo >= 0) & (lo <= found.survival + 1e-12) & (found.survival <= hi + 1e-12) & (hi <= 1)).all()
    for place, time in enumerate(found.times):
        point = survival_at(found, time)
        assert point.limits(1.96) == pytest.approx((lo[place], hi[place]))


def test_what_is_open_when_others_end_was_at_risk():
    assert curve(Lifetimes.of([5, 5], [True, False])).at_risk.tolist() == [2]
    assert at_risk_at(Lifetimes.of([5, 5, 9], entries=[0, 4, 5]), np.array([5.0, 9.0])).tolist() == [2, 1]


def test_before_anything_ended_wilson_says_how_little_is_known():
    point = survival_at(curve(Lifetimes.of([4, 5, 6], [True, True, False])), 2)
    assert (point.survival, point.known) == (1, 3)
    assert point.limits(2) == pytest.approx((1 - 4 / 7, 1))
    assert survival_at(curve(Lifetimes.of([4, 5, 6])), 0).known == 3
    # one was open before: nothing is known of it
    assert survival_at(curve(Lifetimes.of([1, 4, 5], [False, True, True])), 2).known == 2


def test_that_the_last_one_watched_has_ended_does_not_say_that_all_do():
    """Nine of ten are open at 5; the tenth ends at 6. None is left by the curve, but little is known."""
    lives = Lifetimes.of([1, *[5] * 8, 6], [True, *[False] * 8, True])
    point = survival_at(curve(lives), 6)
    assert point.survival == 0
    before = 0.9 ** (1 / np.exp(1.96 * sqrt(1 / 90) / -log(0.9)))
    assert point.limits(1.96)[1] == pytest.approx(before * 1.96**2 / (1 + 1.96**2))
    # where all ended and were watched until then, that is about what Wilson says of none in ten
    assert survival_at(curve(Lifetimes.of([6] * 10)), 6).limits(1.96)[1] == pytest.approx(1.96**2 / (10 + 1.96**2))


def test_beyond_what_was_watched_nothing_is_known(treated, control):
    assert survival_at(curve(treated), 35.5) is None
    assert survival_at(curve(treated), 35) is not None
    assert survival_at(curve(control), 99).survival == 0
    assert survival_at(curve(Lifetimes.of([3], [False])), 4) is None


def test_a_million_distinct_times():
    rng = np.random.default_rng(3)
    lasted, watched = rng.exponential(1, 1_000_000), rng.exponential(1, 1_000_000)
    point = survival_at(curve(Lifetimes.of(np.minimum(lasted, watched), lasted <= watched)), 1.0)
    assert point.survival == pytest.approx(np.exp(-1), abs=0.003)
