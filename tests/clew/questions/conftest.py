"""A lake made by hand: Parquet files of canonical rows, seen through views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView
from clew.tables import TABLES


@dataclass
class HandMadeLake:
    """A snapshot of tables written by hand."""

    folder: Path
    views: dict[str, TableView] = field(default_factory=dict)
    version: int = 1
    settings_version: int = 1

    def write(self, table: str, rows: Sequence[Mapping[str, Any]]) -> HandMadeLake:
        """Replace ``table`` by ``rows``; columns that are not given are null."""
        schema = TABLES[table].schema
        self.version += 1
        names = [{"id_hash": i, "content_hash": i, "journal_ref": _ref(i), **row} for i, row in enumerate(rows)]
        path = self.folder / f"{table}-{self.version}.parquet"
        pq.write_table(pa.Table.from_pylist(names, schema=schema), path)
        self.views[table] = TableView(table, schema, (str(path),))
        return self


def _ref(row: int) -> dict[str, Any]:
    return {"segment": "seg-1", "record": 7, "row": row}


@pytest.fixture
def lake(tmp_path: Path) -> HandMadeLake:
    """An empty lake, one view a table."""
    return HandMadeLake(tmp_path, {name: TableView(name, table.schema) for name, table in TABLES.items()})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    """An engine that may read the lake."""
    with DuckDBEngine(tmp_path, threads=1, memory_limit="500MB") as made:
        yield made
