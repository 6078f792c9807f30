"""JSON built by columns: whatever texts come, a JSON reader gets them back."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers.values.properties import as_json

CELLS = st.one_of(st.none(), st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=8))


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), st.sampled_from(["plan", 'a "b"', "żółć", "x\\y"])
)
@settings(deadline=None, max_examples=150)
def test_a_json_reader_gets_back_what_was_there(cells: list[tuple[str | None, ...]], name: str) -> None:
    names = [name, "second", "third"]
    columns = {key: pa.array(values, pa.string()) for key, values in zip(names, zip(*cells, strict=True), strict=True)}
    expected = [{key: cell for key, cell in zip(names, row, strict=True) if cell is not None} or None for row in cells]
    assert [text and json.loads(text) for text in as_json(columns).to_pylist()] == expected


def test_rows_without_any_text_are_still_rows() -> None:
    nothing = pa.nulls(3, pa.string())
    assert as_json({"a": nothing}).to_pylist() == [None] * 3
    assert as_json({"a": nothing, "b": pa.array([None, "x", None])}).to_pylist() == [None, '{"b":"x"}', None]
