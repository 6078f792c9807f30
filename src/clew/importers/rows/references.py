"""Whom a raw row is about: the people and the shared ids it names, whether or not the row would stand.

Erasing somebody must also find rows that were rejected, filtered out or taken back, so nothing is checked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import Mapping, TableMapping
from clew.importers.rows.batch import Batch, Place
from clew.importers.rows.block import Draft, draft_rows
from clew.importers.rows.identifiers import JOINING, identifier_id
from clew.tables import TABLES

__all__ = ["CUSTOMER", "IDENTIFIER", "PEOPLE", "SHARED", "References", "find_references"]

#: Columns that name a person.
PEOPLE = ("customer_id", "from_id", "to_id")
#: A person named as the one the row is about, or by an e-mail or phone that stands in the row.
CUSTOMER, IDENTIFIER = "customer", "identifier"

_NAMED = [name for table in TABLES.values() for name in table.mappable if name.endswith("_id") and name not in PEOPLE]
#: Ids by which a row without a customer hangs on rows that have one: those that two tables share, and the visit.
SHARED: tuple[str, ...] = (*sorted({name for name in _NAMED if _NAMED.count(name) > 1}), "session_id")

_SCHEMA = pa.schema([("position", pa.int64()), ("kind", pa.string()), ("value", pa.string())])


@dataclass(frozen=True, slots=True)
class References:
    """Tables of (position in the batch, kind, value): ``people`` by CUSTOMER or IDENTIFIER, ``shared`` by column."""

    people: pa.Table
    shared: pa.Table


def find_references(
    raw: pa.RecordBatch, mapping: Mapping, *, source_sha256: str, zone: str, secret: bytes
) -> References:
    """Return whom each raw row names, by the columns that the mapping's blocks read.

    A row that no block takes is read by all of them: it is kept in the journal too.

    >>> from clew.importers.mapping.model import TableMapping
    >>> mapping = Mapping((TableMapping("events", columns={"customer_id": "who", "order_id": "order"}),))
    >>> raw = pa.record_batch({"who": ["c1"], "order": ["o1"], "_row": [0], "_line": [2]})
    >>> found = find_references(raw, mapping, source_sha256="", zone="UTC", secret=b"")
    >>> found.people.to_pylist(), found.shared["value"].to_pylist()
    ([{'position': 0, 'kind': 'customer', 'value': 'c1'}], ['o1'])
    """
    place = Place(source_sha256 or "0" * 64, zone, secret, mapping.private)
    whole = Batch(raw)
    people, shared = [_SCHEMA.empty_table()], [_SCHEMA.empty_table()]
    for positions, draft in _drafts(whole, mapping, place):
        people += _people(positions, draft, place.secret)
        shared += [_table(positions, name, draft.columns[name]) for name in SHARED if name in draft.columns]
    return References(pa.concat_tables(people), pa.concat_tables(shared))


def _drafts(whole: Batch, mapping: Mapping, place: Place) -> Iterator[tuple[pa.Array, Draft]]:
    """Yield every block's columns over the rows it takes, then over those that none takes."""
    taken = np.zeros(whole.count, dtype=bool)
    parts: dict[str, int] = {}
    for block in mapping.blocks:
        kept = whole.only(block.where)
        positions = pc.index_in(kept.rows, value_set=whole.rows).cast(pa.int64())
        taken[positions.to_numpy()] = True
        first = parts.get(block.table, 0)
        parts[block.table] = first + max(1, len(block.unpivot))
        yield from ((positions, draft) for draft in draft_rows(kept, _slim(block), place, first))
    if not taken.all():
        left = Batch(whole.raw.filter(pa.array(~taken)))
        positions = pa.array(np.flatnonzero(~taken))
        for block in mapping.blocks:
            yield from ((positions, draft) for draft in draft_rows(left, _slim(block), place, 0))


def _slim(block: TableMapping) -> TableMapping:
    """Return the block without the columns that name nobody; those of the key stay, since they make ids."""
    wanted = {*PEOPLE, *SHARED, *block.key}
    return msgspec.structs.replace(
        block,
        columns={name: source for name, source in block.columns.items() if name in wanted},
        composed={name: parts for name, parts in block.composed.items() if name in wanted},
        constants={name: value for name, value in block.constants.items() if name in wanted},
        version_at="",
        version_number="",
        properties={},
        rest=False,
        changes={},
    )


def _people(positions: pa.Array, draft: Draft, secret: bytes) -> Iterator[pa.Table]:
    for name in PEOPLE:
        if name in draft.columns:
            yield _table(positions, CUSTOMER, draft.columns[name])
    for kind in JOINING:
        if kind in draft.identifiers:
            plain = _table(positions, IDENTIFIER, draft.identifiers[kind])
            yield plain
            hashed = [identifier_id(kind, value, secret) for value in plain["value"].to_pylist()]
            yield plain.set_column(2, _SCHEMA.field("value"), pa.array(hashed, pa.string()))


def _table(positions: pa.Array, kind: str, values: pa.Array) -> pa.Table:
    known = pc.is_valid(values)
    values = values.filter(known)
    return pa.table([positions.filter(known), pa.repeat(kind, len(values)), values], schema=_SCHEMA)
