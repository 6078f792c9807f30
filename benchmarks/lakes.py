"""Workspaces of many millions of rows, placed through the store's own writer and kept between runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from measure import Size
from msgspec import structs

import clew
from clew.simulation.growth import benchmark_feedback
from clew.store.loading.house import with_hashes
from clew.store.manifest import FileEntry, TableEntry
from clew.tables import TABLES

__all__ = ["DATA", "feedback", "placed_files", "workspace_of"]

DATA = Path(__file__).parent / "data"
#: Rows of a file of the lake at full size.
FILE_ROWS = 1_000_000
#: Rows that fill 18 months, and how many of them have a rating; with more rows time goes on.
ROWS, RATED = 20_000_000, 1_000_000
#: Grows when the rows or the way they are placed change.
MADE = 3


def placed_files(size: Size, rows: int) -> list[Path]:
    """Return the lake files that hold the first ``rows`` rows; those that are missing are made (a few s a million)."""
    per_file = size.rows(FILE_ROWS)
    workspace = clew.open(DATA / f"lake-{size.name}-{MADE}")
    lake = workspace.store.place.lake
    while (count := len(lake.current().table("feedback").files)) * per_file < rows:
        if count % 5 == 0:
            print(f"  making rows {count * per_file:,} to {rows:,} (kept for the next run) ...", flush=True)
        _add_file(size, workspace, count * per_file)
    files = lake.current().table("feedback").files[: rows // per_file]
    return [Path(lake.path(file)) for file in files]


def feedback(size: Size, first: int, last: int) -> Iterator[pa.Table]:
    """Yield the canonical rows from ``first`` to before ``last`` of the tables placed here."""
    return benchmark_feedback(size.rows(ROWS), size.rows(RATED), first=first, last=last)


def _add_file(size: Size, workspace: clew.Workspace, first: int) -> None:
    place, rows = workspace.store.place, size.rows(FILE_ROWS)
    base = place.lake.current()
    table = pa.concat_tables(feedback(size, first, first + rows))
    with place.bench() as (bench, _):
        hashed = with_hashes(TABLES["feedback"], table, bench)
    entry = place.lake.write("feedback", hashed, TABLES["feedback"].time_column)
    files = (*base.table("feedback").files, entry)
    place.lake.commit(base, structs.replace(base, tables={"feedback": TableEntry(files=files)}), datetime.now(UTC))


@contextmanager
def workspace_of(size: Size, rows: int) -> Iterator[clew.Workspace]:
    """Give a new workspace of the first ``rows`` rows, gone afterwards: immutable files are linked, not copied."""
    files = {path.name: path for path in placed_files(size, rows)}
    origin = clew.open(DATA / f"lake-{size.name}-{MADE}").store.place.lake.current()
    entries = [entry for entry in origin.table("feedback").files if entry.name in files]
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        with clew.open(folder / "data") as workspace:
            _link(workspace, entries, files)
            yield workspace
    finally:
        shutil.rmtree(folder)


def _link(workspace: clew.Workspace, entries: list[FileEntry], files: dict[str, Path]) -> None:
    lake = workspace.store.place.lake
    for entry in entries:
        target = Path(lake.path(entry))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(files[entry.name], target)
    base = lake.current()
    tables = {"feedback": TableEntry(files=tuple(entries))}
    lake.commit(base, structs.replace(base, tables=tables), datetime.now(UTC))
