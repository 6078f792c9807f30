"""Means: Student's and Welch's textbook numbers, weights, clusters, and what has no interval."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit

from clew.stats.mean import mean, mean_difference
from clew.stats.sketch import Sketch

#: Student 1908 / R's `sleep`: extra hours of sleep under two drugs.
DRUG_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
DRUG_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

values = st.lists(st.integers(-50, 50), min_size=2, max_size=30)


def test_interval_of_students_first_drug():
    """R: t.test(extra ~ group == 1): mean .75, 95 % -.5297804 to 2.0297804."""
    e = mean(Sketch.of(DRUG_1))
    assert (e.value, e.method, e.n) == (pytest.approx(0.75), "t", 10)
    assert (e.lo, e.hi) == pytest.approx((-0.5297804, 2.0297804), abs=5e-7)


def test_welch_of_the_sleep_data():
    """R: t.test(extra ~ group, sleep): t = -1.8608, df = 17.776, p = .07939, interval -3.3654832 to .2054832."""
    d = mean_difference(Sketch.of(DRUG_1), Sketch.of(DRUG_2))
    assert d.difference == pytest.approx(-1.58)
    assert d.p == pytest.approx(0.07939, abs=5e-6)
    assert (d.lo, d.hi) == pytest.approx((-3.3654832, 0.2054832), abs=5e-7)
    assert d.method == "welch"


def test_weighted_mean_has_the_taylor_error():
    e = mean(Sketch.of([1, 1, 0, -1, 1, 0, -1, 1], [1, 1, 1, 1, 2, 2, 3, 5]))
    assert e.method == "t_taylor"
    # 256/46 effective answers of 8: their degrees of freedom, and the factor e/(e-1) in place of 8/7
    effective = 256 / 46
    t = stdtrit(effective - 1, 0.975)
    assert (e.hi - e.lo) / 2 == pytest.approx(t * 0.380127 * effective / (effective - 1) * 7 / 8, abs=2e-6)


def test_weighted_interval_becomes_the_plain_taylor_one():
    y, w = [1, 1, 0, -1, 1, 0, -1, 1] * 900, [1, 1, 1, 1, 2, 2, 3, 5] * 900
    s = Sketch.of(y, w)
    e = mean(s)
    assert (e.hi - e.lo) / 2 == pytest.approx(1.959964 * s.standard_error, rel=1e-3)


def test_repeated_customers_count_once_in_the_freedom():
    e = mean(Sketch.of([1, 2, 3, 4, 5, 6], unit_id=["a", "a", "b", "b", "c", "c"]))
    assert e.method == "t_clustered"
    # three totals of residuals -4, 0, 4: SE = sqrt(3/2 * 32) / 6, two degrees of freedom
    assert (e.hi - e.lo) / 2 == pytest.approx(4.302653 * 48**0.5 / 6, abs=1e-5)


@pytest.mark.parametrize(
    ("sketch", "why"),
    [
        (Sketch(0), "no answers"),
        (Sketch.of([4.0]), "one answer"),
        (Sketch.of([4.0, 5.0], unit_id=["a", "a"]), "one customer"),
        (Sketch.of([5.0] * 9), "no spread"),
    ],
)
def test_no_interval_is_invented(sketch, why):
    e = mean(sketch)
    assert (e.lo, e.hi, e.warnings) == (None, None, (why,))


def test_scale_ends_clip_and_say_so():
    e = mean(Sketch.of([5, 5, 5, 5, 1]), bounds=(1, 5))
    assert e.hi == 5
    assert e.warnings == ("clipped",)
    assert mean(Sketch.of([2, 3, 4, 3]), bounds=(1, 5)).warnings == ()


def test_differences_that_cannot_be_tested_say_why():
    alike = mean_difference(Sketch.of([1, 1, 1]), Sketch.of([2, 2]))
    assert (alike.difference, alike.p, alike.warnings) == (-1, None, ("no spread",))
    few = mean_difference(Sketch.of([1, 2, 3]), Sketch.of([2]))
    assert (few.difference, few.p, few.warnings) == (0, None, ("too few answers",))
    none = mean_difference(Sketch.of([1, 2, 3]), Sketch(0))
    assert none.difference is None


def test_large_offsets_do_not_lose_the_spread():
    e = mean(Sketch.of([1e6 + x for x in DRUG_1]))
    assert (e.hi - e.lo) / 2 == pytest.approx(2.0297804 - 0.75, rel=1e-3)


@settings(deadline=None)
@given(values, st.integers(-20, 20), st.integers(1, 9))
def test_shift_and_scale_pass_through(y, shift, factor):
    e, moved = mean(Sketch.of(y)), mean(Sketch.of([factor * v + shift for v in y]))
    assert moved.value == pytest.approx(factor * e.value + shift)
    if e.lo is None:
        assert moved.lo is None
    else:
        assert (moved.lo, moved.hi) == pytest.approx((factor * e.lo + shift, factor * e.hi + shift), abs=1e-6)


@settings(deadline=None)
@given(values, values)
def test_differences_turn_round(a, b):
    d, back = mean_difference(Sketch.of(a), Sketch.of(b)), mean_difference(Sketch.of(b), Sketch.of(a))
    assert back.difference == pytest.approx(-d.difference)
    if d.p is not None:
        assert (back.lo, back.hi, back.p) == pytest.approx((-d.hi, -d.lo, d.p))
        if abs(d.p - 0.05) > 1e-9:
            assert (d.p < 0.05) == (d.lo > 0 or d.hi < 0)
