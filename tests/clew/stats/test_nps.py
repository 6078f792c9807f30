"""NPS against the numbers of Rocks' NPS package and the values of the method page."""

from __future__ import annotations

from math import factorial, prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.stats.nps import nps, nps_counts, nps_difference
from clew.stats.sketch import Sketch

counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)).filter(lambda c: sum(c) > 0)
METHODS = ["adjusted_wald", "score", "ac_z2_3", "wald"]


def sketch(detractors: int, passives: int, promoters: int) -> Sketch:
    return Sketch.of([-1] * detractors + [0] * passives + [1] * promoters)


@pytest.mark.parametrize(
    ("cell", "score", "variance", "error"),
    [
        ((1, 2, 3), 1 / 3, 5 / 9, 0.304),
        ((1, 0, 1), 0, 1, 0.707),
        ((0, 1, 1), 0.5, 0.25, 0.354),
        ((1, 1, 1), 0, 2 / 3, 0.471),
        ((1, 0, 0), -1, 0, 0),
    ],
)
def test_score_variance_and_error_of_the_nps_package(cell, score, variance, error):
    """Unit tests of the R package NPS by Rocks; its error divides by n, and Wald shows it."""
    s = sketch(*cell)
    assert s.mean == pytest.approx(score)
    assert s.variance == pytest.approx(variance, abs=1e-3)
    e = nps_counts(*cell, method="wald")
    assert s.variance / s.n == pytest.approx(error**2, abs=1e-3)
    if "clipped" not in e.warnings:
        assert (e.hi - e.lo) / (2 * 1.959964) == pytest.approx(error, abs=1e-3)


@pytest.mark.parametrize(
    ("cell", "wald", "adjusted", "agresti_coull", "score"),
    [
        ((8, 13, 15), (-0.0588, 0.4477), (-0.0628, 0.4218), (-0.0670, 0.4184), (-0.0677, 0.4287)),
        ((12, 7, 12), (-0.3097, 0.3097), (-0.2911, 0.2911), (-0.2899, 0.2899), (-0.2968, 0.2968)),
        ((1, 2, 3), (-0.2631, 0.9297), (-0.2674, 0.7119), (-0.2908, 0.6973), (-0.3111, 0.7540)),
        ((0, 0, 10), (1, 1), (0.4750, 1), (0.3954, 1), (0.4449, 1)),
        ((20, 30, 50), (0.1469, 0.4531), (0.1405, 0.4420), (0.1380, 0.4398), (0.1396, 0.4434)),
    ],
)
def test_golden_intervals(cell, wald, adjusted, agresti_coull, score):
    golden = {"wald": wald, "adjusted_wald": adjusted, "ac_z2_3": agresti_coull, "score": score}
    for method, limits in golden.items():
        e = nps_counts(*cell, method=method)
        assert (e.lo, e.hi) == pytest.approx(limits, abs=5.1e-5), method


def test_clipping_is_said():
    assert nps_counts(0, 0, 10, method="adjusted_wald").warnings == ("clipped",)
    assert nps_counts(0, 0, 10, method="score").warnings == ()


def test_policy_score_below_ten_then_adjusted_wald_and_never_wald():
    assert nps_counts(2, 3, 4).method == "score"
    assert nps_counts(2, 3, 5).method == "adjusted_wald"
    assert {nps_counts(1, n, 3).method for n in range(60)} == {"score", "adjusted_wald"}


def test_no_answers_and_one_answer():
    nothing = nps(Sketch(0, missing=4))
    assert (nothing.value, nothing.lo, nothing.hi, nothing.n, nothing.missing) == (None, None, None, 0, 4)
    assert nothing.warnings == ("no answers",)
    one = nps_counts(0, 0, 1)
    assert one.value == 1
    assert one.lo < 0.5


def test_one_box_of_passives():
    e = nps_counts(0, 8, 0)
    assert e.value == 0
    assert e.lo == pytest.approx(-e.hi)
    assert e.lo < -0.2


def test_negative_counts_and_unknown_methods_are_refused():
    with pytest.raises(UsageError, match="negative"):
        nps_counts(-1, 2, 3)
    with pytest.raises(UsageError, match="adjusted_wald"):
        nps_counts(1, 2, 3, method="adjusted")


@settings(deadline=None)
@given(counts, st.sampled_from(METHODS))
def test_swapping_detractors_and_promoters_mirrors_everything(cell, method):
    detractors, passives, promoters = cell
    e, mirrored = nps_counts(*cell, method=method), nps_counts(promoters, passives, detractors, method=method)
    assert mirrored.value == pytest.approx(-e.value)
    assert (mirrored.lo, mirrored.hi) == pytest.approx((-e.hi, -e.lo), abs=1e-9)


def test_the_interval_holds_its_own_score_at_low_levels():
    assert nps_counts(0, 0, 10, level=0.8).hi == 1


@settings(deadline=None)
@given(counts, st.sampled_from(METHODS))
def test_intervals_shrink_with_n_and_hold_their_own_score(cell, method):
    e, larger = nps_counts(*cell, method=method), nps_counts(*(4 * c for c in cell), method=method)
    if sum(cell) > 1:
        assert larger.hi - larger.lo <= e.hi - e.lo + 1e-9
    assert e.lo - 1e-9 <= e.value <= e.hi + 1e-9


