"""The benchmark generators, at small sizes: exact counts, the lake's schema, and the same rows for the same seed."""

from __future__ import annotations

import csv
from datetime import datetime

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from clew.simulation import growth
from clew.simulation.growth import write_benchmark_csv, write_benchmark_feedback
from clew.tables import TABLES


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(growth, "_ROWS_A_FILE", 4_000)
    monkeypatch.setattr(growth, "_ROWS_A_CHUNK", 1_500)


@pytest.mark.usefixtures("small")
def test_feedback_has_the_lakes_schema_and_exactly_the_rows_asked_for(tmp_path):
    paths = write_benchmark_feedback(tmp_path, rows=10_000, rated=700)
    assert [pq.read_metadata(path).num_rows for path in paths] == [4_000, 4_000, 2_000]
    table = pq.read_table(tmp_path)
    assert table.schema.equals(TABLES["feedback"].schema)
    assert table["rating"].length() - table["rating"].null_count == 700
    assert pc.count_distinct(table["feedback_id"]).as_py() == 10_000
    for column in TABLES["feedback"].by_name.values():
        assert not (column.required and table[column.name].null_count), column.name
        if column.choices:
            assert set(pc.unique(table[column.name]).to_pylist()) <= {*column.choices, None}
    given = table.filter(pc.equal(table["answer_state"], "given"))
    assert given.num_rows == 700
    assert pc.all(pc.greater_equal(given["answered_at"], given["asked_at"])).as_py()
    assert set(pc.unique(given["rating"]).to_pylist()) <= set(map(float, range(11)))


@pytest.mark.usefixtures("small")
def test_rated_rows_are_spread_over_all_files(tmp_path):
    paths = write_benchmark_feedback(tmp_path, rows=10_000, rated=1_000)
    rated = [pq.read_table(path, columns=["rating"]) for path in paths]
    assert [table.num_rows - table["rating"].null_count for table in rated] == [400, 400, 200]


@pytest.mark.usefixtures("small")
def test_the_same_seed_gives_the_same_rows(tmp_path):
    tables = [
        pq.read_table(write_benchmark_feedback(tmp_path / name, rows=2_000, rated=500, seed=seed)[0])
        for name, seed in (("a", 3), ("b", 3), ("c", 4))
    ]
    assert tables[0].equals(tables[1])
    assert not tables[0].equals(tables[2])


@pytest.mark.usefixtures("small")
def test_csv_is_read_back_by_plain_python(tmp_path):
    path = write_benchmark_csv(tmp_path / "big.csv", rows=4_000)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["feedback_id"] for row in rows}) == len(rows) == 4_000
    assert set(rows[0]) <= set(TABLES["feedback"].mappable)
    assert {"5", "10"} < {row["rating"] for row in rows} <= set(map(str, range(11)))
    times = [datetime.fromisoformat(row["answered_at"]) for row in rows]
    assert min(times).year == 2025
    assert max(times).year == 2026
    assert len({row["verbatim"] for row in rows}) == 5
