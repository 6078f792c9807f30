"""Quantiles: the inverted CDF and its exact interval from ordered values."""

from __future__ import annotations

from math import comb, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.stats.quantile import quantile, quantile_ranks

shares = st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9, 0.95])


def covered(n: int, q: float, ranks: tuple[int, int]) -> float:
    """P(lower <= B < upper): the chance that the quantile of a continuous distribution lies between the ranks."""
    return sum(comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(ranks[0], min(ranks[1], n + 1)))


@pytest.mark.parametrize(("q", "ranks", "coverage"), [(0.5, (40, 61), 0.965), (0.9, (84, 96), 0.956)])
def test_golden_ranks_of_a_hundred(q, ranks, coverage):
    assert quantile_ranks(100, q) == ranks
    assert covered(100, q, ranks) == pytest.approx(coverage, abs=5.1e-4)


@settings(deadline=None)
@given(st.integers(1, 150), shares, st.sampled_from([0.8, 0.95, 0.99]))
def test_ranks_cover_and_are_the_narrowest_with_fair_tails(n, q, level):
    lower, upper = quantile_ranks(n, q, level)
    assert covered(n, q, (lower, upper)) >= level - 1e-9
    tail = (1 - level) / 2
    if lower < n:
        assert covered(n, q, (0, lower + 1)) > tail - 1e-12
    if upper > 1:
        assert covered(n, q, (upper - 1, n + 1)) > tail - 1e-12


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), shares)
def test_value_is_the_first_with_enough_at_or_below(values, q):
    ordered = sorted(values)
    first = next(t for t in ordered if sum(v <= t for v in values) / len(values) >= q - 1e-12)
    assert quantile(values, q).value == first


def test_order_does_not_matter_and_numpy_agrees():
    values = np.random.default_rng(2).exponential(3600, 501)
    e = quantile(values, 0.9)
    assert e == quantile(np.sort(values), 0.9)
    assert e.value == np.quantile(values, 0.9, method="inverted_cdf")
    assert e.lo < e.value < e.hi


def test_rounding_does_not_skip_a_value():
    assert quantile(range(1, 101), 0.07).value == 7
    assert quantile(range(1, 91), 0.7).value == 63


def test_too_few_for_a_limit():
    e = quantile([3.0, 1.0, 2.0, 5.0, 4.0], 0.5)
    assert (e.value, e.lo, e.hi) == (3, None, None)
    assert e.warnings == ("no lower limit", "no upper limit")
    assert quantile(range(20), 0.95).warnings == ("no upper limit",)


def test_nothing_and_missing():
    e = quantile([nan, nan], 0.5, missing=3)
    assert (e.value, e.n, e.missing) == (None, 0, 5)
    assert quantile([1.0, nan], 0.5).n == 1
    with pytest.raises(UsageError, match="between 0 and 1"):
        quantile([1.0], 1.0)


def test_large_samples_are_quick():
    lower, upper = quantile_ranks(20_000_000, 0.5)
    assert upper - lower == pytest.approx(2 * 1.96 * 20_000_000**0.5 / 2, rel=1e-3)
