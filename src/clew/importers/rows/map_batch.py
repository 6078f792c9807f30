"""The door of the room: a batch of raw rows and a mapping to rows of the canonical tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import Mapping, TableMapping
from clew.importers.rows.batch import Batch, Place
from clew.importers.rows.block import Mapped, map_block, map_shared
from clew.importers.rows.changes import ChangeTracker
from clew.importers.rows.identifiers import IDENTIFIERS_SCHEMA
from clew.importers.rows.rejections import REJECTED_SCHEMA
from clew.importers.values.cells import parse_cells

__all__ = ["Mapped", "map_batch"]


def map_batch(
    raw: pa.RecordBatch,
    mapping: Mapping,
    *,
    source_sha256: str,
    zone: str,
    secret: bytes,
    state: ChangeTracker | None = None,
) -> list[Mapped]:
    """Return what a batch gives each table of the mapping, each table once; knows no clock and no other batch.

    ``raw`` has been through ``protect_batch``. ``state`` is needed by mappings of ``ticket_changes`` alone: one
    ``ChangeTracker`` for all batches of a file, passed in their order. Raises MappingError for an unknown column.
    """
    place = Place(source_sha256, zone, secret, mapping.private)
    batch = Batch(raw)
    tracker = state or ChangeTracker()
    tracker.instants.next_batch()
    found: dict[str, list[Mapped]] = {}
    parts: dict[str, int] = {}
    for number, block in enumerate(mapping.blocks):
        first = parts.get(block.table, 0)
        followed = tracker.of_block(number)
        mapped = _map_changes(batch, block, place, followed) if block.changes else map_block(batch, block, place, first)
        if block.table == "ticket_changes" and not block.changes and "ordinal" not in block.named:
            mapped = replace(mapped, rows=_numbered(mapped.rows, tracker))
        parts[block.table] = first + max(1, len(block.unpivot))
        found.setdefault(block.table, []).append(mapped)
    return [_merge(table, several) for table, several in found.items()]


def _merge(table: str, several: list[Mapped]) -> Mapped:
    """What all blocks of one table give; a row that several refuse for one reason is refused once."""
    rejected = pa.concat_tables([one.rejected for one in several])
    identifiers = pa.concat_tables([one.identifiers for one in several])
    return Mapped(
        table,
        pa.concat_tables([one.rows for one in several]),
        _once(rejected, REJECTED_SCHEMA).sort_by([("row", "ascending"), ("column", "ascending")]),
        _once(identifiers, IDENTIFIERS_SCHEMA) if len(several) > 1 else identifiers,
    )


def _once(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows of a table, each once."""
    if not table.num_rows:
        return schema.empty_table()
    return table.group_by(schema.names, use_threads=False).aggregate([]).select(schema.names).cast(schema)


def _numbered(rows: pa.Table, tracker: ChangeTracker) -> pa.Table:
    """Rows of ticket_changes whose source does not say which of one instant came first."""
    place = rows.schema.get_field_index("ordinal")
    return rows.set_column(place, rows.schema.field(place), tracker.instants.number(rows))


def _map_changes(batch: Batch, block: TableMapping, place: Place, tracker: ChangeTracker) -> Mapped:
    """Rows of ticket_changes from a log of snapshots."""
    shared = map_shared(batch, block, place)
    rows = shared.rows
    kept = batch.only(block.where)
    good = pc.index_in(kept.rows, value_set=rows["_row"].combine_chunks())
    values = {}
    for what, column in block.changes.items():
        cells = parse_cells(kept.texts(column), block.definition.by_name["value"], block, place.zone)
        values[what] = cells.values.filter(pc.is_valid(good))
    times = np.asarray(rows["changed_at"].combine_chunks().cast(pa.int64()))
    places = np.asarray(rows["ordinal"].fill_null(0)) if "ordinal" in block.named else None
    changed = tracker.follow(rows["ticket_id"].combine_chunks(), times, values, places)
    tables = [
        _change_rows(rows, what, values[what], change.rows, change.ordinals, part)
        for part, (what, change) in enumerate(changed.items())
    ]
    return Mapped(block.table, pa.concat_tables(tables), shared.rejected, shared.identifiers)


def _change_rows(
    rows: pa.Table, what: str, values: pa.Array, at: np.ndarray, ordinals: np.ndarray, part: int
) -> pa.Table:
    """One row a change of one column."""
    taken = rows.take(pa.array(at))
    filled = {
        "ordinal": pa.array(ordinals),
        "what": pa.array([what] * len(at), pa.string()),
        "value": values.take(pa.array(at)),
        "_part": pa.array(np.full(len(at), part, np.int32)),
    }
    return pa.table({name: filled.get(name, taken[name]) for name in rows.schema.names}, schema=rows.schema)
