"""Boxes stand in rows, none upon another, and each line passes every row between its ends."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clew.charts.layered import lay_out

NAMES = "abcdefghijkl"
LINES = st.dictionaries(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), st.floats(1, 100), max_size=24)


@given(LINES)
def test_boxes_keep_apart_and_lines_pass_every_row(lines):
    found = lay_out(NAMES, lines, width=100, gap=10)
    assert sorted(item.name for row in found.rows for item in row if item.name) == list(NAMES)
    for row in found.rows:
        for one, other in pairwise(sorted(row, key=lambda item: item.x)):
            assert other.x - other.width / 2 >= one.x + one.width / 2 + 9.9
        assert all(item.x - item.width / 2 >= -0.1 and item.x + item.width / 2 <= found.width + 0.1 for item in row)
    for (start, end), route in found.routes.items():
        assert (route[0].name, route[-1].name) == (start, end)
        assert all(abs(other.row - one.row) == 1 for one, other in pairwise(route) if route[0].row != route[-1].row)


def test_a_chain_goes_down_and_back_up():
    found = lay_out("abc", {("a", "b"): 9.0, ("b", "c"): 9.0, ("c", "a"): 2.0})
    assert [[item.name for item in row if item.name] for row in found.rows] == [["a"], ["b"], ["c"]]
    assert [item.row for item in found.routes["c", "a"]] == [2, 1, 0]


def test_a_rare_line_pushes_nothing_down():
    strong = lay_out("abc", {("a", "b"): 100.0, ("b", "c"): 1.0, ("a", "c"): 100.0})
    assert [[item.name for item in row if item.name] for row in strong.rows] == [["a"], ["b", "c"]]
