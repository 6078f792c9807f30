"""The times of one cell: what counts, what is missing, and cells taken together."""

from __future__ import annotations

from math import nan

import pytest

from clew.errors import UsageError
from clew.stats.survival.lifetimes import Lifetimes


def test_counts_stand_for_rows():
    lives = Lifetimes.of([1, 2, 2], [True, True, False], [3, 1, 4])
    assert (lives.n, lives.open, lives.follow_up) == (8, 4, 2)


def test_what_is_not_known_or_was_not_watched_is_missing():
    lives = Lifetimes.of([nan, 5, 5, 5], counts=[2, 1, 3, 1], entries=[0, 5, 7, 4], missing=1)
    assert (lives.n, lives.missing) == (1, 7)
    assert Lifetimes.of([0.0], entries=[0.0]).n == 1


def test_below_zero_there_is_no_time():
    with pytest.raises(UsageError, match="below zero"):
        Lifetimes.of([1, -1])


def test_of_several_ways_only_what_ended_so_counts():
    lives = Lifetimes.of([1, 2, 3], [True, True, False], caused=[True, False, True])
    assert lives.of_cause.tolist() == [True, False, False]
    assert Lifetimes.of([1, 2], [True, False]).of_cause.tolist() == [True, False]


def test_cells_taken_together():
    plain, late = Lifetimes.of([1, 2], missing=1), Lifetimes.of([5], [False], entries=[3], missing=2)
    both = Lifetimes.merged([plain, late])
    assert (both.n, both.open, both.missing) == (3, 1, 3)
    assert both.begun.tolist() == [0, 0, 3]
    competing = Lifetimes.merged([plain, Lifetimes.of([4, 4], caused=[True, False])])
    assert competing.of_cause.tolist() == [True, True, True, False]
    assert Lifetimes.of([]).follow_up == 0
