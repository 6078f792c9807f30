"""The store's workbench: Arrow in, Arrow out, Parquet written with the statistics asked for."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.workbench import Workbench

ROWS = pa.table({"a": [3, 1, None, 2], "s": ["x", "", "z", None]})


@pytest.fixture
def bench(tmp_path):
    with Workbench(tmp_path / "temp", memory_limit="500MB", threads=2) as made:
        yield made


def test_tables_are_there_for_one_call(bench):
    assert bench.run("SELECT sum(a) AS n FROM t", t=ROWS).to_pylist() == [{"n": 6}]
    with pytest.raises(duckdb.CatalogException):
        bench.run("SELECT * FROM t")


def test_tables_are_forgotten_after_an_error_too(bench):
    with pytest.raises(duckdb.BinderException):
        bench.run("SELECT nothing FROM t", t=ROWS)
    with pytest.raises(duckdb.CatalogException):
        bench.run("SELECT * FROM t")


def test_created_tables_stay_and_statements_without_rows_are_fine(bench):
    bench.run("CREATE TABLE kept AS SELECT * FROM t", t=ROWS)
    assert bench.run("SELECT count(*) AS n FROM kept").to_pylist() == [{"n": 4}]
    assert bench.run("DELETE FROM kept WHERE a = 1").to_pylist() == [{"Count": 1}]
    assert bench.run("SET threads=1").num_rows == 0


def test_variables_of_the_caller_are_not_tables(bench):
    hidden = pa.table({"a": [1]})
    with pytest.raises(duckdb.CatalogException):
        bench.run("SELECT * FROM hidden")
    assert hidden.num_rows == 1


def test_a_stream_is_read_in_batches_while_other_work_goes_on(bench):
    reader = bench.stream("SELECT range AS n FROM range(100000)", 10_000)
    first = reader.read_next_batch()
    assert first.num_rows < 100_000
    assert bench.run("SELECT 1 AS one").to_pylist() == [{"one": 1}]
    assert first.num_rows + sum(batch.num_rows for batch in reader) == 100_000


def test_a_reader_streams_through(bench):
    reader = bench.stream("SELECT a + 1 AS b FROM t WHERE a IS NOT NULL ORDER BY b", t=ROWS.to_reader())
    assert reader.read_all().to_pydict() == {"b": [2, 3, 4]}


@pytest.mark.parametrize(("statistics", "kept"), [(True, ["a", "s"]), (False, []), (["a"], ["a"]), ([], [])], ids=str)
def test_a_parquet_file_keeps_only_the_statistics_asked_for(bench, tmp_path, statistics, kept):
    path = tmp_path / "out.parquet"
    assert bench.copy_to_parquet("SELECT * FROM t", path, statistics=statistics, t=ROWS) == 4
    group = pq.ParquetFile(path).metadata.row_group(0)
    columns = [group.column(place) for place in range(group.num_columns)]
    assert [column.path_in_schema for column in columns if column.is_stats_set] == kept
    assert {column.compression for column in columns} == {"ZSTD"}
    assert pq.read_table(path).equals(ROWS)


@pytest.mark.parametrize("statistics", [True, False])
def test_rows_are_sorted_nulls_last_in_groups_of_the_size_asked_for(bench, tmp_path, statistics):
    path = tmp_path / "out.parquet"
    many = "SELECT (range * 7919) % 10000 AS a FROM range(10000) UNION ALL SELECT NULL"
    rows = bench.copy_to_parquet(many, path, sort=["a"], row_group_size=2048, statistics=statistics)
    assert rows == 10_001
    assert pq.read_table(path)["a"].to_pylist() == [*range(10_000), None]
    metadata = pq.ParquetFile(path).metadata
    assert max(metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)) <= 2048


@pytest.mark.parametrize("statistics", [True, False])
def test_no_rows_make_a_file_with_the_columns(bench, tmp_path, statistics):
    path = tmp_path / "out.parquet"
    assert bench.copy_to_parquet("SELECT * FROM t WHERE false", path, statistics=statistics, t=ROWS) == 0
    assert pq.read_schema(path).names == ["a", "s"]


def test_a_path_with_a_quote_is_a_path(bench, tmp_path):
    path = tmp_path / "it's.parquet"
    assert bench.copy_to_parquet("SELECT 1 AS a", path) == 1
    assert path.exists()
