"""What people corrected of an import's rows after it came: facts, applied whenever it is loaded.

The raw rows stay as they came. A mend is a row in a block of its own (kind ``import``, so that an erasure looks into it
row by row) and a record that says which row and which columns of it the block corrects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.store.journal import Ref
from clew.store.loading.blocks import Block, decode_block, read_records
from clew.store.loading.records import ImportDone, Mend
from clew.store.place import Place

__all__ = ["Pair", "mended_blocks", "put_cells", "read_cells", "read_pairs"]

#: Of each row that was corrected, what its cells say now.
Cells = dict[int, dict[str, str | None]]


def mended_blocks(place: Place, done: ImportDone, blocks: Iterable[tuple[Ref, Block]]) -> Iterator[tuple[Ref, Block]]:
    """Yield the blocks of an import as its standing mends correct them; where there are none, as they are."""
    standing = done.standing_mends
    if not standing:
        yield from blocks
        return
    cells = read_cells(place, standing)
    for ref, block in blocks:
        yield ref, put_cells(block, cells.get(ref, {}))


def read_cells(place: Place, mends: Iterable[Mend]) -> dict[Ref, Cells]:
    """Return what ``mends`` say, by block and row; of several of one cell the last stands. Erased ones say nothing."""
    mends = list(mends)
    blocks = _read_blocks(place, (mend.by for mend in mends))
    found: dict[Ref, Cells] = {}
    for mend in mends:
        for row in _rows_of(blocks.get(mend.by), mend.row):
            cells = found.setdefault(mend.of, {}).setdefault(mend.row, {})
            cells.update({name: row.get(name) for name in mend.columns})
    return found


@dataclass(frozen=True)
class Pair:
    """One mended row twice, each a block of its own: as it ``came``, and as it is ``now``; either may be erased."""

    mend: Mend
    came: Block
    now: Block


def read_pairs(place: Place, imports: Iterable[ImportDone]) -> Iterator[Pair]:
    """Yield the two forms of every row that was ever mended, also where the mend or the import is undone."""
    mends = [mend for done in imports for mend in done.mends]
    for ref in dict.fromkeys(mend.of for mend in mends):
        mine = [mend for mend in mends if mend.of == ref]
        blocks = _read_blocks(place, [ref, *(mend.by for mend in mine)])
        for mend in mine:
            if ref in blocks and mend.by in blocks:
                yield Pair(mend, _alone(blocks[ref], mend.row), _alone(blocks[mend.by], mend.row))


def _read_blocks(place: Place, wanted: Iterable[Ref]) -> dict[Ref, Block]:
    refs = sorted(set(wanted), key=lambda ref: (ref.segment, ref.record))
    records = read_records(place.journal_folder, place.workspace_id, refs)
    return {record.ref: decode_block(record.body) for record in records if record.body is not None}


def _alone(block: Block, row: int) -> Block:
    """Return a block of one row of ``block`` alone, or of none where it is not there."""
    rows = block.rows.filter(pc.equal(block.rows.column("_row"), row))
    return msgspec.structs.replace(block, rows=rows, broken=(), repaired=())


def put_cells(block: Block, cells: Cells) -> Block:
    """Return ``block`` with corrected cells; of a row that is not there (it was erased) nothing is put."""
    if not cells:
        return block
    rows, places = block.rows, block.rows.column("_row").to_pylist()
    there = [(place, cells[row]) for place, row in enumerate(places) if row in cells]
    for name in dict.fromkeys(name for _, said in there for name in said):
        given = [(place, said[name]) for place, said in there if name in said]
        mask = np.zeros(rows.num_rows, dtype=bool)
        mask[[place for place, _ in given]] = True
        field = rows.schema.field(name)
        values = pa.array([value for _, value in given], field.type)
        column = pc.replace_with_mask(rows.column(name), pa.array(mask), values)
        rows = rows.set_column(rows.schema.get_field_index(name), field, column)
    return msgspec.structs.replace(block, rows=rows)


def _rows_of(block: Block | None, row: int) -> list[Mapping[str, Any]]:
    if block is None:
        return []
    found: list[Mapping[str, Any]] = block.rows.filter(pc.equal(block.rows.column("_row"), row)).to_pylist()
    return found
