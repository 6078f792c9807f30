"""Import of a CSV file against DuckDB reading it and writing Parquet, and the memory it takes as the file grows."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from lakes import DATA
from measure import Child, Limit, Size, Times, run_child

from clew.simulation.growth import write_benchmark_csv

__all__ = ["csv_of", "run"]

ROWS, FEWER = 5_000_000, 1_000_000
CHILD = Path(__file__).with_name("children.py")


def run(size: Size) -> list[Limit]:
    """Return the limits of time and of memory."""
    large, small = csv_of(size.rows(ROWS)), csv_of(size.rows(FEWER))
    peer, ours, less = [], [], []
    for _ in range(max(2, size.repeat - 2)):
        peer.append(_in_child("duckdb", large))
        ours.append(_in_child("import", large))
        less.append(_in_child("import", small))
    print(f"{size.rows(ROWS):,} rows, {large.stat().st_size / 1e6:,.0f} MB")
    print(f"  DuckDB to Parquet {_times(peer)}, processor {_processor(peer)}, peak {_peak(peer):,.0f} MB")
    print(f"  clew import       {_times(ours)}, processor {_processor(ours)}, peak {_peak(ours):,.0f} MB")
    print(f"  a fifth of it     {_times(less)}, processor {_processor(less)}, peak {_peak(less):,.0f} MB")
    return [
        Limit("import to DuckDB", _times(ours).median / _times(peer).median, 5, "x"),
        Limit("memory of five times the file", _peak(ours) / _peak(less), 1.25, "x"),
    ]


def csv_of(rows: int) -> Path:
    """Return the CSV file of ``rows`` answers, made where it is missing."""
    path = DATA / f"answers-{rows}.csv"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".tmp")
        write_benchmark_csv(unfinished, rows)
        unfinished.rename(path)
    return path


def _in_child(what: str, path: Path) -> Child:
    folder = Path(tempfile.mkdtemp(dir=DATA, prefix="run-"))
    try:
        return run_child([CHILD, what, path, folder])
    finally:
        shutil.rmtree(folder)


def _times(children: list[Child]) -> Times:
    return Times(tuple(child.seconds for child in children))


def _processor(children: list[Child]) -> Times:
    return Times(tuple(child.processor for child in children))


def _peak(children: list[Child]) -> float:
    return max(child.peak_mb for child in children)
