"""What the footers of Parquet files say about their columns, without a row being read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq

from clew.engines.views import TableView
from clew.errors import MissingFileError

__all__ = ["constant_columns", "ends_of"]


def ends_of(files: Sequence[str], times: Sequence[str]) -> list[datetime] | None:
    """Return the smallest and largest of ``times`` in every part of ``files``; None where a part says nothing.

    Statistics know the dead rows of a file too: for the living ones alone it must be read.
    """
    found: list[datetime] = []
    for column in _parts(files):
        if column.path_in_schema in times:
            said = column.statistics
            if not _says_all(column):
                return None
            found += [said.min, said.max] if said.has_min_max else []
    return [end.replace(tzinfo=None) for end in found]


def constant_columns(view: TableView | None) -> frozenset[str]:
    """Return the columns that are null, or one and the same value, in every row of ``view``, dead ones too.

    A column of which a part says nothing, or one that is filled in from another table, is none of them.
    """
    if view is None:
        return frozenset()
    seen: dict[str, set[Any]] = {}
    doubtful = {link.column for link in view.links}
    for column in _parts((*view.files, *view.dirty)):
        name, said = column.path_in_schema, column.statistics
        if name in doubtful:
            continue
        if not _says_all(column) or said.null_count is None:
            doubtful.add(name)
            continue
        values = seen.setdefault(name, set())
        values |= {said.min, said.max} if said.has_min_max else set()
        values |= {None} if said.null_count else set()
        if len(values) > 1:
            doubtful.add(name)
    return frozenset(seen.keys() - doubtful)


def _says_all(column: Any) -> bool:
    said = column.statistics
    return said is not None and bool(said.has_min_max or said.null_count == column.num_values)


def _parts(files: Sequence[str]) -> Iterator[Any]:
    """Yield every column of every row group of ``files``, with its statistics."""
    for file in files:
        try:
            footer = pq.read_metadata(file)
        except FileNotFoundError as error:
            raise MissingFileError(f"A file of this lake version is gone: {file}") from error
        for group in range(footer.num_row_groups):
            row_group = footer.row_group(group)
            yield from (row_group.column(place) for place in range(footer.num_columns))
