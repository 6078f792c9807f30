"""The raw rows of an import as a source: for a preview without the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from clew.importers.raw import LINE, ROW, RawBatch
from clew.importers.readers.source import Source
from clew.store import Workspace

__all__ = ["JournalSource"]

LOOKED_AT = 2000


class JournalSource(Source):
    """The first raw rows of an import, as the journal keeps them: what is private is hashed or dropped already."""

    format = "journal"

    def __init__(self, store: Workspace, import_id: str, sha256: str) -> None:
        rows = store.raw_rows(import_id, limit=LOOKED_AT + 1)
        self.is_whole, rows = len(rows) <= LOOKED_AT, rows[:LOOKED_AT]
        columns = tuple(name for name in rows[0] if name not in {ROW, LINE}) if rows else ()
        super().__init__(Path(import_id), columns, {})
        self.sha256, self._rows = sha256, rows

    @staticmethod
    def without_privacy(document: dict[str, Any]) -> dict[str, Any]:
        """Return a mapping's document that hashes and drops nothing once more."""
        kept = {"keep": document["private"]["keep"]} if document.get("private", {}).get("keep") else {}
        rest = {name: value for name, value in document.items() if name != "private"}
        return {**rest, **({"private": kept} if kept else {})}

    def batches(self) -> Iterator[RawBatch]:
        """Yield all rows at once."""
        arrays = [pa.array([row[name] for row in self._rows], pa.string()) for name in self.columns]
        numbers = [pa.array([row[name] for row in self._rows], pa.int64()) for name in (ROW, LINE)]
        yield RawBatch(pa.RecordBatch.from_arrays([*arrays, *numbers], names=[*self.columns, ROW, LINE]), ())
