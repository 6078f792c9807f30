"""Import of 10,000 rows into 50 million: nine in ten are new, one in ten is there already, half of these changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
from lakes import DATA, feedback, placed_files, workspace_of
from measure import Limit, Size, Times, timed

import clew

__all__ = ["run"]

ROWS, FRESH = 50_000_000, 10_000
#: What a survey tool exports; everything else of a row is left to the importer.
COLUMNS = (
    "feedback_id", "customer_id", "respondent", "program", "kind", "metric", "scale_min", "scale_max", "rating",
    "asked_at", "answered_at", "touchpoint", "channel", "language", "verbatim", "answer_state",
)  # fmt: skip


def run(size: Size) -> list[Limit]:
    """Return the limit of a small import into a large table."""
    rows = size.rows(ROWS)
    last = placed_files(size, rows)[-1]
    times = []
    with tempfile.TemporaryDirectory(dir=DATA, prefix="run-") as folder:
        path = _write_export(size, Path(folder) / "export.csv", last, rows)
        for turn in range(size.repeat + 1):
            with workspace_of(size, rows) as workspace:
                seconds = timed(lambda into=workspace: _import(into, path))
            if turn:  # the first turn reads the column of hashes into the system's cache
                times.append(seconds)
    found = Times(tuple(times))
    print(f"{FRESH:,} rows into {rows:,}: {found}")
    return [Limit("10,000 rows into 50 million", found.median, 3, "s")]


def _write_export(size: Size, path: Path, last: Path, rows: int) -> Path:
    """Write a CSV of some rows that stand in the file ``last``, half with another language, and of new ones."""
    fresh = feedback(size, rows, rows + FRESH * 9 // 10)
    known = pq.read_table(last, columns=list(COLUMNS)).slice(0, FRESH // 10)
    changed = pa.array([number % 2 == 0 for number in range(known.num_rows)])
    place = known.schema.get_field_index("language")
    known = known.set_column(place, "language", pc.if_else(changed, "de", known["language"]))
    arrow_csv.write_csv(pa.concat_tables([known, *(chunk.select(list(COLUMNS)) for chunk in fresh)]), path)
    return path


def _import(workspace: clew.Workspace, path: Path) -> None:
    counts = workspace.import_file(path, table="feedback").tables[0]
    assert counts["accepted"] == FRESH * 9 // 10, counts  # noqa: S101 - a lookup that finds nothing is quick
