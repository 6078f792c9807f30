"""The population of a metric over rows written by hand: compiled, run by the locked engine, back as dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.compile import canonical_tables, compile_expression
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView
from clew.metrics import find_metric
from clew.tables import TABLES

Population = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def engine_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DuckDBEngine, Path]]:
    """One engine for all tests, and the folder it reads."""
    folder = tmp_path_factory.mktemp("lake")
    with DuckDBEngine(folder, threads=1, memory_limit="500MB") as engine:
        yield engine, folder


@pytest.fixture(scope="session")
def population(engine_folder: tuple[DuckDBEngine, Path]) -> Population:
    """A function: metric (or metric.statistic), rows by table, parameters -> the rows that count, with ``y``."""
    engine, folder = engine_folder
    files = iter(range(1_000_000))

    def write(table: str, rows: Sequence[Mapping[str, Any]]) -> TableView:
        schema, path = TABLES[table].schema, folder / f"{table}-{next(files)}.parquet"
        full = [{"id_hash": i, "content_hash": i, **row} for i, row in enumerate(rows)]
        pq.write_table(pa.Table.from_pylist(full, schema=schema), path)
        return TableView(table, schema, (str(path),))

    def run(name: str, tables: Mapping[str, Sequence[Mapping[str, Any]]], **parameters: str) -> list[dict[str, Any]]:
        metric = find_metric(name.partition(".")[0])
        given = {key: value for key, value in parameters.items() if key not in MOMENTS}
        moments = {key: value for key, value in parameters.items() if key in MOMENTS}
        settled = {**metric.settle(given), **moments}
        rows = metric.rows(canonical_tables(), metric.statistic(name.partition(".")[2] or None), settled)
        keep = [*TABLES[metric.table_of(settled)].key, "customer_id", "y", "w", "unit_id", "at", "ended", "holder"]
        chosen = rows.select(*dict.fromkeys(column for column in keep if column in rows.columns))
        views = {table: TableView(table, TABLES[table].schema) for table in TABLES}
        views |= {table: write(table, rows) for table, rows in tables.items()}
        return engine.rows(compile_expression(chosen), views)

    return run


MOMENTS = ("as_of", "zone", "first", "last", "rules")
