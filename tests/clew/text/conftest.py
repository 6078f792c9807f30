"""A workspace with feedback in four languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clew.engines.duckdb_engine import DuckDBEngine
from clew.store import Workspace, open_workspace

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Clock:
    """Goes a millisecond a look."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "data", now=Clock())


@pytest.fixture
def engine(workspace: Workspace) -> Iterator[DuckDBEngine]:
    with DuckDBEngine([workspace.place.folder, workspace.place.cache], threads=1) as made:
        yield made


@pytest.fixture
def load(tmp_path: Path, workspace: Workspace) -> Callable[..., None]:
    """Import rows of a canonical table; columns that are not given are null."""
    numbers = iter(range(1000))

    def write(table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        path = tmp_path / f"{table}-{next(numbers)}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        (result,) = workspace.import_files([path], table=table)
        assert not result.to_document()["rejections"], result.to_document()

    return write


@pytest.fixture
def say(load) -> Callable[..., None]:
    """Import verbatims: id=text, or id=a row of feedback."""

    def write(**texts: str | Mapping[str, Any]) -> None:
        rows = []
        for place, (name, given) in enumerate(texts.items()):
            row = {"verbatim": given} if isinstance(given, str) else given
            rows.append({"feedback_id": name, "answered_at": f"2026-01-{place % 28 + 1:02d}", "metric": "text", **row})
        load("feedback", rows)

    return write
