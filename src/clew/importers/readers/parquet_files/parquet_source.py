"""Reads Parquet: every column as canonical text, a few thousand rows at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import UnreadableFileError
from clew.importers.raw import BATCH_BYTES, RawBatch, raw_schema, unique_columns
from clew.importers.readers.canonical_text import column_text, is_damaged
from clew.importers.readers.parquet_files import parquet_child
from clew.importers.readers.repaired import repaired_cells
from clew.importers.readers.source import Source

__all__ = ["ParquetSource"]


class ParquetSource(Source):
    """A Parquet file; ``_line`` is the 1-based row number. It is decoded by a child process with limits."""

    format = "parquet"

    def __init__(self, path: Path) -> None:
        self.path = path
        with closing(self._typed()) as typed:
            schema = next(typed).schema
        if not schema.names:
            raise UnreadableFileError(f"{path.name} is a Parquet file without columns.")
        details = {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}
        super().__init__(path, unique_columns(schema.names), details)

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows; raises UnreadableFileError where a page is damaged."""
        row = 0
        with closing(self._typed()) as typed:
            for batch in typed:
                for part in _small(batch):
                    rows = _as_text(part, self.columns, row)
                    if rows.num_rows:
                        yield RawBatch(rows, (), repaired_cells(rows) if any(map(is_damaged, part.columns)) else ())
                    row += part.num_rows

    def _typed(self) -> Generator[pa.RecordBatch]:
        """Yield an empty batch that bears the schema, then the batches the child decodes."""
        command = [sys.executable, "-I", parquet_child.__file__, str(self.path.absolute())]
        frugal = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"}  # others reserve more than the limit
        with subprocess.Popen(  # noqa: S603 - our own script, no shell
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=frugal
        ) as child:
            try:
                yield from _decoded(child)
                said = child.stderr.read().decode("utf-8", "replace") if child.stderr else ""
                if child.wait():
                    raise UnreadableFileError(_sentence(self.path, child.returncode, said))
            finally:
                child.kill()


def _decoded(child: subprocess.Popen[bytes]) -> Iterator[pa.RecordBatch]:
    """Yield what the child wrote; where it broke off, the child's end says why."""
    try:
        with pa.ipc.open_stream(child.stdout) as stream:
            yield pa.RecordBatch.from_pylist([], schema=stream.schema)
            yield from stream
    except (pa.ArrowException, OSError, EOFError):
        child.wait()


def _sentence(path: Path, code: int, said: str) -> str:
    """Return one sentence for how the child ended."""
    if "bomb" in said or "are the most" in said:
        return f"{path.name} cannot be read, {said}: write it again from a source you trust."
    if not said or "malloc" in said or "MemoryError" in said:
        said = f"the decoder ended with {code}, needing more than {parquet_child.MEMORY_BYTES >> 20} MB, or crashed"
    return f"{path.name} is a damaged Parquet file ({said[:200]}): fetch or write it again."


def _small(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Yield the batch in parts whose text is small, however large one value of a dictionary is."""
    if batch.num_rows <= 1 or _text_bytes(batch) <= BATCH_BYTES * 2:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _small(batch.slice(0, half))
    yield from _small(batch.slice(half))


def _text_bytes(batch: pa.RecordBatch) -> int:
    """Return about how many bytes the batch has once it is no dictionary any more."""
    total = 0
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and pa.types.is_string(column.type.value_type):
            sizes = pc.take(pc.binary_length(column.dictionary), column.indices)
            total += pc.sum(sizes).as_py() or 0
        else:
            total += column.nbytes
    return total


def _as_text(batch: pa.RecordBatch, columns: tuple[str, ...], row: int) -> pa.RecordBatch:
    """Return the batch as raw rows that begin with number ``row``."""
    numbers = np.arange(row, row + batch.num_rows, dtype=np.int64)
    cells = [column_text(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays([*cells, pa.array(numbers), pa.array(numbers + 1)], schema=raw_schema(columns))
