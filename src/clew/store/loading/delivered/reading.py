"""What came through the tracking API, read from the journal: many small records put together, and mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers import Rejected
from clew.importers.raw import LINE, ROW
from clew.importers.tracking import PUBLIC
from clew.store.journal import Record, Ref
from clew.store.journal.ledger import segment_path
from clew.store.journal.scan import SegmentScan
from clew.store.lake.lake import microseconds
from clew.store.loading.blocks import Block, decode_block
from clew.store.loading.records import ImportDone
from clew.store.mending.corrections import put_cells, read_cells
from clew.store.place import Place

__all__ = ["Delivered", "read_delivered", "read_folded", "records_of"]

#: About so many messages are mapped at once, however small the records are in which they came.
CHUNK = 20_000


@dataclass(frozen=True)
class Delivered:
    """Messages of one segment: folded rows whose ``_line`` is their record, and when each was received.

    ``gone`` are messages of people who were erased, by what is left to say of each.
    """

    segment: str
    rows: pa.RecordBatch
    received: list[int]
    gone: tuple[Rejected, ...] = ()

    @property
    def records(self) -> pa.Array:
        """The record of each row."""
        return self.rows.column(LINE)

    @property
    def public(self) -> pa.Array:
        """The numbers of the rows that came by a public key."""
        return self.rows.column(ROW).filter(pc.starts_with(self.rows.column("source"), PUBLIC))


def read_delivered(place: Place, done: ImportDone, first: int) -> Iterator[Delivered]:
    """Yield the messages of an import from record ``first`` on, as its mends correct them."""
    mends = done.standing_mends
    cells = read_cells(place, mends) if mends else {}
    waiting: list[pa.RecordBatch] = []
    received: list[int] = []
    gone: list[Rejected] = []
    for record in records_of(place, done, first):
        block = decode_block(record.body or b"")
        rows = _in_record(put_cells(block, cells.get(record.ref, {})).rows, record.record)
        waiting.append(rows)
        received += [microseconds(record.received_at)] * rows.num_rows
        gone += [replace(piece, line=record.record) for piece in block.broken]
        if len(received) >= CHUNK:
            yield _together(done.segment, waiting, received, gone)
            waiting, received, gone = [], [], []
    if waiting:
        yield _together(done.segment, waiting, received, gone)


def read_folded(place: Place, done: ImportDone) -> Iterator[tuple[Ref, Block]]:
    """Yield the stored blocks of an import, as they came."""
    for record in records_of(place, done, done.record + 1):
        yield record.ref, decode_block(record.body or b"")


def records_of(place: Place, done: ImportDone, first: int) -> Iterator[Record]:
    """Yield the records of an import's messages from record ``first`` on, as far as they are loaded."""
    if done.through < first:
        return
    with SegmentScan(segment_path(place.journal_folder, done.segment), done.segment, place.workspace_id) as scan:
        for group in scan.groups(first - 1):
            for record in group:
                if record.record > done.through:
                    return
                if record.kind == "api" and record.body is not None:
                    yield record


def _in_record(rows: pa.RecordBatch, record: int) -> pa.RecordBatch:
    place = rows.schema.get_field_index(LINE)
    numbers = pa.array(np.full(rows.num_rows, record, dtype=np.int64))
    return rows.set_column(place, rows.schema.field(place), numbers)


def _together(segment: str, batches: list[pa.RecordBatch], received: list[int], gone: list[Rejected]) -> Delivered:
    rows = pa.Table.from_batches(batches).combine_chunks().to_batches()
    return Delivered(segment, rows[0] if rows else batches[0], received, tuple(gone))
