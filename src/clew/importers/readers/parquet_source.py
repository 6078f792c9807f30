"""Reads Parquet: every column as canonical text, a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.errors import UnreadableFileError
from clew.importers.raw import BATCH_BYTES, RawBatch, raw_schema, unique_columns
from clew.importers.readers.canonical_text import column_text
from clew.importers.readers.source import Source

__all__ = ["ParquetSource"]

_ROWS = 16_384
#: A column chunk that claims to unpack to more than this, and by more than this ratio, is a bomb.
_CHUNK_BYTES = 256 << 20
_CHUNK_RATIO = 1_000
_MAX_COLUMNS = 10_000


class ParquetSource(Source):
    """A Parquet file; ``_line`` is the 1-based row number. Text stays in dictionaries until a batch is known small."""

    format = "parquet"

    def __init__(self, path: Path) -> None:
        with _readable(path), self._file(path) as file:
            names = file.schema_arrow.names
            _refuse_bombs(path, file.metadata)
            details = {"row groups": str(file.metadata.num_row_groups), "rows": str(file.metadata.num_rows)}
        if not names:
            raise UnreadableFileError(f"{path.name} is a Parquet file without columns.")
        super().__init__(path, unique_columns(names), details)

    @staticmethod
    def _file(path: Path) -> pq.ParquetFile:
        """Return the file opened so that pages, not whole column chunks, are in memory."""
        kinds = pq.read_schema(path)
        text = [field.name for field in kinds if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
        return pq.ParquetFile(path, read_dictionary=text, buffer_size=1 << 20, pre_buffer=False)

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows; raises UnreadableFileError where a page is damaged."""
        row = 0
        with _readable(self.path), self._file(self.path) as file:
            for typed in file.iter_batches(batch_size=_ROWS, use_threads=False):
                for part in _small(typed):
                    yield RawBatch(_as_text(part, self.columns, row))
                    row += part.num_rows


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what Arrow raises over a damaged file into one sentence."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        if isinstance(error, PermissionError):
            raise
        reason = str(error).strip().split("\n")[0][:200]
        raise UnreadableFileError(
            f"{path.name} is a damaged Parquet file ({reason}): fetch or write it again."
        ) from error


def _refuse_bombs(path: Path, metadata: pq.FileMetaData) -> None:
    """Raise where a column chunk says of itself that it unpacks out of all proportion."""
    if metadata.num_columns > _MAX_COLUMNS:
        raise UnreadableFileError(f"{path.name} has {metadata.num_columns} columns; {_MAX_COLUMNS} are the most.")
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(column)
            if chunk.total_uncompressed_size > max(_CHUNK_BYTES, _CHUNK_RATIO * chunk.total_compressed_size):
                raise UnreadableFileError(
                    f"{path.name} unpacks out of all proportion in column {chunk.path_in_schema!r}: it is a bomb or "
                    "damaged. Write it again from a source you trust."
                )


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
        if pa.types.is_dictionary(column.type):
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
