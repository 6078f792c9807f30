"""One block of raw rows without the listed people: their rows go, their ids in other people's rows are blanked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers import Mapping, Rejected
from clew.importers.rows.references import CUSTOMER, References, find_references
from clew.store.erasure.keyed import PERSON, Keyed
from clew.store.loading.blocks import Block

__all__ = ["REASON", "Judged", "clean_block", "judge_block"]

#: What an import says of a row that was dropped; no value is kept.
REASON = "belongs to a person who was erased"


@cache
def _nothing() -> References:
    """Return that nobody is named. Made when first used: an array made of a list imports pandas, where it is there."""
    empty = {"position": pa.array([], pa.int64()), "kind": pa.array([], pa.string()), "value": []}
    return References(*(pa.table(empty),) * 2)


@dataclass
class Judged:
    """Whose rows a block holds: ``mine`` of listed people, ``others`` of known other customers, the rest nobody's.

    ``cells`` are ids of listed people in other people's rows, by column; ``pieces`` says which pieces that were no
    rows name a listed person (broken first, then repaired).
    """

    mine: npt.NDArray[np.bool_]
    others: npt.NDArray[np.bool_]
    shared: pa.Table
    cells: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    pieces: tuple[bool, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing of a listed person is in the block."""
        return not (self.mine.any() or self.cells or any(self.pieces))


def judge_block(block: Block, mapping: Mapping | None, keyed: Keyed, *, sha256: str = "", zone: str = "UTC") -> Judged:
    """Return whose rows ``block`` holds; without a mapping only unmistakable ids are recognised."""
    rows = block.rows
    found = (
        find_references(rows, mapping, source_sha256=sha256, zone=zone, secret=keyed.secret) if mapping else _nothing()
    )
    mine = _marked(rows.num_rows, found.people, keyed.holds(PERSON, found.people["value"]))
    customers = pc.equal(found.people["kind"], CUSTOMER).to_numpy()
    others = _marked(rows.num_rows, found.people, customers) & ~mine
    mine |= _hanging_on(found.shared, mine | others, keyed)
    judged = Judged(mine, others, found.shared)
    _look_into_cells(judged, block, mapping, keyed)
    judged.pieces = tuple(keyed.is_in_piece(piece.value) for piece in (*block.broken, *block.repaired))
    return judged


def clean_block(block: Block, judged: Judged) -> Block:
    """Return the block as it may be kept; the others' rows keep their ``_row`` and ``_line``."""
    if judged.is_clean:
        return block
    blank = dict(zip((*block.broken, *block.repaired), judged.pieces, strict=True))
    gone = [
        Rejected(line, "", REASON, "", row)
        for row, line in zip(
            *(block.rows.filter(pa.array(judged.mine))[name].to_pylist() for name in ("_row", "_line")), strict=True
        )
    ]
    removed = {piece.row for piece in gone}
    return Block(
        block.import_id,
        block.number,
        _without(block.rows, judged),
        (*_blanked(block.broken, blank), *gone),
        tuple(piece for piece in _blanked(block.repaired, blank) if piece.row not in removed),
        block.mapping,
    )


def _marked(count: int, table: pa.Table, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which rows have a reference for which ``mask`` is true."""
    marked = np.zeros(count, dtype=bool)
    marked[table["position"].to_numpy()[mask]] = True
    return marked


def _hanging_on(shared: pa.Table, known: npt.NDArray[np.bool_], keyed: Keyed) -> npt.NDArray[np.bool_]:
    """Return which rows of nobody name an order, ticket, ... that only a listed person had."""
    marked = np.zeros(len(known), dtype=bool)
    open_still = shared.filter(pa.array(~known[shared["position"].to_numpy()]))
    for kind in pc.unique(open_still["kind"]).to_pylist():
        of_kind = open_still.filter(pc.equal(open_still["kind"], kind))
        marked |= _marked(len(known), of_kind, keyed.holds(kind, of_kind["value"]))
    return marked


def _look_into_cells(judged: Judged, block: Block, mapping: Mapping | None, keyed: Keyed) -> None:
    """Rows of nobody that have a listed person's id anywhere are theirs; in others' rows the cell alone goes."""
    apart = _columns_of_ids(mapping)
    for name in block.rows.schema.names:
        if not pa.types.is_string(block.rows.schema.field(name).type):
            continue
        cells = block.rows.column(name)
        judged.mine |= _hits(cells, ~judged.mine & ~judged.others, keyed)
        blanked = _hits(cells, judged.others, keyed) if name not in apart else judged.mine[:0]
        if blanked.any():
            judged.cells[name] = blanked


def _hits(cells: pa.Array, among: npt.NDArray[np.bool_], keyed: Keyed) -> npt.NDArray[np.bool_]:
    """Return which of the cells ``among`` are unmistakable ids of listed people."""
    hits = np.zeros(len(among), dtype=bool)
    if among.any():
        hits[among] = keyed.holds_cells(cells if among.all() else cells.filter(pa.array(among)))
    return hits


def _columns_of_ids(mapping: Mapping | None) -> set[str]:
    """Return the source columns that make ids: blanking one would make another row of it."""
    apart: set[str] = set()
    for block in mapping.blocks if mapping else ():
        apart |= {source for name, source in block.columns.items() if name.endswith("_id")}
        apart |= {part for name, parts in block.composed.items() if name.endswith("_id") for part in parts}
        apart |= {*block.key, *(block.columns.get(name, "") for name in block.key)}
    return apart


def _without(rows: pa.RecordBatch, judged: Judged) -> pa.RecordBatch:
    for name, hits in judged.cells.items():
        place = rows.schema.get_field_index(name)
        blanked = pc.if_else(pa.array(hits), None, rows.column(place)).cast(rows.schema.field(place).type)
        rows = rows.set_column(place, rows.schema.field(place), blanked)
    return rows.filter(pa.array(~judged.mine)) if judged.mine.any() else rows


def _blanked(pieces: Iterable[Rejected], blank: dict[Rejected, bool]) -> tuple[Rejected, ...]:
    return tuple(
        Rejected(piece.line, piece.column, piece.reason, "", piece.row) if blank[piece] else piece for piece in pieces
    )
