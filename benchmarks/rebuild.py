"""Rebuild of all tables from the journal, in rows a second."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from import_csv import csv_of
from lakes import DATA
from measure import Limit, Size, Times, timed

import clew

__all__ = ["run"]

ROWS = 1_000_000


def run(size: Size) -> list[Limit]:
    """Return the limit of a rebuild."""
    rows = size.rows(ROWS)
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        with clew.open(folder / "data") as workspace:
            workspace.import_file(csv_of(rows), table="feedback")
            times = Times(tuple(timed(workspace.store.rebuild) for _ in range(max(3, size.repeat - 2))))
            assert workspace.tables()[0]["rows"] == rows  # noqa: S101 - a rebuild that loses rows is quick
    finally:
        shutil.rmtree(folder)
    print(f"{rows:,} rows: {times}")
    return [Limit("rebuild", rows / times.median, 100_000, "rows/s", at_least=True)]
