"""Benjamini & Hochberg's own example, and corrections against their definitions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.stats.estimate import Difference
from clew.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm, with_q

#: Benjamini & Hochberg 1995, section 4.1: fifteen outcomes of a trial of thrombolysis.
BH_1995 = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]
ps = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=25)


def called(adjusted, alpha=0.05):
    return sum(q is not None and q <= alpha for q in adjusted)


def test_calls_of_bh_1995():
    assert called(benjamini_hochberg(BH_1995)) == 4
    assert called([min(1, 15 * p) for p in BH_1995]) == 3
    assert called(holm(BH_1995)) == 3
    assert called(benjamini_yekutieli(BH_1995)) == 3


def test_order_is_kept_and_gaps_are_not_counted():
    shuffled = [None, *reversed(BH_1995), float("nan")]
    q = benjamini_hochberg(shuffled)
    assert q[0] is None
    assert q[-1] is None
    assert q[1:-1] == pytest.approx(list(reversed(benjamini_hochberg(BH_1995))))


def test_nothing_in_nothing_out():
    assert benjamini_hochberg([]) == []
    assert holm([None, None]) == [None, None]


@settings(deadline=None)
@given(ps, st.sampled_from([0.01, 0.05, 0.2]))
def test_bh_calls_are_those_of_the_step_up_rule(p, alpha):
    """The rule as printed: the largest i with p(i) <= i·alpha/m; all up to it are called."""
    known = sorted(x for x in p if x is not None)
    m = len(known)
    largest = max((i for i in range(1, m + 1) if known[i - 1] * m / i <= alpha), default=0)
    assert called(benjamini_hochberg(p), alpha) >= largest
    limit = known[largest - 1] if largest else -1.0
    for value, q in zip(p, benjamini_hochberg(p), strict=True):
        assert (q is None) == (value is None)
        if value is not None:
            assert (q <= alpha) == (value <= limit)


@settings(deadline=None)
@given(ps)
def test_corrections_never_help_and_keep_the_order(p):
    adjusted = [benjamini_hochberg(p), benjamini_yekutieli(p), holm(p)]
    known = [i for i, x in enumerate(p) if x is not None]
    for i in known:
        assert p[i] - 1e-15 <= adjusted[0][i] <= adjusted[1][i] + 1e-15 <= 1 + 2e-15
        assert p[i] <= adjusted[2][i] <= 1
        assert all(adjusted[k][i] <= adjusted[k][j] for k in range(3) for j in known if p[i] <= p[j])


def test_with_q_fills_the_family_and_leaves_the_untested_open():
    family = [Difference(0.1, 0, 0.2, 0.95, "newcombe", p, (50, 50)) for p in (0.001, 0.04, None)]
    filled = with_q(family)
    assert [d.q for d in filled] == [0.002, 0.04, None]
    assert [d.beyond_chance for d in filled] == [True, True, None]
    assert [d.beyond_chance for d in with_q(family, alpha=0.01)] == [True, False, None]
