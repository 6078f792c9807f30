"""Reads CSV, TSV and other delimited text, gzipped or not, in any encoding."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from clew.errors import UnreadableFileError
from clew.importers.raw import LINE, ROW, RawBatch, raw_schema
from clew.importers.readers.csv_files.csv_blocks import Unfinished, record_blocks
from clew.importers.readers.csv_files.csv_dialect import Dialect, sniff_dialect
from clew.importers.readers.csv_files.csv_parse import Layout, Parsed, parse_block
from clew.importers.readers.encoding import Utf8Stream, guess_encoding
from clew.importers.readers.source import Source
from clew.importers.rejected import Rejected, shorten

__all__ = ["CsvSource"]

_HEAD_BYTES = 1 << 20
#: Blocks are parsed on two threads, with one waiting, while the next is cut; more would only hold memory.
_THREADS = 2


class CsvSource(Source):
    """A delimited text file. Cells are handed on as they stand, spaces included; empty ones are null."""

    format = "csv"

    def __init__(self, path: Path) -> None:
        self._encoding = guess_encoding(path)
        stream = Utf8Stream(path, self._encoding)
        try:
            dialect = sniff_dialect(_whole_lines(path, stream.read(_HEAD_BYTES)))
        finally:
            stream.close()
        if not dialect.columns:
            raise UnreadableFileError(
                f"{path.name} has no header that can be read: its first line with text should name the columns."
            )
        self._dialect = dialect
        details = {"encoding": self._encoding, **dialect.remarks}
        super().__init__(path, dialect.columns, details | ({"packed": "gzip"} if stream.bytes.gzipped else {}))
        self.texts, self.import_ids = dialect.texts, dialect.import_ids

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows in file order; ragged, endless and torn ones as broken."""
        stream = Utf8Stream(self.path, self._encoding)
        try:
            yield from self._numbered(_parsed(stream, self._dialect))
        finally:
            stream.close()

    def _numbered(self, pieces: Iterator[Parsed | Unfinished]) -> Iterator[RawBatch]:
        """Yield the pieces with rows and lines counted from the start of the file."""
        row, line = 0, self._dialect.lines_above + 1
        for piece in pieces:
            if isinstance(piece, Unfinished):
                yield self._only_broken(piece, row, line)
                row += 1
            else:
                yield _shifted(piece, row, line)
                row += piece.records
            line += piece.lines

    def _only_broken(self, piece: Unfinished, row: int, line: int) -> RawBatch:
        """Return a batch without rows for a line that is no record."""
        text = piece.start.decode("utf-8", "replace")
        rejected = Rejected(line, "", piece.reason, shorten(text), row)
        return RawBatch(pa.RecordBatch.from_pylist([], schema=raw_schema(self.columns)), (rejected,))


def _whole_lines(path: Path, head: bytes) -> str:
    """Return the text of the head up to its last line end, or all of it where it is the whole file."""
    end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    if len(head) < _HEAD_BYTES // 2:
        end = len(head)
    elif not end:
        raise UnreadableFileError(f"{path.name} begins with a line of more than {len(head) >> 10} KB: is it a table?")
    return head[:end].decode("utf-8", "replace")


def _parsed(stream: Utf8Stream, dialect: Dialect) -> Iterator[Parsed | Unfinished]:
    """Yield the blocks of the file parsed, in order, a few at a time on other threads."""
    layout = Layout(dialect.columns, dialect.delimiter, dialect.spaces, transcoded=stream.transcoded)
    waiting: deque[Future[Parsed] | Unfinished] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        start = _below_header(stream, dialect.lines_above)
        for block in record_blocks(stream, dialect.delimiter.encode(), start):
            waiting.append(block if isinstance(block, Unfinished) else pool.submit(parse_block, block.data, layout))
            if len(waiting) > _THREADS:
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())


def _done(piece: Future[Parsed] | Unfinished) -> Parsed | Unfinished:
    """Return what became of the piece."""
    return piece if isinstance(piece, Unfinished) else piece.result()


def _below_header(stream: Utf8Stream, lines: int) -> bytes:
    """Return what the read that sniffed the header holds beyond its first ``lines`` physical lines."""
    buffer = stream.read(_HEAD_BYTES)
    for _ in range(lines):
        ends = [at for at in (buffer.find(b"\n"), buffer.find(b"\r")) if at >= 0]
        end = min(ends, default=len(buffer) - 1)
        buffer = buffer[end + (2 if buffer[end : end + 2] == b"\r\n" else 1) :]
    return buffer


def _shifted(piece: Parsed, row: int, line: int) -> RawBatch:
    """Return the batch with its own counts moved to where it stands in the file."""
    rows = piece.rows
    for name, start in ((ROW, row), (LINE, line)):
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, name, pa.array(rows.column(at).to_numpy() + start))
    return RawBatch(rows, _moved(piece.broken, row, line), _moved(piece.repaired, row, line))


def _moved(found: tuple[Rejected, ...], row: int, line: int) -> tuple[Rejected, ...]:
    """Return the rejections with their counts moved."""
    return tuple(
        Rejected(one.line + line, one.column, one.reason, one.value, None if one.row is None else one.row + row)
        for one in found
    )