@settings(deadline=None)
@given(counts.filter(lambda c: min(c) > 0), st.sampled_from(METHODS))
def test_all_intervals_become_walds(cell, method):
    wald, other = (nps_counts(*(10_000 * c for c in cell), method=m) for m in ("wald", method))
    width = wald.hi - wald.lo
    assert (other.lo, other.hi) == pytest.approx((wald.lo, wald.hi), abs=0.05 * width + 1e-12)


def test_a_wider_level_holds_the_narrower():
    narrow, wide = nps_counts(8, 13, 15, level=0.9), nps_counts(8, 13, 15, level=0.99)
    assert wide.lo < narrow.lo < narrow.hi < wide.hi


def test_weights_give_the_taylor_error_in_large_samples():
    y, w = [1, 1, 0, -1, 1, 0, -1, 1] * 500, [1, 1, 1, 1, 2, 2, 3, 5] * 500
    e = nps(Sketch.of(y, w))
    assert e.method == "adjusted_wald_taylor"
    assert e.value == 0.3125
    assert e.n_effective == pytest.approx(256 / 46 * 500)
    assert (e.hi - e.lo) / (2 * 1.96) == pytest.approx(0.380127 * (7 / 8 * 4000 / 3999) ** 0.5 / 500**0.5, rel=2e-3)


def test_repeated_customers_widen_the_interval():
    y = [1, 1, 0, 0, -1, -1, 1, 0, 1, -1] * 4
    alone = nps(Sketch.of(y))
    paired = nps(Sketch.of(y + y, unit_id=[*range(40), *range(40)]))
    assert paired.method == "adjusted_wald_clustered"
    assert paired.n == 80
    assert paired.hi - paired.lo == pytest.approx(alone.hi - alone.lo, rel=0.1)


def test_one_customer_has_no_interval():
    e = nps(Sketch.of([1, 1, 0, 1, -1, 1], unit_id=["a"] * 6))
    assert (e.value, e.lo, e.hi, e.warnings) == (0.5, None, None, ("one customer",))


def test_weighted_answers_all_alike_still_have_an_interval():
    e = nps(Sketch.of([1] * 20, [1, 3] * 10))
    assert e.value == 1
    assert 0.5 < e.lo < 0.9
    assert e.hi == 1


def test_golden_difference():
    """(8,13,15) less (12,7,12): the adjusted difference is .1795, the one shown is that of the scores, .1944."""
    d = nps_difference(sketch(8, 13, 15), sketch(12, 7, 12), level=0.9)
    assert d.difference == pytest.approx(0.1944, abs=5e-5)
    assert (d.lo + d.hi) / 2 == pytest.approx(0.1795, abs=5.1e-5)
    assert (d.hi - d.lo) / (2 * 1.6448536) == pytest.approx(0.1932, abs=5.1e-5)
    assert (d.lo, d.hi) == pytest.approx((-0.138, 0.497), abs=5.1e-4)
    assert d.p == pytest.approx(0.353, abs=5e-4)
    assert d.n == (36, 31)


@settings(deadline=None)
@given(counts, counts)
def test_differences_turn_round_and_hold_themselves(first, second):
    d, back = nps_difference(sketch(*first), sketch(*second)), nps_difference(sketch(*second), sketch(*first))
    assert back.difference == pytest.approx(-d.difference)
    assert (back.lo, back.hi, back.p) == pytest.approx((-d.hi, -d.lo, d.p))
    assert -2 <= d.lo <= d.difference <= d.hi <= 2


@settings(deadline=None)
@given(counts, counts)
def test_p_and_interval_agree(first, second):
    d = nps_difference(sketch(*first), sketch(*second))
    assume(abs(d.p - 0.05) > 1e-6)
    if d.p < 0.05:
        assert d.lo > 0 or d.hi < 0
    elif d.difference == 0:
        assert d.lo <= 0 <= d.hi


def test_no_difference_without_answers():
    d = nps_difference(sketch(1, 2, 3), Sketch(0))
    assert (d.difference, d.lo, d.hi, d.p, d.n) == (None, None, None, None, (6, 0))


def test_both_groups_of_one_box_still_have_a_test():
    d = nps_difference(sketch(0, 0, 9), sketch(9, 0, 0))
    assert d.difference == 2
    assert d.p < 0.001
    assert 0 < d.lo < d.hi == 2


@pytest.mark.parametrize(("population", "expected"), [((0.2, 0.3, 0.5), 0.038), ((0.05, 0.15, 0.80), 0.006)])
def test_size_of_the_difference_under_no_difference(population, expected):
    """All pairs of outcomes of ten answers each; the source simulated .038 and .006 (exact .0376 and .0055)."""
    n = 10
    cells = [(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)]
    ways = [factorial(n) / (factorial(d) * factorial(m) * factorial(p)) for d, m, p in cells]
    chance = [w * prod(x**k for x, k in zip(population, c, strict=True)) for w, c in zip(ways, cells, strict=True)]
    outcomes = [(sketch(*c), x) for c, x in zip(cells, chance, strict=True)]
    size = sum(x * y for a, x in outcomes for b, y in outcomes if nps_difference(a, b).p < 0.05)
    assert size == pytest.approx(expected, abs=7e-4)
