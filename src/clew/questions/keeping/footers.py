"""What the footers of Parquet files say about their columns, without a row being read; each is read once a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyarrow.parquet as pq

from clew.engines.views import TableView
from clew.errors import MissingFileError

__all__ = ["Said", "constant_columns", "ends_of", "rows_of", "said_of"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a footer says of one column: its ends (None: no value), whether some are null; ``known`` of every part."""

    low: Any
    high: Any
    has_null: bool
    known: bool
    counts_nulls: bool


def ends_of(files: Sequence[str], times: Sequence[str]) -> list[datetime] | None:
    """Return the smallest and largest of ``times`` in ``files``; None where a part says nothing.

    Statistics know the dead rows of a file too: for the living ones alone it must be read.
    """
    found: list[datetime] = []
    for file in files:
        columns = said_of(file)
        for said in (columns[name] for name in times if name in columns):
            if not said.known:
                return None
            found += [said.low, said.high] if said.low is not None else []
    return [end.replace(tzinfo=None) for end in found]


def constant_columns(view: TableView | None) -> frozenset[str]:
    """Return the columns that are null, or one and the same value, in every row of ``view``, dead ones too.

    A column of which a part says nothing, or one that is filled in from another table, is none of them.
    """
    if view is None:
        return frozenset()
    seen: dict[str, set[Any]] = {}
    doubtful = {link.column for link in view.links}
    for file in (*view.files, *view.dirty):
        for name, said in said_of(file).items():
            values = seen.setdefault(name, set())
            values |= {said.low, said.high} if said.low is not None else set()
            values |= {None} if said.has_null else set()
            if not said.known or not said.counts_nulls or len(values) > 1:
                doubtful.add(name)
    return frozenset(seen.keys() - doubtful)


def said_of(file: str) -> Mapping[str, Said]:
    """Return what the footer of ``file`` says of each column."""
    return _footer(file)[1]


def rows_of(file: str) -> int:
    """Return how many rows ``file`` has, dead ones too."""
    return _footer(file)[0]


@lru_cache(maxsize=4096)
def _footer(file: str) -> tuple[int, Mapping[str, Said]]:
    """Return the number of rows of ``file`` and what is said of its columns; it never changes and is read once."""
    try:
        footer = pq.read_metadata(file)
    except FileNotFoundError as error:
        raise MissingFileError(f"A file of this lake version is gone: {file}") from error
    parts: dict[str, list[Any]] = {}
    for column in _parts(footer):
        parts.setdefault(column.path_in_schema, []).append(column)
    return footer.num_rows, {name: _together(columns) for name, columns in parts.items()}


def _together(columns: Sequence[Any]) -> Said:
    stated = [column.statistics for column in columns if column.statistics is not None]
    ends = [end for said in stated if said.has_min_max for end in (said.min, said.max)]
    return Said(
        low=min(ends, default=None),
        high=max(ends, default=None),
        has_null=any(said.null_count for said in stated),
        known=all(map(_says_all, columns)),
        counts_nulls=len(stated) == len(columns) and all(said.null_count is not None for said in stated),
    )


def _says_all(column: Any) -> bool:
    said = column.statistics
    return said is not None and bool(said.has_min_max or said.null_count == column.num_values)


def _parts(footer: Any) -> Iterator[Any]:
    """Yield every column of every row group of a file, with its statistics."""
    for group in range(footer.num_row_groups):
        row_group = footer.row_group(group)
        yield from (row_group.column(place) for place in range(footer.num_columns))
