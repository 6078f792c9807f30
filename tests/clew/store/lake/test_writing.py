"""Files of the lake: which columns get a dictionary, and when rows are moved into the order of time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.store.lake import writing
from clew.store.lake.writing import repeating_columns, sort_by_time, write_rows


@pytest.fixture(autouse=True)
def small_groups(monkeypatch):
    monkeypatch.setattr(writing, "ROW_GROUP_ROWS", 100)


def rows_at(microseconds) -> pa.Table:
    return pa.table({"at": pa.array(microseconds).cast(pa.timestamp("us")), "n": np.arange(len(microseconds))})


def test_a_dictionary_is_made_of_what_repeats():
    table = pa.table({
        "id": [f"f{n}" for n in range(100)],
        "channel": ["web", "shop"] * 50,
        "silent": pa.nulls(100, pa.string()),
        "ref": [{"segment": "s", "row": n} for n in range(100)],
    })  # fmt: skip
    assert repeating_columns(table) == ["channel", "silent", "ref.segment"]


def test_the_columns_named_are_those_that_the_file_keeps_as_a_dictionary(tmp_path):
    table = pa.table({"id": [f"f{n}" for n in range(50)], "ref": [{"segment": "s", "row": n} for n in range(50)]})
    entry = write_rows(tmp_path, "t", table)
    group = pq.read_metadata(tmp_path / entry.path).row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    assert {column.path_in_schema: column.has_dictionary_page for column in columns} == {
        "id": False, "ref.row": False, "ref.segment": True,
    }  # fmt: skip


def test_rows_out_of_order_are_put_in_order():
    shuffled = np.random.default_rng(1).permutation(1_000)
    assert sort_by_time(rows_at(shuffled), "at")["n"].to_pylist() == np.argsort(shuffled).tolist()


def test_rows_nearly_in_order_stay_where_they_are():
    """Row groups may be a quarter wider than sorted ones: here each is 100 wide and 20 more."""
    nearly = np.arange(1_000) + np.random.default_rng(1).integers(0, 20, 1_000)
    table = rows_at(nearly)
    assert sort_by_time(table, "at") is table


def test_within_one_row_group_rows_are_put_in_order():
    nearly = [1, 0, 2, 3]
    assert sort_by_time(rows_at(nearly), "at")["n"].to_pylist() == [1, 0, 2, 3]


def test_without_a_time_rows_come_last():
    table = rows_at([3, None, 1])
    assert sort_by_time(table, "at")["n"].to_pylist() == [2, 0, 1]
