"""Wilson and Newcombe against the tables of Newcombe 1998a and 1998b."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.stats.proportion import proportion, proportion_difference, upper_limit_without_failures, wilson
from clew.stats.sketch import Sketch

cells = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def sketch(successes: int, n: int) -> Sketch:
    return Sketch.of([1] * successes + [0] * (n - successes))


@pytest.mark.parametrize(
    ("successes", "n", "limits"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_wilson_of_newcombe_1998(successes, n, limits):
    assert wilson(successes, n) == pytest.approx(limits, abs=5.1e-5)
    e = proportion(sketch(successes, n))
    assert (e.lo, e.hi, e.method, e.value) == (*wilson(successes, n), "wilson", successes / n)


def test_difference_of_newcombe_1998():
    d = proportion_difference(sketch(56, 70), sketch(48, 80))
    assert d.difference == pytest.approx(0.2)
    assert (d.lo, d.hi) == pytest.approx((0.0524, 0.3339), abs=5.1e-5)
    assert 0.005 < d.p < 0.05


@pytest.mark.parametrize(
    ("a", "b", "limits"),
    [
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1)),
        ((10, 10), (0, 10), (0.6075, 1)),
    ],
)
def test_more_differences_of_newcombe_1998(a, b, limits):
    """Table II, method 10, columns (b) to (h); quoted from memory and recomputed equal."""
    d = proportion_difference(sketch(*a), sketch(*b))
    assert (d.lo, d.hi) == pytest.approx(limits, abs=5.1e-5)


def test_no_failures_in_thirty():
    assert upper_limit_without_failures(30) == pytest.approx(0.095, abs=5e-4)
    with pytest.raises(UsageError, match="At least one case"):
        upper_limit_without_failures(0)


def test_ends_are_exact():
    assert wilson(0, 7)[0] == 0
    assert wilson(7, 7)[1] == 1


def test_no_answers():
    e = proportion(Sketch(0, missing=3))
    assert (e.value, e.lo, e.hi, e.missing, e.warnings) == (None, None, None, 3, ("no answers",))
    d = proportion_difference(sketch(1, 3), Sketch(0))
    assert (d.difference, d.p) == (None, None)


def test_what_is_no_share_is_refused():
    with pytest.raises(UsageError, match="0 and 1"):
        proportion(Sketch.of([3, 4, 5]))
    with pytest.raises(UsageError, match="at least one"):
        wilson(0, 0)


def test_weights_widen_the_interval():
    y = [1, 0, 1, 1, 0] * 20
    plain, weighted = proportion(Sketch.of(y)), proportion(Sketch.of(y, [1, 1, 1, 1, 6] * 20))
    assert weighted.method == "wilson_taylor"
    assert weighted.value == 0.3
    assert weighted.hi - weighted.lo > plain.hi - plain.lo


def test_repeated_customers_widen_the_interval_and_one_has_none():
    y = [1, 0, 1, 1, 0] * 8
    e = proportion(Sketch.of(y + y, unit_id=[*range(40), *range(40)]))
    assert e.method == "wilson_clustered"
    assert e.hi - e.lo == pytest.approx(0.28, abs=0.03)
    one = proportion(Sketch.of([1, 0, 1], unit_id=["a"] * 3))
    assert (one.lo, one.hi, one.warnings) == (None, None, ("one customer",))


@settings(deadline=None)
@given(cells)
def test_wilson_mirrors_and_holds_the_share(cell):
    successes, n = cell
    lo, hi = wilson(successes, n)
    mirrored = wilson(n - successes, n)
    assert mirrored == pytest.approx((1 - hi, 1 - lo), abs=1e-12)
    assert 0 <= lo <= successes / n <= hi <= 1


@settings(deadline=None)
@given(cells)
def test_wilson_limits_solve_the_score_equation(cell):
    """The limits are the shares whose own score test is just refused: |p - t| = z·sqrt(t(1-t)/n)."""
    successes, n = cell
    for limit in wilson(successes, n):
        if 0 < limit < 1:
            assert abs(successes / n - limit) == pytest.approx(1.959964 * (limit * (1 - limit) / n) ** 0.5, rel=1e-5)


@settings(deadline=None, max_examples=60)
@given(cells, cells)
def test_difference_mirrors_and_p_agrees_with_the_interval(a, b):
    d, back = proportion_difference(sketch(*a), sketch(*b)), proportion_difference(sketch(*b), sketch(*a))
    assert (back.lo, back.hi, back.p) == pytest.approx((-d.hi, -d.lo, d.p), abs=1e-9)
    assert -1 <= d.lo <= d.difference <= d.hi <= 1
    assume(abs(d.p - 0.05) > 1e-6)
    assert (d.p < 0.05) == (d.lo > 0 or d.hi < 0)


@pytest.mark.parametrize(("n", "m", "share"), [(10, 10, 0.8), (10, 60, 0.9), (30, 30, 0.5), (8, 60, 0.5)])
def test_size_of_the_difference_under_no_difference(n, m, share):
    """Over all outcomes, p under .05 in no more than .053, p under .001 in no more than .002 of cases."""

    def outcomes(size):
        return [(sketch(k, size), comb(size, k) * share**k * (1 - share) ** (size - k)) for k in range(size + 1)]

    ps = [(proportion_difference(a, b).p, x * y) for a, x in outcomes(n) for b, y in outcomes(m)]
    assert sum(chance for p, chance in ps if p < 0.05) <= 0.053
    assert sum(chance for p, chance in ps if p < 0.001) <= 0.002
