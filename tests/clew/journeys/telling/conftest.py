"""Paths written by hand, run by the locked engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.compile import compile_expression
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView
from clew.journeys.telling.steps import COLUMNS, Steps

START = datetime(2026, 1, 1)  # noqa: DTZ001 - UTC without zone
SCHEMA = pa.schema(
    [
        ("path", pa.int64()),
        ("position", pa.int64()),
        ("name", pa.string()),
        ("at", pa.timestamp("us")),
        ("actor", pa.string()),
        ("team", pa.string()),
        ("customer_id", pa.string()),
    ]
)
Walked = Callable[..., Steps]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DuckDBEngine, Path]]:
    """One engine for all tests, and the folder it reads."""
    folder = tmp_path_factory.mktemp("paths")
    with DuckDBEngine(folder, threads=1, memory_limit="500MB") as engine:
        yield engine, folder


@pytest.fixture(scope="session")
def walked(place: tuple[DuckDBEngine, Path]) -> Walked:
    """A function: paths as texts of one letter a contact, or rows -> Steps. Contacts are an hour apart."""
    engine, folder = place

    def make(paths: Sequence[str | Sequence[dict[str, Any]]], **given: Any) -> Steps:
        rows = [row for number, path in enumerate(paths) for row in _rows(number, path)]
        file = folder / "steps.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), file)
        views = {"steps": TableView("steps", SCHEMA, (str(file),))}
        as_of = given.pop("as_of", START + timedelta(days=365))
        table = ibis.table(COLUMNS, name="steps")
        return Steps(table, lambda wanted: engine.read(compile_expression(wanted), views), as_of, **given)

    return make


def _rows(number: int, path: str | Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    given = [{"name": letter} for letter in path] if isinstance(path, str) else path
    shared = {"path": number, "customer_id": f"c{number}"}
    return [
        {**shared, "position": place, "at": START + timedelta(hours=place), **row} for place, row in enumerate(given)
    ]
