"""Tables that Clew keeps about itself, under the same manifest as the canonical ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clew.store.lake.lake import Lake
from clew.store.manifest import Manifest
from clew.tables import TABLES

__all__ = [
    "COUNTS",
    "IDENTIFIERS",
    "IMPORTS",
    "IN_PARTS",
    "JOINS",
    "MAPPINGS",
    "MESSAGES",
    "QUARANTINE",
    "SYSTEM_SCHEMAS",
    "as_table",
    "parts_of",
    "read_system",
]

IMPORTS, COUNTS, JOINS, MAPPINGS = "_imports", "_counts", "_joins", "_mappings"
QUARANTINE, IDENTIFIERS = "_quarantine", "_identifiers"
#: What came through the tracking API, message by message: an id counts once, whatever tables it fills.
MESSAGES = "_messages"

#: Tables of which a message may say a part: who only says that an order came does not know when it was promised.
IN_PARTS = ("customers", "tickets", "promises")


def parts_of(table: str) -> str:
    """Return the system table of what messages said of the rows of ``table``, part by part."""
    return f"_{table}_parts"


#: Schema of each system table.
SYSTEM_SCHEMAS: dict[str, pa.Schema] = {
    IMPORTS: pa.schema([("import_id", pa.string()), ("undone", pa.bool_()), ("done", pa.string())]),
    COUNTS: pa.schema(
        [
            ("import_id", pa.string()),
            ("table", pa.string()),
            *((name, pa.int64()) for name in ("rows", "accepted", "duplicates", "updated", "conflicts", "rejected")),
        ]
    ),
    JOINS: pa.schema(
        [
            ("import_id", pa.string()),
            ("key", pa.string()),
            *((name, pa.int64()) for name in ("matched", "ambiguous", "unmatched")),
        ]
    ),
    MESSAGES: pa.schema(
        [
            ("id_hash", pa.int64()),
            ("content_hash", pa.int64()),
            ("message_id", pa.string()),
            ("import_id", pa.string()),
            ("record", pa.int64()),
            ("row", pa.int64()),
        ]
    ),
    **{parts_of(name): TABLES[name].schema for name in IN_PARTS},
    MAPPINGS: pa.schema([("hash", pa.string()), ("mapping", pa.string())]),
    QUARANTINE: pa.schema(
        [
            ("import_id", pa.string()),
            ("table", pa.string()),
            ("line", pa.int64()),
            ("column", pa.string()),
            ("reason", pa.string()),
            ("value", pa.string()),
            ("segment", pa.string()),
            ("record", pa.int64()),
            ("row", pa.int64()),
        ]
    ),
    IDENTIFIERS: pa.schema(
        [
            ("customer_id", pa.string()),
            ("kind", pa.string()),
            ("value", pa.string()),
            ("hashed_id", pa.string()),
            ("import_id", pa.string()),
            ("segment", pa.string()),
            ("record", pa.int64()),
            ("row", pa.int64()),
        ]
    ),
}


def as_table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return ``rows`` as the system table ``name``."""
    return pa.Table.from_pylist(list(rows), schema=SYSTEM_SCHEMAS[name])


def read_system(lake: Lake, manifest: Manifest, name: str) -> pa.Table:
    """Return all rows of a system table of one lake version."""
    schema = SYSTEM_SCHEMAS[name]
    parts = [pq.ParquetFile(lake.path(entry)).read() for entry in manifest.table(name).files]
    return pa.concat_tables(parts).cast(schema) if parts else schema.empty_table()
