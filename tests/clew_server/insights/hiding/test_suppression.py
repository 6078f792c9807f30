"""No group under k can be read or worked out: a hand-made differencing set, and random tables against a solver."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew_server.insights.hiding.suppression import hidden_cells, leaves_too_few

K = 5


def test_nothing_is_hidden_where_no_group_is_small():
    assert hidden_cells({("web",): 5, ("phone",): 900, ("shop",): 0}, K) == frozenset()


def test_one_small_group_takes_the_next_smallest_with_it():
    counts = {("web",): 40, ("phone",): 3, ("shop",): 9}
    assert hidden_cells(counts, K) == {("phone",), ("shop",)}


def test_small_groups_that_are_enough_together_hide_each_other():
    counts = {("web",): 40, ("phone",): 3, ("shop",): 4}
    assert hidden_cells(counts, K) == {("phone",), ("shop",)}


def test_two_small_groups_that_are_too_few_together_take_a_third_with_them():
    """1 and 2 are 3 together: that sum is the total less the others, and a group of 3 itself."""
    counts = {("web",): 40, ("phone",): 1, ("shop",): 2, ("post",): 9}
    assert hidden_cells(counts, K) == {("phone",), ("shop",), ("post",)}


def test_the_hand_made_differencing_set_is_blocked():
    """Team × channel, all totals known: two hidden cells a line are needed both ways."""
    counts = {("north", "web"): 20, ("north", "phone"): 3, ("south", "web"): 30, ("south", "phone"): 25}
    hidden = hidden_cells(counts, K)
    assert len(hidden) == 4, "in a table of two by two one hidden cell determines all others but by hiding all"


def test_one_dimension_beside_periods_that_are_not_asked_for_hides_no_more_than_it_must():
    counts = {("web", None): 60, ("call", None): 40, ("shop", None): 3}
    assert hidden_cells(counts, K) == {("call", None), ("shop", None)}


def test_two_cells_in_one_row_are_not_enough_where_columns_give_them_away():
    counts = {(row, column): 50 for row in "abc" for column in "xyz"}
    counts["a", "x"] = 2
    hidden = hidden_cells(counts, K)
    assert not _determined(counts, hidden)
    assert len(hidden) < len(counts)


@given(st.lists(st.integers(0, 30), min_size=12, max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_small_cell_of_a_random_table_has_one_solution(numbers):
    counts = dict(zip(product("abc", "wxyz"), numbers, strict=True))
    hidden = hidden_cells(counts, K)
    assert {key for key, n in counts.items() if 0 < n < K} <= hidden
    shown_or_empty = [key for key, n in counts.items() if key not in hidden and n]
    if shown_or_empty:  # where all of it is hidden there is nothing left to hide
        assert not _determined(counts, hidden) or _nothing_left(counts, hidden)


def test_three_dimensions_with_periods():
    generator = np.random.default_rng(5)
    keys = list(product("ab", "xyz", ["2026-01", "2026-02", "2026-03"]))
    counts = {key: int(n) for key, n in zip(keys, generator.integers(1, 60, len(keys)), strict=True)}
    counts["a", "x", "2026-01"] = 1
    hidden = hidden_cells(counts, K)
    assert not _determined(counts, hidden)


@pytest.mark.parametrize(("whole", "part", "too_few"), [(100, 96, True), (100, 95, False), (100, 100, False)])
def test_a_filter_that_leaves_out_a_few_is_told_apart(whole, part, too_few):
    assert leaves_too_few(whole, part, K) is too_few


def _determined(counts, hidden):
    """The small cells that totals determine: a solver of its own, by rank."""
    unknown = sorted(hidden)
    rows = []
    width = len(next(iter(counts)))
    for summed in product([False, True], repeat=width):
        groups = {}
        for key in counts:
            groups.setdefault(tuple(part for part, is_in in zip(key, summed, strict=True) if not is_in), []).append(key)
        if any(summed):
            known = [line for line in groups.values() if sum(counts[key] for key in line) >= K]
            rows += [[float(key in line) for key in unknown] for line in known]
    matrix = np.array(rows)
    rank = np.linalg.matrix_rank(matrix)
    found = []
    for place, key in enumerate(unknown):
        one = np.zeros(len(unknown))
        one[place] = 1
        if 0 < counts[key] < K and np.linalg.matrix_rank(np.vstack([matrix, one])) == rank:
            found.append(key)
    return found


def _nothing_left(counts, hidden):
    """Whether every line through a determined cell has nothing more to hide."""
    for key in _determined(counts, hidden):
        for place in range(len(key)):
            line = [other for other in counts if other[:place] + other[place + 1 :] == key[:place] + key[place + 1 :]]
            if any(counts[other] and other not in hidden for other in line):
                return False
    return True
