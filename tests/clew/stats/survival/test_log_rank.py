"""The log-rank test: the published value, an oracle in plain Python, and groups that cannot be told apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.log_rank import log_rank

rows = st.lists(st.tuples(st.integers(1, 10), st.booleans(), st.integers(0, 4)), min_size=1, max_size=25)


def of(given_rows):
    times, ended, entries = zip(*given_rows, strict=True)
    return Lifetimes.of(times, ended, entries=entries)


def oracle(a, b):
    def at_risk(group, t):
        return sum(y >= t and (entry < t or entry == 0) for y, _, entry in group)

    a, b = ([row for row in group if row[2] == 0 or row[2] < row[0]] for group in (a, b))
    expected = variance = 0.0
    for t in sorted({y for y, e, _ in a + b if e}):
        own, n, d = at_risk(a, t), at_risk(a + b, t), sum(y == t and e for y, e, _ in a + b)
        expected += d * own / n
        variance += d * own / n * (1 - own / n) * (n - d) / (n - 1) if n > 1 else 0.0
    return sum(e for _, e, _ in a), expected, variance


def test_the_published_value(treated, control):
    found = log_rank(treated, control)
    assert found.chi_square == pytest.approx(16.793, abs=5e-4)
    assert found.ended == (9, 21)
    assert found.expected == pytest.approx((19.25, 10.75), abs=5e-3)
    assert found.p == pytest.approx(4.17e-5, rel=1e-3)


@settings(deadline=None)
@given(rows, rows)
def test_plain_python_says_the_same(a, b):
    found = log_rank(of(a), of(b))
    ended, expected, variance = oracle(a, b)
    assert found.ended[0] == ended
    assert found.expected[0] == pytest.approx(expected)
    if variance > 0:
        assert found.chi_square == pytest.approx((ended - expected) ** 2 / variance)
        assert log_rank(of(b), of(a)).chi_square == pytest.approx(found.chi_square, abs=1e-9)
    else:
        assert (found.chi_square, found.p) == (None, None)


def test_groups_alike_are_called_different_one_time_in_twenty():
    rng = np.random.default_rng(11)

    def drawn():
        lasted, watched = rng.exponential(1, 40), rng.uniform(0, 3, 40)
        return Lifetimes.of(np.minimum(lasted, watched), lasted <= watched)

    called = sum(log_rank(drawn(), drawn()).p < 0.05 for _ in range(800))
    assert 0.03 < called / 800 < 0.075


def test_nothing_ended():
    still = Lifetimes.of([3, 4], [False, False])
    assert log_rank(still, still).p is None
