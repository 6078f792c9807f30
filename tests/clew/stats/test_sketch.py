"""The sketch: published and recomputed sums, merging, clusters."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.stats.sketch import Sketch, _numbered

Y = [1, 1, 0, -1, 1, 0, -1, 1]
W = [1, 1, 1, 1, 2, 2, 3, 5]

answers = st.lists(
    st.tuples(st.sampled_from([-1, 0, 1]), st.floats(0.1, 10), st.sampled_from(["a", "b", "c", None])), max_size=30
)


def of(rows: list[tuple[int, float, str | None]]) -> Sketch:
    return Sketch.of([y for y, _, _ in rows], [w for _, w, _ in rows])


def test_taylor_error_is_the_one_of_samplics_and_not_the_kish_shortcut():
    s = Sketch.of(Y, W)
    assert s.mean == 0.3125
    assert s.standard_error == pytest.approx(0.380127, abs=5e-7)
    kish = (s.variance / (s.n_effective - 1)) ** 0.5
    assert kish != pytest.approx(s.standard_error, abs=0.01)


def test_kish_shortcut_gives_the_number_the_source_warns_of():
    s = Sketch.of(Y, W)
    assert (s.variance / s.n_effective) ** 0.5 == pytest.approx(0.358397, abs=5e-7)


def test_error_without_weights_is_the_textbook_one():
    y = [3.0, 5.0, 4.0, 9.0]
    assert Sketch.of(y).standard_error == pytest.approx(np.std(y, ddof=1) / 2)


def test_clustered_error_is_that_of_the_residual_totals():
    rng = np.random.default_rng(1)
    y, w, unit = rng.normal(size=40), rng.uniform(1, 3, 40), rng.integers(0, 12, 40)
    s = Sketch.of(y, w, unit)
    m = (w * y).sum() / w.sum()
    totals = np.array([(w * (y - m))[unit == c].sum() for c in np.unique(unit)])
    c = len(totals)
    assert s.clustered
    assert s.standard_error == pytest.approx((c / (c - 1) * (totals**2).sum()) ** 0.5 / w.sum())


def test_everyone_their_own_cluster_is_no_cluster():
    alone = Sketch.of(Y, W, unit_id=list(range(8)))
    assert not alone.clustered
    assert alone.standard_error == Sketch.of(Y, W).standard_error


def test_rows_without_a_customer_are_customers_of_their_own():
    s = Sketch.of([1, 0, 1, 0], unit_id=["a", "a", None, None])
    assert s.clusters == 3


def test_nan_is_missing_and_zero_is_not():
    s = Sketch.of([0.0, float("nan"), 1.0], missing=2)
    assert (s.n, s.missing, s.zeros, s.positives, s.mean) == (2, 3, 1, 1, 0.5)


def test_equal_weights_of_any_size_are_no_weights():
    assert not Sketch.of(Y, [2.5] * 8).weighted
    assert not Sketch.of([1.0] * 7, [0.1] * 7).weighted
    assert Sketch.of(Y, [2.5] * 8).n_effective is None
    assert Sketch.of(Y, W).weighted


def test_nothing_has_no_mean_and_no_error():
    nothing = Sketch(0)
    assert nothing.mean is None
    assert nothing.standard_error is None
    assert Sketch.of([1.0]).standard_error is None
    assert Sketch.of([1, 0, 1], unit_id=["a", "a", "a"]).standard_error is None


@pytest.mark.parametrize(("value", "n"), [(0.1, 101), (1234567.891, 7), (4.1, 30)])
def test_alike_answers_have_no_error_despite_rounding(value, n):
    s = Sketch.of([value] * n)
    assert s.sum_wwyy - 2 * s.mean * s.sum_wwy + s.mean**2 * s.sum_ww > 0
    assert s.standard_error == 0


@settings(deadline=None)
@given(answers, answers)
def test_merged_sketches_are_the_sketch_of_the_union(first, second):
    whole, merged = of(first + second), of(first).merge(of(second))
    assert astuple(replace(merged, clusters=None))[:11] == pytest.approx(astuple(whole)[:11], rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(answers, answers)
def test_merge_with_clusters_equals_the_union_of_different_customers(first, second):
    def clustered(rows, tag):
        units = [None if u is None else tag + u for _, _, u in rows]
        return [y for y, _, _ in rows], [w for _, w, _ in rows], units

    a, b = clustered(first, "a"), clustered(second, "b")
    whole = Sketch.of(a[0] + b[0], a[1] + b[1], a[2] + b[2])
    merged = Sketch.of(*a).merge(Sketch.of(*b))
    assert merged.clusters == whole.clusters
    assert astuple(merged)[12:] == pytest.approx(astuple(whole)[12:], rel=1e-9, abs=1e-9)


def test_merge_of_known_and_unknown_customers_counts_unknown_rows_as_customers():
    merged = Sketch.of([1, 0], unit_id=["a", "a"]).merge(Sketch.of([1, 1, 0]))
    assert merged.clusters == 4
    assert merged.standard_error == Sketch.of([1, 0, 1, 1, 0], unit_id=["a", "a", None, None, None]).standard_error


@settings(deadline=None)
@given(answers.filter(lambda rows: len(rows) > 2), st.floats(0.01, 100))
def test_weights_times_a_constant_change_nothing(rows, factor):
    y, w = [y for y, _, _ in rows], np.array([w for _, w, _ in rows])
    plain, scaled = Sketch.of(y, w), Sketch.of(y, w * factor)
    assert scaled.mean == pytest.approx(plain.mean, abs=1e-12)
    assert scaled.standard_error == pytest.approx(plain.standard_error, abs=1e-9)


@pytest.mark.parametrize("numbers", [[0, 3, 1, 0, 3], [-1, 3, 1, -1, 3], [0, 10**15, 1, 0, 10**15]])
def test_numbers_of_customers_are_names_like_any_other(numbers):
    y, w = [1.0, 0.0, np.nan, -1.0, 1.0], [1.0, 2.0, 1.0, 3.0, 1.0]
    named = Sketch.of(y, w, [f"c{number}" for number in numbers])
    numbered = Sketch.of(y, w, np.array(numbers))
    assert numbered.clusters == named.clusters == 2
    assert astuple(numbered) == pytest.approx(astuple(named))


def test_numbers_from_zero_are_not_gone_through_one_by_one():
    units = np.arange(5)
    assert _numbered(units) is units
