"""A workspace, a clock that can be told what to say, and exports to import."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clew.engines.view_sql import view_sql
from clew.store import Workspace, open_workspace

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Clock:
    """Goes a millisecond a look, and jumps when told."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Workspace:
    return open_workspace(tmp_path / "data", now=clock)


@pytest.fixture
def another(tmp_path: Path, clock: Clock) -> Callable[[str], Workspace]:
    return lambda name: open_workspace(tmp_path / f"data-{name}", now=clock)


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Write rows (the first is the header) as a CSV file."""

    def write(name: str, rows: Iterable[Iterable[object]]) -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


FEEDBACK = ("feedback_id", "customer_id", "metric", "rating", "answered_at", "version_at")


@pytest.fixture
def feedback_csv(write_csv) -> Callable[..., Path]:
    """Write answers to the 0-10 question: (id, customer, rating, day of January, version or nothing)."""

    def write(name: str, answers: Iterable[tuple[str, str, int, int] | tuple[str, str, int, int, str]]) -> Path:
        rows = [(a[0], a[1], "nps", a[2], f"2026-01-{a[3]:02d}", a[4] if len(a) > 4 else "") for a in answers]
        return write_csv(name, [FEEDBACK, *rows])

    return write


@pytest.fixture
def events_csv(write_csv) -> Callable[..., Path]:
    """Write events: (id, customer, name, day of January)."""

    def write(name: str, events: Iterable[tuple[str, str, str, int]]) -> Path:
        rows = [(e[0], e[1], e[2], f"2026-01-{e[3]:02d}") for e in events]
        return write_csv(name, [("event_id", "customer_id", "name", "occurred_at"), *rows])

    return write


#: Columns of the house that say where a row came from, not what it says.
REFERENCES = {"source", "import_id", "journal_ref", "ordinal"}


@pytest.fixture
def rows_of() -> Callable[..., list[dict[str, Any]]]:
    """Read a table as a question sees it, without the columns that say where a row came from."""

    def read(workspace: Workspace, table: str) -> list[dict[str, Any]]:
        snapshot = workspace.snapshot()
        with workspace.place.bench() as (bench, _):
            rows = bench.run(view_sql(snapshot.views[table])).to_pylist()
        assert snapshot.manifest.table(table).rows == len(rows), "the manifest counts other rows than there are"
        plain = [{name: value for name, value in row.items() if name not in REFERENCES} for row in rows]
        return sorted(plain, key=repr)

    return read
