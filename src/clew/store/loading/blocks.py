"""Raw rows as the journal keeps them: one record is a JSON line about the block and an Arrow stream of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import msgspec
import pyarrow as pa

from clew.errors import DamageError
from clew.importers import Rejected
from clew.store.journal import Record, Ref
from clew.store.journal.ledger import segment_path
from clew.store.journal.scan import SegmentScan

__all__ = ["BLOCK_BYTES", "Block", "decode_block", "encode_block", "gather_blocks", "read_records"]

#: About how much a block holds before compression; a record of the journal stays well under a segment's 64 MB.
BLOCK_BYTES = 24 * 1024 * 1024


class _About(msgspec.Struct, omit_defaults=True):
    import_id: str
    number: int
    broken: tuple[tuple[int, str, str, str, int | None], ...] = ()
    repaired: tuple[tuple[int, str, str, str, int | None], ...] = ()
    mapping: str = ""


class Block(msgspec.Struct, frozen=True):
    """Some rows of one import, as protected text columns with ``_row`` and ``_line``, and what was wrong.

    ``mapping`` is the SHA-256 of the mapping they are read by: known before the import is done, or if it never is.
    """

    import_id: str
    number: int
    rows: pa.RecordBatch
    broken: tuple[Rejected, ...] = ()
    repaired: tuple[Rejected, ...] = ()
    mapping: str = ""


def encode_block(block: Block) -> bytes:
    """Return the body of a journal record of kind ``import``."""
    about = _About(block.import_id, block.number, _plain(block.broken), _plain(block.repaired), block.mapping)
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, block.rows.schema, options=options) as stream:
        stream.write_batch(_alone(block.rows))
    return b"".join((msgspec.json.encode(about), b"\n", memoryview(sink.getvalue())))


def _alone(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Return the rows in memory of their own.

    Of a slice, Arrow writes up to 63 bytes of the neighbouring rows along: nobody would look for them there to erase.
    """
    return pa.RecordBatch.from_arrays([pa.concat_arrays([column]) for column in rows.columns], schema=rows.schema)


def decode_block(body: bytes) -> Block:
    """Return the block that ``encode_block`` wrote.

    >>> rows = pa.record_batch({"a": ["x"], "_row": [0], "_line": [2]})
    >>> decode_block(encode_block(Block("i1", 0, rows))).rows.equals(rows)
    True
    """
    line, _, _ = body[: body.index(b"\n") + 1].partition(b"\n")
    about = msgspec.json.decode(line, type=_About)
    with pa.ipc.open_stream(pa.py_buffer(memoryview(body)[len(line) + 1 :])) as stream:
        rows = stream.read_all().combine_chunks().to_batches()
        empty = pa.RecordBatch.from_pylist([], schema=stream.schema)
    return Block(
        about.import_id,
        about.number,
        rows[0] if rows else empty,
        _whole(about.broken),
        _whole(about.repaired),
        about.mapping,
    )


def gather_blocks(import_id: str, batches: Iterable[Block]) -> Iterator[Block]:
    """Yield the rows of small batches in blocks of about ``BLOCK_BYTES``, numbered from 0."""
    waiting: list[Block] = []
    size = number = 0
    for batch in batches:
        if waiting and size + batch.rows.nbytes > BLOCK_BYTES:
            yield _joined(import_id, number, waiting)
            waiting, size, number = [], 0, number + 1
        waiting.append(batch)
        size += batch.rows.nbytes
    if waiting:
        yield _joined(import_id, number, waiting)


def read_records(journal: Path, workspace_id: str, refs: Sequence[Ref]) -> Iterator[Record]:
    """Yield the journal's records at ``refs`` (in journal order), each checked on the way.

    Raises:
        DamageError: a segment is not what was written.
    """
    for segment, group in groupby(refs, key=lambda ref: ref.segment):
        wanted = {ref.record for ref in group}
        with SegmentScan(segment_path(journal, segment), segment, workspace_id) as scan:
            for records in scan.groups(min(wanted) - 1):
                yield from (record for record in records if record.record in wanted)
                wanted -= {record.record for record in records}
                if not wanted:
                    break
        if wanted:
            what = scan.ending.what if scan.ending else ""
            raise DamageError(
                f"{segment_path(journal, segment)} is damaged: record {min(wanted)} is gone. {what}".strip()
            )


def _joined(import_id: str, number: int, batches: Sequence[Block]) -> Block:
    table = pa.Table.from_batches([batch.rows for batch in batches]).combine_chunks()
    rows = table.to_batches()
    broken = tuple(piece for batch in batches for piece in batch.broken)
    repaired = tuple(piece for batch in batches for piece in batch.repaired)
    return Block(import_id, number, rows[0] if rows else batches[0].rows, broken, repaired, batches[0].mapping)


def _plain(pieces: Iterable[Rejected]) -> tuple[tuple[int, str, str, str, int | None], ...]:
    return tuple((piece.line, piece.column, piece.reason, piece.value, piece.row) for piece in pieces)


def _whole(pieces: Iterable[tuple[int, str, str, str, int | None]]) -> tuple[Rejected, ...]:
    return tuple(Rejected(*piece) for piece in pieces)
