"""A workspace for all tests of a file (they only read, or add customers of their own), and rows to import."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from clew.engines.duckdb_engine import DuckDBEngine
from clew.store import Workspace, open_workspace


class Desk:
    """A workspace in a new folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, iter(range(1000))
        self.workspace = open_workspace(folder / "data")

    def load(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Import rows of a canonical table; columns that are not given are null."""
        path = self.folder / f"{table}-{next(self.numbers)}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        (result,) = self.workspace.import_files([path], table=table)
        assert not result.to_document()["rejections"], result.to_document()


@pytest.fixture
def another(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def workspace(desk: Desk) -> Workspace:
    return desk.workspace


@pytest.fixture(scope="module")
def load(desk: Desk) -> Callable[..., None]:
    return desk.load


@pytest.fixture(scope="module")
def engine(workspace: Workspace) -> Iterator[DuckDBEngine]:
    with DuckDBEngine([workspace.place.folder, workspace.place.cache], threads=1) as made:
        yield made
