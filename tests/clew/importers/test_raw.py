"""Names of raw columns, and how rejections are cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clew.importers.raw import raw_schema, unique_columns
from clew.importers.rejected import shorten


@given(st.lists(st.sampled_from(["a", "a (2)", "", " ", "_row", "_line", "_row (2)", "column 1", "é"]), max_size=12))
def test_names_never_repeat_and_never_take_ours(names):
    """Whatever the header, the batch has one column a name."""
    found = unique_columns(names)
    assert len(set(found)) == len(names)
    assert not any(name.startswith(("_row", "_line")) or not name for name in found)
    assert len(set(raw_schema(found).names)) == len(names) + 2


def test_names_that_are_fine_stay():
    """Nothing is renamed without need."""
    assert unique_columns(["id", "Ünïcode name", "x.y"]) == ("id", "Ünïcode name", "x.y")


def test_shorten():
    """A long value is cut, a short one is not."""
    assert shorten("x" * 200) == "x" * 200
    assert shorten("x" * 201) == "x" * 199 + "…"
