"""No small group can be worked out from the cells that are shown and the totals that can be asked for."""

from __future__ import annotations

import random

from clew_server.insights.hiding.suppression import hidden_cells as hidden


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden({("a", "x"): 5, ("a", "y"): 9, ("b", "x"): 0}, 5) == frozenset()


def test_a_small_cell_takes_another_of_its_row_and_its_column_along():
    counts = {("a", "x"): 3, ("a", "y"): 40, ("b", "x"): 50, ("b", "y"): 60}
    assert hidden(counts, 5) == set(counts)


def test_an_empty_cell_is_not_hidden():
    counts = {("a", "x"): 3, ("a", "y"): 0, ("a", "z"): 8, ("b", "x"): 9, ("b", "z"): 9}
    assert ("a", "y") not in hidden(counts, 5)


def test_no_line_of_a_random_table_gives_a_small_cell_away():
    draw = random.Random(5)  # noqa: S311 - a test's draws
    for _ in range(300):
        counts = {
            (row, column): draw.choice([0, 1, 2, 4, 6, 9, 30, 80]) for row in "abcd"[: draw.randint(1, 4)]
            for column in "xyz"[: draw.randint(1, 3)]
        }  # fmt: skip
        out = hidden(counts, 5)
        assert {place for place, n in counts.items() if 0 < n < 5} <= out
        for axis in (0, 1):
            for value in {place[axis] for place in out}:
                line = [place for place in counts if place[axis] == value and counts[place]]
                mine = [place for place in line if place in out]
                assert line == mine or (len(mine) > 1 and sum(counts[place] for place in mine) >= 5)
