"""Direct identifiers (e-mail, phone, name), kept apart from every table: who has which."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.rows.identifiers import JOINING, identifier_id
from clew.store.journal import Ref
from clew.store.loading.delivered.origin import Spread, record_column
from clew.store.loading.system import IDENTIFIERS, SYSTEM_SCHEMAS

__all__ = ["JOINING_KINDS", "identifier_rows"]

#: Kinds by which two sources can mean one customer; a name is kept but never joins.
JOINING_KINDS: tuple[str, ...] = tuple(JOINING)

_SCHEMA = SYSTEM_SCHEMAS[IDENTIFIERS]


def identifier_rows(found: pa.Table, secret: bytes, import_id: str, ref: Ref | Spread) -> pa.Table:
    """Return identifiers of mapped rows as rows of the identifier store: with the id that stands in for each.

    A holder that itself is only a stand-in (``email:...``) is kept: its phone may be asked for, erased, handed over.
    """
    count = found.num_rows
    given = {
        "customer_id": found["customer_id"],
        "kind": found["kind"],
        "value": found["value"],
        "hashed_id": _hashed(found["kind"], found["value"], secret),
        "import_id": pa.repeat(import_id, count),
        "segment": pa.repeat(ref.segment, count),
        "record": record_column(ref, found["_row"]),
        "row": found["_row"],
    }
    return pa.table([given[field.name].cast(field.type) for field in _SCHEMA], schema=_SCHEMA)


def _hashed(kinds: pa.ChunkedArray, values: pa.ChunkedArray, secret: bytes) -> pa.ChunkedArray:
    """Return the stand-in id of each identifier; each distinct one is hashed once."""
    pairs = pc.binary_join_element_wise(kinds.cast(pa.string()), values.cast(pa.string()), "\t")
    encoded = pairs.combine_chunks().dictionary_encode()
    texts = (text.partition("\t") for text in encoded.dictionary.to_pylist())
    hashed = pa.array([identifier_id(kind, value, secret) for kind, _, value in texts], pa.string())
    return hashed.take(encoded.indices)
