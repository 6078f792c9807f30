"""Times as yes or no: counted by hand, open ones as nobody knows, competing endings, and other cells as they are."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.findings.asking.judged import judged
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes


def statistic(horizon=10.0, *, complement=False):
    return SimpleNamespace(horizon=None if horizon is None else lambda _: horizon, complement=complement)


def counted(lives, **more):
    sketch = judged(lives, statistic(**more), {})
    return sketch.positives, sketch.zeros, sketch.missing


def test_what_ended_in_time_counts_and_what_took_longer_does_not():
    lives = Lifetimes.of([4, 10, 11, 30, 12], [True, True, True, True, False], [1, 2, 3, 1, 1])
    assert counted(lives) == (3, 5, 0)
    sketch = judged(lives, statistic(), {})
    assert (sketch.n, sketch.sum_w, sketch.sum_wy, sketch.sum_wyy) == (8, 8, 3, 3)


def test_what_was_open_before_the_time_was_up_is_missing_and_does_not_make_the_others_look_quick():
    """Ten take 8, ten take 20; of ten that began 9 ago five are done: half of all, not 15 of 25."""
    lives = Lifetimes.of([8, 20, 8, 9], [True, True, True, False], [10, 10, 5, 5])
    assert counted(lives) == (12, 13, 5)
    assert counted(Lifetimes.of([8, 20], [True, True], [10, 10])) == (10, 10, 0)


def test_over_many_companies_the_share_is_the_true_one_with_half_of_them_watched_too_short():
    rng = np.random.Generator(np.random.PCG64(1))
    takes, watched = rng.exponential(10, 20_000), rng.uniform(0, 20, 20_000)
    lives = Lifetimes.of(np.minimum(takes, watched), takes <= watched)
    assert judged(lives, statistic(), {}).mean == pytest.approx(1 - np.exp(-1), abs=0.02)
    known = (takes <= watched) | (watched > 10)
    assert ((takes <= 10) & (takes <= watched))[known].mean() > 0.7, "counting those that are known would not do"


def test_where_nothing_was_watched_so_long_only_what_ended_is_known():
    assert counted(Lifetimes.of([3, 4, 5], [True, False, False])) == (1, 0, 2)
    assert counted(Lifetimes.of([4, 5], [False, False])) == (0, 0, 2)
    assert counted(Lifetimes.of([])) == (0, 0, 0)


def test_of_competing_endings_the_other_one_is_a_no():
    answered = Lifetimes.of([5, 5, 8, 30], [True, True, True, True], caused=[True, False, True, True])
    assert counted(answered) == (2, 2, 0)
    assert counted(answered, complement=True) == (2, 2, 0)
    still = Lifetimes.of([5, 5, 8, 30, 2], [True, True, True, True, False], caused=[True, False, True, True, False])
    assert counted(still) == (2, 2, 1)


def test_the_complement_counts_the_other_way_round():
    lives = Lifetimes.of([4, 11, 12], [True, True, True], [1, 2, 4])
    assert counted(lives, complement=True) == (6, 1, 0)


def test_times_that_are_not_known_are_missing():
    assert counted(Lifetimes.of([4, np.nan], [True, True], missing=2)) == (1, 0, 3)


def test_other_cells_are_as_they_are_or_refused():
    sketch = Sketch.of(np.array([1.0, 0.0]))
    assert judged(sketch, statistic(), {}) is sketch
    with pytest.raises(UsageError, match="means, shares and scores"):
        judged(Lifetimes.of([1]), statistic(horizon=None), {})


LIVES = st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.integers(1, 4)), min_size=1)


@given(LIVES, st.booleans())
def test_every_row_is_a_yes_a_no_or_missing(rows, complement):
    times, ended, counts = zip(*rows, strict=True)
    lives = Lifetimes.of(times, ended, counts)
    yes, no, missing = counted(lives, complement=complement)
    assert yes + no + missing == sum(counts)
    assert min(yes, no, missing) >= 0
    assert missing == sum(many for time, over, many in rows if not over and time <= 10)
