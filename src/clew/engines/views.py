"""What a question sees of one canonical table: its files, its dead rows, its aliases and links."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

__all__ = ["Link", "Names", "TableView"]


@dataclass(frozen=True, slots=True)
class Link:
    """Fill ``column`` where it is null, by looking ``by`` up in the Parquet file ``file`` (columns value, found)."""

    column: str
    by: str
    file: str


@dataclass(frozen=True, slots=True)
class Names:
    """Read each ``old`` of the (old, new) ``pairs`` in ``column`` as its ``new``; every old is there once."""

    column: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of one lake version.

    ``files`` hold only living rows. ``dirty`` files also hold rows that were superseded; ``dead`` is a Parquet file
    of (file: base name of the dirty file, row: position) that names them. ``aliases`` is a Parquet file of
    (id, customer_id) with the ids that differ, or None. ``names`` are read in the place of those that rows came with.
    An empty view has no files and answers with no rows.
    """

    name: str
    schema: pa.Schema
    files: tuple[str, ...] = ()
    dirty: tuple[str, ...] = ()
    dead: str | None = None
    aliases: str | None = None
    links: tuple[Link, ...] = ()
    names: tuple[Names, ...] = ()
