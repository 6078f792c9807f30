"""Rows to one immutable Parquet file, durable before anybody is told its name."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.store.durable import TEMPORARY, make_folder, replace_durably, sync_file
from clew.store.manifest import FileEntry
from clew.tables import TABLES

__all__ = ["ROW_GROUP_ROWS", "entry_of", "repeating_columns", "statistics_columns", "write_rows", "write_with"]

#: Rows of a row group: small enough to skip months, large enough to read fast.
ROW_GROUP_ROWS = 128 * 1024

#: Rows that are looked at to see whether a column repeats itself.
_SAMPLE_ROWS = 8192
#: By how much row groups may be wider in time than sorted ones: moving 40 columns costs more than it saves readers.
_WIDER = 1.25
_STATISTICS_TYPES = (pa.types.is_timestamp, pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean)
_TEXTS = [column for table in TABLES.values() for column in table.columns if column.type == "text"]
#: Texts that name a thing, or are one of fixed words, in every table that has them.
_NAMING_NOBODY = frozenset(column.name for column in _TEXTS) - frozenset(
    column.name for column in _TEXTS if not (column.choices or column.names_nobody)
)


def write_rows(workspace: Path, folder: str, rows: pa.Table, time_column: str | None = None) -> FileEntry:
    """Return the entry of a new Parquet file of ``rows`` in ``folder``, sorted by ``time_column``.

    Times and numbers get statistics, and texts that name nobody: minimum and maximum of any other text would put
    somebody's words, name or address into the footer.
    """
    ordered = sort_by_time(rows, time_column)

    def write(path: Path) -> None:
        pq.write_table(
            ordered,
            path,
            compression="zstd",
            row_group_size=ROW_GROUP_ROWS,
            write_statistics=statistics_columns(rows.schema),
            use_dictionary=repeating_columns(rows),
        )

    first, last = _time_range(ordered, time_column)
    return write_with(workspace, folder, write, rows=rows.num_rows, first=first, last=last)


def statistics_columns(schema: pa.Schema) -> list[str]:
    """Return the columns whose smallest and largest value may stand in a footer: times, numbers, one of fixed words.

    >>> statistics_columns(pa.schema([("at", pa.timestamp("us")), ("verbatim", pa.string())]))
    ['at']
    """
    return [
        field.name
        for field in schema
        if field.name in _NAMING_NOBODY or any(is_type(field.type) for is_type in _STATISTICS_TYPES)
    ]


def write_with(
    workspace: Path,
    folder: str,
    write: Callable[[Path], None],
    *,
    rows: int,
    first: int | None = None,
    last: int | None = None,
) -> FileEntry:
    """Return the entry of a new file that ``write`` fills: temporary name, fsync, rename, fsync of the folder."""
    name = f"{uuid.uuid4().hex}.parquet"
    make_folder(workspace / folder)
    path = workspace / folder / name
    temporary = path.with_name(name + TEMPORARY)
    write(temporary)
    sync_file(temporary)
    entry = entry_of(temporary, f"{folder}/{name}", rows=rows, first=first, last=last)
    replace_durably(temporary, path)
    return entry


def entry_of(file: Path, path: str, *, rows: int, first: int | None = None, last: int | None = None) -> FileEntry:
    """Return the manifest's entry of ``file``, to be known as ``path``."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileEntry(path=path, rows=rows, bytes=file.stat().st_size, sha256=digest, first=first, last=last)


def repeating_columns(rows: pa.Table) -> list[str]:
    """Return the columns (leaves of structs by path) that a dictionary makes smaller, judged by the first rows.

    For ids, hashes and exact times it would be built, found too large, and written in vain: twice the time and more
    bytes.

    >>> repeating_columns(pa.table({"id": ["a", "b", "c", "d"], "channel": ["web", "web", "shop", "web"]}))
    ['channel']
    """
    return [path for path, column in _leaves(rows.slice(0, _SAMPLE_ROWS)) if _repeats(column)]


def _leaves(rows: pa.Table) -> Iterator[tuple[str, pa.ChunkedArray]]:
    for field, column in zip(rows.schema, rows.columns, strict=True):
        if pa.types.is_struct(field.type):
            parts = column.combine_chunks()
            yield from ((f"{field.name}.{part.name}", parts.field(part.name)) for part in field.type)
        else:
            yield field.name, column


def _repeats(column: pa.ChunkedArray) -> bool:
    return bool(pc.count_distinct(column, mode="all").as_py() * 2 <= max(len(column), 2))


def sort_by_time(rows: pa.Table, time_column: str | None) -> pa.Table:
    """Return ``rows`` in the order of ``time_column``; equal times keep their order, none come last.

    Rows whose row groups are hardly wider than sorted ones would be stay as they are.
    """
    if time_column is None or rows.num_rows < 2:  # noqa: PLR2004 - one row is in order
        return rows
    times = rows[time_column].combine_chunks() if rows[time_column].num_chunks > 1 else rows[time_column].chunk(0)
    if times.null_count == len(times) or (times.null_count == 0 and _is_in_order(times)):
        return rows
    return rows.take(pc.sort_indices(times))


def _is_in_order(times: pa.Array) -> bool:
    if len(times) > ROW_GROUP_ROWS and _width_of_groups(times) <= _width(times) * _WIDER:
        return True
    return bool(pc.all(pc.less_equal(times[:-1], times[1:])).as_py())


def _width_of_groups(times: pa.Array) -> int:
    return sum(_width(times.slice(start, ROW_GROUP_ROWS)) for start in range(0, len(times), ROW_GROUP_ROWS))


def _width(times: pa.Array) -> int:
    """Return the microseconds from the first to the last of ``times``."""
    found = pc.min_max(times.cast(pa.int64()))
    return int(found["max"].as_py() - found["min"].as_py())


def _time_range(rows: pa.Table, time_column: str | None) -> tuple[int | None, int | None]:
    if time_column is None:
        return None, None
    found = pc.min_max(rows[time_column].cast(pa.int64()))
    return found["min"].as_py(), found["max"].as_py()
