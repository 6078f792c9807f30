"""Parses one block of whole CSV records: rows as text, each with its number and physical line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from clew.importers.raw import raw_schema
from clew.importers.readers.csv_files.csv_blocks import line_ends
from clew.importers.readers.repaired import REPLACEMENT, repaired_cells
from clew.importers.rejected import Rejected, shorten

__all__ = ["Layout", "Parsed", "parse_block"]

Numbers = npt.NDArray[np.int64]

_SPACES = re.compile(rb"[ \t]+")
_EDGES = re.compile(rb"(?m)^\t|\t(?=\r?$)")


@dataclass(frozen=True, slots=True)
class Layout:
    """How cells stand in a row: the columns, what separates them, whether runs of spaces do.

    ``transcoded`` text was decoded before, so what did not decode is already U+FFFD.
    """

    columns: tuple[str, ...]
    delimiter: str
    spaces: bool = False
    transcoded: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """One parsed block; rows and lines count from its own start."""

    rows: pa.RecordBatch
    records: int
    lines: int
    broken: tuple[Rejected, ...] = ()
    repaired: tuple[Rejected, ...] = ()


@dataclass(slots=True)
class _Ragged:
    """Rows the parser found to have another number of columns: their number in the block, columns, text."""

    found: list[tuple[int, int, str]] = field(default_factory=list)

    def __call__(self, row: pv.InvalidRow) -> str:
        self.found.append((row.number - 1, row.actual_columns, row.text))
        return "skip"


def parse_block(data: bytes, layout: Layout) -> Parsed:
    """Return the rows of ``data``, whole records in UTF-8 or nearly; nothing in it can raise.

    Rows without any value are skipped; rows with too few or too many cells are broken; bytes that are not UTF-8 and
    NULs become U+FFFD and the row is named in ``repaired``.
    """
    lines = line_ends(data)
    if layout.spaces:
        data = _EDGES.sub(b"", _SPACES.sub(b"\t", data))
    damaged = layout.transcoded and REPLACEMENT.encode() in data
    if b"\0" in data:
        damaged = True
        data = data.replace(b"\0", REPLACEMENT.encode())
    if not _is_utf8(data):
        damaged = True
        data = data.decode("utf-8", "replace").encode()
    table, ragged = _read(data, layout)
    return _placed(table, ragged, layout, lines, damaged=damaged)


def _is_utf8(data: bytes) -> bool:
    """Return whether the bytes are UTF-8; Arrow tells without making a string of them."""
    if data.isascii():
        return True
    offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _read(data: bytes, layout: Layout) -> tuple[pa.Table, list[tuple[int, int, str]]]:
    """Return the cells as text, empty ones null, and the ragged rows."""
    ragged = _Ragged()
    table = pv.read_csv(
        pa.BufferReader(data),
        read_options=pv.ReadOptions(column_names=layout.columns, block_size=len(data) + 1, use_threads=False),
        parse_options=pv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=ragged,
        ),
        convert_options=pv.ConvertOptions(
            column_types=dict.fromkeys(layout.columns, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,  # checked for the whole block, ragged rows too
        ),
    )
    return table, ragged.found


def _placed(
    table: pa.Table, ragged: list[tuple[int, int, str]], layout: Layout, lines: int, *, damaged: bool
) -> Parsed:
    """Return the rows with their numbers and lines, blank ones left out."""
    records = table.num_rows + len(ragged)
    at = np.delete(np.arange(records), [record for record, _, _ in ragged]) if ragged else np.arange(records)
    line_of = _first_lines(table, ragged, at, records, lines)
    blank = _blank_rows(table)
    empty = np.zeros(records, dtype=bool)
    empty[at[blank]] = True
    void = " \t\r\n" + layout.delimiter
    empty[[record for record, _, text in ragged if not text.strip(void)]] = True
    row_of = np.arange(records) - np.cumsum(empty)
    if len(blank):
        table, at = table.filter(~empty[at]), at[~empty[at]]
    rows = _with_places(table, layout, row_of[at], line_of[at])
    broken = tuple(
        Rejected(int(line_of[record]), "", _ragged_reason(cells, text, layout), shorten(text), int(row_of[record]))
        for record, cells, text in ragged
        if not empty[record]
    )
    return Parsed(rows, records - int(empty.sum()), lines, broken, repaired_cells(rows) if damaged else ())


def _with_places(table: pa.Table, layout: Layout, rows: Numbers, lines: Numbers) -> pa.RecordBatch:
    """Return one batch of the cells with ``_row`` and ``_line``."""
    cells = [column.combine_chunks() for column in table.columns]
    return pa.RecordBatch.from_arrays([*cells, pa.array(rows), pa.array(lines)], schema=raw_schema(layout.columns))


def _blank_rows(table: pa.Table) -> Numbers:
    """Return the positions of the rows in which every cell is empty."""
    blank: Numbers | None = None
    for column in table.columns:
        if not column.null_count:
            return np.empty(0, dtype=np.int64)
        nulls = np.flatnonzero(pc.is_null(column.combine_chunks()).to_numpy(zero_copy_only=False))
        blank = nulls if blank is None else np.intersect1d(blank, nulls, assume_unique=True)
        if not len(blank):
            break
    return np.empty(0, dtype=np.int64) if blank is None else blank


def _first_lines(table: pa.Table, ragged: list[tuple[int, int, str]], at: Numbers, records: int, lines: int) -> Numbers:
    """Return the 0-based line each record starts on; only where cells hold line ends does it differ from its number."""
    numbers = np.arange(records)
    if lines == records:
        return numbers
    extra = np.zeros(records + 1, dtype=np.int64)
    for column in table.columns:
        for chunk in column.chunks:
            extra[at + 1] += _line_ends_in(chunk)
    for record, _, text in ragged:
        extra[record + 1] += line_ends(text.encode("utf-8", "replace")) - 1 if text else 0
    return numbers + np.cumsum(extra)[:-1]


def _line_ends_in(cells: pa.Array) -> Numbers:
    r"""Return how many line ends (\r\n, \n, \r) each cell holds."""
    offsets = np.frombuffer(cells.buffers()[1], dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    if cells.buffers()[2] is None or offsets[0] == offsets[-1]:
        return np.zeros(len(cells), dtype=np.int64)
    data = np.frombuffer(cells.buffers()[2], dtype=np.uint8)
    newlines = np.flatnonzero(data == 10)  # noqa: PLR2004 - the byte \n
    counts = _count_in(newlines, offsets)
    returns = np.flatnonzero(data == 13)  # noqa: PLR2004 - the byte \r
    if len(returns):
        pairs = newlines[np.isin(newlines - 1, returns) & ~np.isin(newlines, offsets)]
        counts += _count_in(returns, offsets) - _count_in(pairs, offsets)
    return counts


def _count_in(positions: Numbers, offsets: npt.NDArray[np.int32]) -> Numbers:
    """Return how many of the positions lie in each stretch between offsets."""
    return np.diff(np.searchsorted(positions, offsets))


def _ragged_reason(cells: int, text: str, layout: Layout) -> str:
    """Return why a row with another number of cells is not taken."""
    lines = line_ends(text.encode("utf-8", "replace"))
    tail = f"; it runs over {lines} lines, is a quote never closed?" if lines > 1 else ""
    return f"{cells} columns where the header has {len(layout.columns)}{tail}"
