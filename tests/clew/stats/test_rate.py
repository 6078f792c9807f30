"""Rates: Garwood's exact limits, customers who come back, and differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.stats.rate import rate, rate_difference, rate_of_units
from clew.stats.sketch import Sketch


def events(n: int) -> Sketch:
    return Sketch.of([1] * n)


@pytest.mark.parametrize(
    ("n", "limits"),
    [(0, (0, 3.688879)), (1, (0.025318, 5.571643)), (10, (4.795389, 18.390356)), (100, (81.36, 121.63))],
)
def test_exact_poisson_limits_of_garwood(n, limits):
    """Pearson & Hartley, Biometrika Tables I, table 40, two-sided 95 % (quoted from memory, recomputed equal)."""
    e = rate(events(n), 1000)
    assert (e.value, e.n, e.method) == (n, 1000, "poisson")
    assert (e.lo, e.hi) == pytest.approx(limits, rel=2e-4, abs=1e-9)


def test_limits_have_the_tails_they_claim():
    """At either limit the count seen, or one further out, has a chance of 2.5 %, summed term by term."""
    e = rate(events(7), 1, per=1)

    def at_most(k: int, mean: float) -> float:
        terms = np.cumprod([1.0, *(mean / i for i in range(1, k + 1))])
        return float(np.exp(-mean) * terms.sum())

    assert 1 - at_most(6, e.lo) == pytest.approx(0.025)
    assert at_most(7, e.hi) == pytest.approx(0.025)


def test_customers_who_come_back_widen_the_interval():
    singles = rate(events(200), 1000)
    twice = rate(Sketch.of([1] * 200, unit_id=[*range(100), *range(100)]), 1000)
    assert twice.value == singles.value == 200
    assert twice.method == "poisson_clustered"
    assert twice.hi - twice.lo == pytest.approx((singles.hi - singles.lo) * 2**0.5, rel=0.02)


def test_exposed_customers_know_their_zeros():
    """900 of 1,000 customers came once: the variance is .9 · .1, not the Poisson .9."""
    came = Sketch.of([1] * 900, unit_id=list(range(900)))
    e = rate(came, 1000, exposed_are_customers=True)
    assert (e.hi - e.lo) / 2 == pytest.approx(1.96 * (0.09 / 1000) ** 0.5 * 1000, rel=0.02)
    whole = rate_of_units(Sketch.of([1] * 900 + [0] * 100))
    assert (e.lo, e.hi) == pytest.approx((whole.lo, whole.hi), rel=2e-3)


def test_known_units_are_a_mean_clipped_at_zero():
    e = rate_of_units(Sketch.of([0] * 30 + [3]))
    assert e.value == pytest.approx(3000 / 31)
    assert (e.lo, e.warnings) == (0, ("clipped",))
    none = rate_of_units(Sketch.of([0] * 30))
    assert (none.value, none.lo) == (0, 0)
    assert none.hi == pytest.approx(3688.879 / 30, rel=1e-5)


def test_no_exposure_no_rate():
    assert rate(events(3), 0).value is None
    assert rate_difference(events(3), 0, events(2), 10).p is None


def test_counts_below_zero_are_refused():
    with pytest.raises(UsageError, match="below zero"):
        rate(Sketch.of([1, -1]), 10)


def test_difference_of_rates():
    d = rate_difference(events(60), 1000, events(30), 1000)
    assert d.difference == 30
    # the conditional exact test, 60 of 90 at a half, gives .0021
    assert 0.0005 < d.p < 0.005
    assert 0 < d.lo < 30 < d.hi


def test_difference_of_exposed_customers_is_sharper():
    """900 and 860 of 1,000 customers came once: as Poisson counts no difference shows, as shares it does."""
    first, second = (Sketch.of([1] * n, unit_id=list(range(n))) for n in (900, 860))
    assert rate_difference(first, 1000, second, 1000).p > 0.2
    d = rate_difference(first, 1000, second, 1000, exposed_are_customers=True)
    assert d.p == pytest.approx(0.006, abs=0.002)
    assert d.n == (1000, 1000)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(50, 500), st.integers(50, 500))
def test_differences_turn_round_and_agree_with_p(first, second, exposed, other):
    d = rate_difference(events(first), exposed, events(second), other)
    back = rate_difference(events(second), other, events(first), exposed)
    assert (back.lo, back.hi, back.p) == pytest.approx((-d.hi, -d.lo, d.p), abs=1e-9)
    if abs(d.p - 0.05) > 1e-6:
        assert (d.p < 0.05) == (d.lo > 0 or d.hi < 0)


def test_coverage_of_clustered_rates():
    """Gamma-Poisson customers: the plain Poisson interval would cover far less."""
    rng = np.random.default_rng(3)
    clustered = plain = 0
    for _ in range(400):
        each = rng.poisson(rng.gamma(0.5, 0.8, 500))
        who = np.repeat(np.arange(500), each)
        e = rate(Sketch.of(np.ones(len(who)), unit_id=who), 500, exposed_are_customers=True)
        p = rate(Sketch.of(np.ones(len(who))), 500)
        clustered += e.lo <= 400 <= e.hi
        plain += p.lo <= 400 <= p.hi
    assert clustered / 400 >= 0.92
    assert plain / 400 < 0.9
