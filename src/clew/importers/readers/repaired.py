"""Finds the cells in which something that is no text had to be replaced."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.raw import LINE, ROW
from clew.importers.rejected import Rejected, shorten

__all__ = ["REPLACED", "REPLACEMENT", "repaired_cells"]

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
REPLACED = "bytes that are no text in the file's encoding, or NUL, were replaced"


def repaired_cells(rows: pa.RecordBatch) -> tuple[Rejected, ...]:
    """Return the cells of raw rows that hold U+FFFD, each with its place; the rows themselves are kept."""
    return tuple(
        Rejected(
            rows.column(LINE)[hit].as_py(), name, REPLACED, shorten(cells[hit].as_py()), rows.column(ROW)[hit].as_py()
        )
        for name, cells in zip(rows.schema.names, rows.columns, strict=True)
        if name not in (ROW, LINE)
        for hit in _hits(cells)
    )


def _hits(cells: pa.Array) -> list[int]:
    """Return the positions of the cells that hold U+FFFD."""
    found = pc.match_substring(cells, REPLACEMENT)
    hits: list[int] = pc.indices_nonzero(pc.fill_null(found, fill_value=False)).to_pylist()
    return hits
