"""Mending single rows that were set aside: other cells, kept as facts beside the rows that came."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import DataError, UsageError
from clew.importers.rows.protect import protected_text
from clew.store.erasure.gate import Admission
from clew.store.journal import Ref
from clew.store.loading.blocks import Block, encode_block
from clew.store.loading.records import ImportDone, Mend
from clew.store.loading.system import QUARANTINE, read_system
from clew.store.mending.corrections import put_cells
from clew.store.mending.raw import blocks_of, standing_import
from clew.store.place import Place

__all__ = ["Correction", "journal_mends", "journal_undone_mend", "list_mends"]

Clock = Callable[[], datetime]
LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class Correction:
    """What the cells of one row should say, by the file's column; None: nothing. ``row`` is its number in the file."""

    row: int
    cells: Mapping[str, str | None]


def journal_mends(place: Place, import_id: str, corrections: Sequence[Correction], now: Clock) -> list[Mend]:
    """Put corrections of rows that were set aside into the journal; return one fact a row.

    Raises:
        UsageError: no such import, row or column, or a row that is not set aside.
        DataError: a row would belong to somebody who was erased.
    """
    history, done = standing_import(place, import_id)
    wanted = {correction.row: correction for correction in corrections}
    if not wanted or len(wanted) < len(corrections):
        raise UsageError("Say the corrections of one or more rows, each row once.")
    refs = _places(place, done, list(wanted))
    mapping = history.mapping(done.mapping)
    admission = Admission(place, mapping, done.sha256, done.zone)
    facts: list[Mend] = []
    with place.journal.writer(now=now) as writer:
        for ref, block in _mended(place, done, wanted, refs, frozenset(mapping.private.hash)):
            with admission.of(msgspec.structs.replace(block, mapping=done.mapping)) as admitted:
                if admitted.rows.num_rows < block.rows.num_rows or not admitted.rows.equals(block.rows):
                    raise DataError("A mended row would belong to somebody who was erased.")
                by = writer.append("import", encode_block(admitted))
                fresh = [_fact(import_id, ref, by, wanted[row], now) for row in block.rows.column("_row").to_pylist()]
                for fact in fresh:
                    writer.append("mend", msgspec.json.encode(fact))
                writer.commit()
            facts += fresh
    return facts


def journal_undone_mend(place: Place, import_id: str, mend_id: str, now: Clock) -> Mend:
    """Put into the journal that a mend is undone; return it.

    Raises:
        UsageError: there is no such mend, or it is undone already.
    """
    _, done = standing_import(place, import_id)
    known = {mend.id: mend for mend in done.mends}
    if mend_id not in known:
        raise UsageError.unknown("mend", mend_id, known)
    if known[mend_id].undone_at:
        raise UsageError(f"The mend {mend_id} is undone already.")
    at = now().isoformat()
    with place.journal.writer(now=now) as writer:
        writer.append("mend", msgspec.json.encode({"undone": mend_id, "at": at}))
    return msgspec.structs.replace(known[mend_id], undone_at=at)


def list_mends(done: ImportDone) -> list[dict[str, Any]]:
    """Return the mends of an import, the undone too: id, row, columns, at, undone_at."""
    return [
        {
            "id": mend.id,
            "row": mend.row,
            "columns": list(mend.columns),
            "at": mend.at,
            "undone_at": mend.undone_at or None,
        }
        for mend in done.mends
    ]


def _places(place: Place, done: ImportDone, rows: Sequence[int]) -> dict[Ref, list[int]]:
    """Return in which block each row stands that is set aside, or was until it was mended."""
    aside = read_system(place.lake, place.lake.current(), QUARANTINE)
    mine = aside.filter(pc.equal(aside["import_id"], done.import_id)).select(["segment", "record", "row"])
    known = {row["row"]: Ref(row["segment"], row["record"]) for row in mine.to_pylist() if row["row"] is not None}
    known |= {mend.row: mend.of for mend in done.mends}
    found: dict[Ref, list[int]] = {}
    for row in rows:
        if row not in known:
            raise UsageError(f"Row {row} of {done.source} is not set aside: there is nothing to mend.")
        found.setdefault(known[row], []).append(row)
    return found


def _mended(
    place: Place,
    done: ImportDone,
    wanted: Mapping[int, Correction],
    refs: Mapping[Ref, Sequence[int]],
    hashed: frozenset[str],
) -> list[tuple[Ref, Block]]:
    """Return, for each block with rows to mend, a block of these rows alone as they should be."""
    found = []
    for ref, block in blocks_of(place, done):
        if ref not in refs:
            continue
        numbers = pa.array(refs[ref], pa.int64())
        rows = block.rows.filter(pc.is_in(block.rows.column("_row"), value_set=numbers))
        if rows.num_rows < len(refs[ref]):
            raise UsageError("Such a piece of the file was no row, or it was erased: there is nothing to mend.")
        cells = {row: _checked(wanted[row], rows.schema, place, hashed) for row in refs[ref]}
        plain = msgspec.structs.replace(block, rows=rows, broken=(), repaired=())
        found.append((ref, put_cells(plain, cells)))
    return found


def _checked(correction: Correction, schema: pa.Schema, place: Place, hashed: frozenset[str]) -> dict[str, str | None]:
    """Return the cells as they are kept: columns to hash are hashed, an empty cell is none."""
    columns = [name for name in schema.names if not name.startswith("_")]
    if not correction.cells:
        raise UsageError(f"Say which cells of row {correction.row} should say what.")
    for name, value in correction.cells.items():
        if name not in columns:
            raise UsageError.unknown("column of the file", name, columns)
        if value is not None and (len(value) > LONGEST_CELL or "\0" in value):
            raise UsageError(f"A cell has at most {LONGEST_CELL:,} characters and no NUL.")
    return {
        name: protected_text(value, place.secret) if value and name in hashed else value or None
        for name, value in correction.cells.items()
    }


def _fact(import_id: str, of: Ref, by: Ref, correction: Correction, now: Clock) -> Mend:
    return Mend(
        id=uuid.uuid4().hex,
        import_id=import_id,
        segment=of.segment,
        record=of.record,
        row=correction.row,
        columns=tuple(sorted(correction.cells)),
        by_segment=by.segment,
        by_record=by.record,
        at=now().isoformat(),
    )
