"""What is measured in a process of its own: ``python benchmarks/children.py duckdb|import FILE.csv FOLDER``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def copy_with_duckdb(path: Path, folder: Path) -> tuple[float, float, int]:
    """Read the CSV and write Parquet (zstd) with DuckDB; return the seconds, those of the processor, and the rows."""
    import duckdb  # noqa: PLC0415 - neither program shall carry the other, nor be charged for its libraries

    copy = f"COPY (SELECT * FROM read_csv('{path}')) TO '{folder / 'rows.parquet'}' (FORMAT parquet, COMPRESSION zstd)"
    began, used = time.perf_counter(), time.process_time()
    rows = duckdb.connect(":memory:").execute(copy).fetchone()[0]
    return time.perf_counter() - began, time.process_time() - used, rows


def import_with_clew(path: Path, folder: Path) -> tuple[float, float, int]:
    """Import the CSV into a new workspace; return the seconds, those of the processor, and the accepted rows."""
    import clew  # noqa: PLC0415 - as above

    workspace = clew.open(folder / "data")
    began, used = time.perf_counter(), time.process_time()
    result = workspace.import_file(path, table="feedback")
    return time.perf_counter() - began, time.process_time() - used, result.tables[0]["accepted"]


def main(what: str, path: str, folder: str) -> None:
    work = {"duckdb": copy_with_duckdb, "import": import_with_clew}[what]
    seconds, processor, rows = work(Path(path), Path(folder))
    print(json.dumps({"seconds": seconds, "processor": processor, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
