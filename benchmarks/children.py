"""What is measured in a process of its own: ``python benchmarks/children.py duckdb|import FILE.csv FOLDER``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def copy_with_duckdb(path: Path, folder: Path) -> int:
    """Read the CSV and write Parquet (zstd) with DuckDB; return the rows."""
    import duckdb  # noqa: PLC0415 - the other program of the two shall not carry it

    copy = f"COPY (SELECT * FROM read_csv('{path}')) TO '{folder / 'rows.parquet'}' (FORMAT parquet, COMPRESSION zstd)"
    return int(duckdb.connect(":memory:").execute(copy).fetchone()[0])


def import_with_clew(path: Path, folder: Path) -> int:
    """Import the CSV into a new workspace; return the accepted rows."""
    import clew  # noqa: PLC0415 - as above

    result = clew.open(folder / "data").import_file(path, table="feedback")
    return int(result.tables[0]["accepted"])


def main(what: str, path: str, folder: str) -> None:
    work = {"duckdb": copy_with_duckdb, "import": import_with_clew}[what]
    began = time.perf_counter()
    rows = work(Path(path), Path(folder))
    print(json.dumps({"seconds": time.perf_counter() - began, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
