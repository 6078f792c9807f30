# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""Small fresh files into larger ones by month, dead rows left behind; answers stay the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clew.engines.view_sql import view_sql
from clew.engines.views import TableView
from clew.engines.workbench import Workbench
from clew.store.lake.writing import ROW_GROUP_ROWS, statistics_columns, write_with
from clew.store.loading.system import SYSTEM_SCHEMAS
from clew.store.loading.working import Working
from clew.store.manifest import FileEntry
from clew.tables import TABLES

__all__ = ["CROWD", "FULL_ROWS", "compact_crowded", "compact_table"]

#: Above so many small files a table is compacted [2,000 files take 190 ms to open, one 16 ms].
CROWD = 64
#: A file of so many rows is full: full files stay, or loading ten thousand rows would rewrite fifty million.
FULL_ROWS = 250_000
#: Months are put together until a file has so many rows; history of a century does not make a thousand files.
_LEAST_ROWS = FULL_ROWS
_MOST_GROUPS = 32


@dataclass(frozen=True)
class _Months:
    """Neighbouring months, first included and last included, as microseconds since 1970; None: rows without a time."""

    first: int | None
    last: int | None
    rows: int


def compact_crowded(working: Working, bench: Workbench) -> list[str]:
    """Compact the tables that have more than ``CROWD`` small files; return their names."""
    crowded = []
    for name in sorted(working.touched & TABLES.keys()):
        small = [file for file in working.entry(name).files if file.rows < FULL_ROWS or file.dead * 5 > file.rows]
        if len(small) > CROWD:
            compact_table(working, bench, name, small)
            crowded.append(name)
    _join_system_files(working)
    return crowded


def compact_table(working: Working, bench: Workbench, name: str, files: Sequence[FileEntry]) -> int:
    """Rewrite ``files`` of a table by month without their dead rows; return how many files there are now."""
    if files and not _is_compact(files):
        kept = [file for file in working.entry(name).files if file not in files]
        fresh = list(_rewritten(working, bench, name, files))
        working.exchange(name, [*kept, *fresh])
    return len(working.entry(name).files)


def _is_compact(files: Sequence[FileEntry]) -> bool:
    """Return whether rewriting would change nothing: no dead rows, no common times, every file but the last full."""
    timed = sorted((file for file in files if file.first is not None), key=lambda file: file.first or 0)
    if any(file.dead for file in files) or len(files) > len(timed) + 1:
        return False
    least = _least_rows(sum(file.rows for file in files))
    apart = all(one.last is not None and one.last < (two.first or 0) for one, two in pairwise(timed))
    return apart and all(file.rows >= least for file in timed[:-1])


def _least_rows(total: int) -> int:
    return max(_LEAST_ROWS, total // _MOST_GROUPS)


def _rewritten(working: Working, bench: Workbench, name: str, files: Sequence[FileEntry]) -> Iterator[FileEntry]:
    living = living_rows(working, name, files)
    column = TABLES[name].time_column
    for months in _grouped(bench, living, column):
        sql = f'SELECT * FROM ({living}) WHERE {_within(column, months)} ORDER BY "{column}" NULLS LAST, id_hash'
        yield _write(working, bench, name, sql, months)


def living_rows(working: Working, name: str, files: Sequence[FileEntry]) -> str:
    """Return the SELECT of the living rows of some files of a table, as they stand: no aliases, no links."""
    view = TableView(
        name,
        TABLES[name].schema,
        files=tuple(working.path(file) for file in files if not file.dead),
        dirty=tuple(working.path(file) for file in files if file.dead),
        dead=working.dead_path(name),
    )
    return view_sql(view)


def _grouped(bench: Workbench, living: str, column: str) -> list[_Months]:
    """Return months in order, neighbours put together until they fill a file."""
    counted = bench.run(
        f'SELECT epoch_us(date_trunc(\'month\', "{column}")) AS month, epoch_us(max("{column}")) AS last,'
        f" count(*) AS rows FROM ({living}) GROUP BY 1 ORDER BY 1 NULLS LAST"
    ).to_pylist()
    least = _least_rows(sum(row["rows"] for row in counted))
    groups: list[_Months] = []
    for row in counted:
        open_group = groups and groups[-1].rows < least and row["month"] is not None
        if open_group:
            groups[-1] = _Months(groups[-1].first, row["last"], groups[-1].rows + row["rows"])
        else:
            groups.append(_Months(row["month"], row["last"], row["rows"]))
    return groups


def _within(column: str, months: _Months) -> str:
    if months.first is None:
        return f'"{column}" IS NULL'
    return f'"{column}" BETWEEN make_timestamp({months.first}) AND make_timestamp({months.last})'


def _write(working: Working, bench: Workbench, name: str, sql: str, months: _Months) -> FileEntry:
    schema = TABLES[name].schema

    def write(path: Path) -> None:
        with (
            bench.stream(sql, ROW_GROUP_ROWS) as reader,
            pq.ParquetWriter(path, schema, compression="zstd", write_statistics=statistics_columns(schema)) as writer,
        ):
            for batch in reader:
                writer.write_table(pa.Table.from_batches([batch]).cast(schema), row_group_size=ROW_GROUP_ROWS)

    return write_with(
        working.lake.workspace, f"lake/{name}", write, rows=months.rows, first=months.first, last=months.last
    )


def _join_system_files(working: Working) -> None:
    """Put the files of a crowded system table together: they are small and have no months."""
    for name in SYSTEM_SCHEMAS.keys() & working.touched:
        files = working.entry(name).files
        small = [file for file in files if file.rows < FULL_ROWS]
        if len(small) > CROWD:
            working.exchange(name, [file for file in files if file not in small])
            working.append(name, working.read_files(name, small))
