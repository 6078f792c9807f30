# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""The columns the house adds to a mapped row: where it came from, which row it is, what it says."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clew.engines.hashing import content_text_sql, hashes_of_md5, id_text_sql
from clew.engines.workbench import Workbench
from clew.store.journal import Ref
from clew.store.loading.delivered.origin import Spread, record_column, source_column
from clew.tables import Table

__all__ = ["PLACE", "content_columns", "id_expression", "with_hashes", "with_origin"]

#: Columns of mapped rows that say where in the file a row stood; they end before the lake.
PLACE = ("_row", "_line", "_part")

#: What a retry or an overlapping export changes though the row says the same.
_CHANGED_BY_A_RETRY = frozenset({"ordinal", "received_at", "version_at"})
#: Whole numbers below this are hashed by their digits.
_WHOLE = 1e15


def content_columns(table: Table) -> list[str]:
    """Return the columns that make a row's content: all but the house's, the order and the time of arrival.

    ``version_at`` is left out too: the same words said again later are nothing new (the merge moves the version on).

    >>> from clew.tables import TABLES
    >>> content_columns(TABLES["identities"])
    ['from_id', 'to_id', 'stated_at', 'undone_at']
    """
    return [name for name in table.mappable if name not in _CHANGED_BY_A_RETRY or name in table.key]


def id_expression(table: Table) -> str:
    """Return the SQL of a row's id as text: the key columns joined by ``|``, one alone as it is.

    >>> from clew.tables import TABLES
    >>> id_expression(TABLES["events"])
    '"event_id"'
    """
    if len(table.key) == 1:
        return f'"{table.key[0]}"'
    parts = ", ".join(f"coalesce({_text(table, name)}, '')" for name in table.key)
    return f"concat_ws('|', {parts})"


def with_origin(table: Table, rows: pa.Table, source: str, import_id: str, ref: Ref | Spread) -> pa.Table:
    """Return mapped ``rows`` with all columns of the table and the house's, hashes still null, and their place."""
    count, numbers = rows.num_rows, _flat(rows["_row"])
    reference = pa.StructArray.from_arrays(
        [_repeat(ref.segment, count), _flat(record_column(ref, numbers)), numbers],
        names=["segment", "record", "row"],
    )
    house = {
        "source": source_column(ref, source, numbers),
        "import_id": _repeat(import_id, count),
        "journal_ref": reference,
    }
    columns = []
    for field in table.schema:
        given = house.get(field.name)
        if given is None and field.name in rows.schema.names:
            given = rows[field.name]
        columns.append(pa.nulls(count, field.type) if given is None else given.cast(field.type))
    columns += [rows[name].cast(pa.int64()) for name in PLACE]
    schema = pa.schema([*table.schema, *((name, pa.int64()) for name in PLACE)])
    return pa.Table.from_arrays(columns, schema=schema)


def with_hashes(table: Table, rows: pa.Table, bench: Workbench) -> pa.Table:
    """Return ``rows`` with ``id_hash`` and ``content_hash`` filled in."""
    content = {
        name: table.by_name[name].type
        for name in content_columns(table)
        if rows[name].null_count < rows.num_rows  # a column without values adds nothing to the text that is hashed
    }
    used = rows.select(list(dict.fromkeys([*table.key, *content])))
    text = content_text_sql(
        content,
        filled={name for name in content if not rows[name].null_count},
        constants={name: said for name, kind in content.items() if (said := _constant(rows[name], kind)) is not None},
    )
    identity = id_text_sql(table.name, id_expression(table))
    digests = bench.run(f"SELECT md5({identity}) AS id_hash, md5({text}) AS content_hash FROM rows", rows=used)
    for name in digests.schema.names:
        place = rows.schema.get_field_index(name)
        hashes = hashes_of_md5(digests[name].combine_chunks().cast(pa.string()))
        rows = rows.set_column(place, rows.schema.field(place), hashes)
    return rows


def _constant(column: pa.ChunkedArray, kind: str) -> str | None:
    """Return what every row of a column says, or None: half the hashing is of constants that a mapping states."""
    if column.null_count:
        return None
    first = column[0].as_py()
    said = _as_hashed(first, kind)
    return said if said is not None and pc.all(pc.equal(column, first)).as_py() else None


def _as_hashed(value: Any, kind: str) -> str | None:
    """Return the text of a value that is hashed, for texts and whole numbers: there Python and SQL say the same."""
    if kind in {"text", "json"}:
        return str(value)
    if kind == "number" and abs(value) < _WHOLE and value == int(value):
        return str(int(value))
    return None


def _text(table: Table, name: str) -> str:
    if table.by_name[name].type == "time":
        return f'CAST(epoch_us("{name}") AS VARCHAR)'
    return f'CAST("{name}" AS VARCHAR)'


def _repeat(value: str | int, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string() if isinstance(value, str) else pa.int64()), count)


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.Array):
        return column
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
