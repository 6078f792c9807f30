"""A lake of contacts made by hand, with a cache of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView
from clew.journeys.definition import parse_definition
from clew.journeys.paths import Paths, paths_of
from clew.store.settings import Settings
from clew.tables import TABLES

START = datetime(2026, 1, 1)  # noqa: DTZ001 - times of the lake are UTC without a zone
KEYS = {"events": "event_id", "calls": "call_id", "tickets": "ticket_id"}


@dataclass
class ContactLake:
    """A snapshot of tables written by hand; equal content has an equal hash."""

    folder: Path
    views: dict[str, TableView] = field(default_factory=dict)
    settings: Settings = field(default_factory=lambda: Settings.of({}))
    version: int = 1
    settings_version: int = 1

    @property
    def cache(self) -> Path:
        """Where paths are kept."""
        return self.folder / "cache"

    @property
    def files_hash(self) -> str:
        """The hash of every file's bytes."""
        contents = (Path(file).read_bytes() for view in self.views.values() for file in view.files)
        return hashlib.sha256(b"".join(contents)).hexdigest()

    def write(self, table: str, rows: Sequence[Mapping[str, Any]]) -> ContactLake:
        """Replace ``table`` by ``rows``; columns that are not given are null."""
        schema, key = TABLES[table].schema, KEYS.get(table)
        self.version += 1
        ids = [{key: f"{table}-{i:06}"} if key else {} for i in range(len(rows))]
        house = [{"id_hash": i, "content_hash": i, "journal_ref": _ref(i)} for i in range(len(rows))]
        full = [{**one, **other, **row} for one, other, row in zip(house, ids, rows, strict=True)]
        path = self.folder / f"{table}-{self.version}.parquet"
        pq.write_table(pa.Table.from_pylist(full, schema=schema), path)
        self.views[table] = TableView(table, schema, (str(path),))
        return self

    def walks(self, **paths: str | Sequence[tuple[str, float]]) -> ContactLake:
        """Write events: each path by its run as letters an hour apart, or as pairs (name, hour)."""
        rows = [row for run, path in paths.items() for row in _walk(run, path)]
        return self.write("events", rows)


def _ref(row: int) -> dict[str, Any]:
    return {"segment": "seg-1", "record": 7, "row": row}


def _walk(run: str, path: str | Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    pairs = [(letter, hour) for hour, letter in enumerate(path)] if isinstance(path, str) else path
    return [{"journey_run_id": run, "name": name, "occurred_at": START + timedelta(hours=h)} for name, h in pairs]


@pytest.fixture
def lake(tmp_path: Path) -> ContactLake:
    """An empty lake, one view a table."""
    return ContactLake(tmp_path, {name: TableView(name, table.schema) for name, table in TABLES.items()})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    """An engine that may read the lake."""
    with DuckDBEngine(tmp_path, threads=1, memory_limit="500MB") as made:
        yield made


class Asked:
    """Paths of the lake by the words of a definition."""

    def __init__(self, lake: ContactLake, engine: DuckDBEngine) -> None:
        self.lake, self.engine = lake, engine

    def __call__(self, **words: Any) -> Paths:
        return paths_of(parse_definition(**words), self.lake, self.engine)

    def spelled(self, **words: Any) -> dict[str, list[str]]:
        """Return the paths as words: key -> the names of its paths, joined by spaces, in order."""
        return self.spell(self(**words))

    def spell(self, paths: Paths) -> dict[str, list[str]]:
        """Return paths that are there already as words."""
        found: dict[str, list[str]] = {}
        for key, start, end in zip(paths.keys.to_pylist(), paths.starts, paths.starts[1:], strict=False):
            found.setdefault(key, []).append(" ".join(paths.names[code] for code in paths.name[start:end]))
        return found


@pytest.fixture
def asked(lake: ContactLake, engine: DuckDBEngine) -> Asked:
    """A function: the words of a definition in, the paths of the lake out."""
    return Asked(lake, engine)
