"""The workspace of the Pulse benchmark, made once and kept; runs work on a copy whose files are links."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from lakes import DATA
from measure import Size
from msgspec import structs
from pulse_rows import DAYS, ROWS, rows_of

import clew
from clew.store.manifest import FileEntry, TableEntry
from clew.tables import TABLES

__all__ = ["add_a_day", "pulse_workspace"]

FILE_ROWS = 1_000_000
#: Grows when the rows or the way they are placed change.
MADE = 2
CALENDAR = {
    "zone": "Europe/Warsaw",
    "versions": [{"begins": None, "week": [*["9-17"] * 5, *["closed"] * 2], "holidays": ["PL"]}],
}


def _origin(size: Size) -> clew.Workspace:
    """Return the kept workspace; what is missing is made (about five minutes at full size, 4 GB)."""
    workspace = clew.open(DATA / f"pulse-{size.name}-{MADE}")
    if "default" not in workspace.store.settings.documents["calendar"]:
        workspace.store.set(zone="Europe/Warsaw")
        workspace.store.keep("calendar", "default", CALENDAR)
    for table, full in ROWS.items():
        while (done := workspace.store.place.lake.current().table(table).rows) < size.rows(full):
            print(f"  making {table}: {done:,} of {size.rows(full):,} (kept for the next run) ...", flush=True)
            last = min(size.rows(full), done + size.rows(FILE_ROWS))
            _add(workspace, {table: (done, last)}, size)
    return workspace


def add_a_day(workspace: clew.Workspace, size: Size, day: int = 0) -> None:
    """Add one new file to each table: the rows of the day that follows (``day`` 0, 1, ...)."""
    daily = {table: size.rows(full) // DAYS for table, full in ROWS.items() if table != "customers"}
    bounds = {
        table: (size.rows(ROWS[table]) + day * rows, size.rows(ROWS[table]) + (day + 1) * rows)
        for table, rows in daily.items()
    }
    _add(workspace, bounds, size)


def _add(workspace: clew.Workspace, bounds: dict[str, tuple[int, int]], size: Size) -> None:
    lake = workspace.store.place.lake
    base = lake.current()
    tables = dict(base.tables)
    for table, (first, last) in bounds.items():
        rows = rows_of(table, first, last, size.rows(ROWS[table]))
        entry = lake.write(table, rows, TABLES[table].time_column)
        tables[table] = TableEntry(files=(*base.table(table).files, entry))
    lake.commit(base, structs.replace(base, tables=tables), datetime.now(UTC))


@contextmanager
def pulse_workspace(size: Size) -> Iterator[clew.Workspace]:
    """Give a new workspace of two years, gone afterwards: immutable files are linked, not copied."""
    origin = _origin(size)
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        with clew.open(folder / "data") as workspace:
            workspace.store.set(zone="Europe/Warsaw")
            workspace.store.keep("calendar", "default", CALENDAR)
            _link(workspace, origin)
            yield workspace
    finally:
        shutil.rmtree(folder)


def _link(workspace: clew.Workspace, origin: clew.Workspace) -> None:
    source, lake = origin.store.place.lake, workspace.store.place.lake
    tables: dict[str, TableEntry] = {}
    for table in ROWS:
        entries: tuple[FileEntry, ...] = source.current().table(table).files
        for entry in entries:
            target = Path(lake.path(entry))
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(source.path(entry), target)
        tables[table] = TableEntry(files=entries)
    base = lake.current()
    lake.commit(base, structs.replace(base, tables={**base.tables, **tables}), datetime.now(UTC))
