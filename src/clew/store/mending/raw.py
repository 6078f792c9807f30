"""The raw rows of an import as the journal keeps them, with what people corrected; and the import they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clew.errors import UsageError
from clew.store.journal import Ref
from clew.store.loading.blocks import Block
from clew.store.loading.delivered.reading import read_folded
from clew.store.loading.history import History
from clew.store.loading.loader import read_blocks
from clew.store.loading.records import ImportDone
from clew.store.loading.working import Working
from clew.store.mending.corrections import mended_blocks
from clew.store.place import Place

__all__ = ["blocks_of", "raw_rows", "standing_import"]


def standing_import(place: Place, import_id: str) -> tuple[History, ImportDone]:
    """Return the history and an import of it that was not taken back.

    Raises:
        UsageError: there is no such import, or it is undone.
    """
    history = History.read(Working(place.lake, place.lake.current()))
    if import_id not in history.imports:
        raise UsageError.unknown("import", import_id, history.imports)
    if import_id in history.undone:
        raise UsageError(f"The import {import_id} is taken back: import the file again.")
    return history, history.imports[import_id]


def blocks_of(place: Place, done: ImportDone) -> Iterator[tuple[Ref, Block]]:
    """Yield the blocks of an import as its mends correct them."""
    blocks = read_folded(place, done) if done.is_delivered else read_blocks(place, done.refs)
    yield from mended_blocks(place, done, blocks)


def raw_rows(place: Place, import_id: str, *, offset: int = 0, limit: int = 20) -> list[dict[str, Any]]:
    """Return some raw rows: the source's columns as text, ``_row`` (its number in the file, from 0) and ``_line``.

    Columns to drop are not among them and those to hash are hashed: so the journal has them. Raises what
    :func:`standing_import` raises.
    """
    _, done = standing_import(place, import_id)
    found: list[dict[str, Any]] = []
    for _, block in blocks_of(place, done):
        if offset < block.rows.num_rows:
            found += block.rows.slice(offset, limit - len(found)).to_pylist()
        offset = max(offset - block.rows.num_rows, 0)
        if len(found) >= limit:
            break
    return found
