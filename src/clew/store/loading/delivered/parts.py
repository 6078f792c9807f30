# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""Rows of states that messages tell part by part: each column says what was said of it last.

What a message said stays; a row is put together of all that was said of it, so no order of arrival changes it. Later
words win column by column, by ``version_at``, then ``content_hash``; what is not said says nothing. Of properties and
traits (JSON) each field counts for itself, and null takes a field away.
"""

from __future__ import annotations

import pyarrow as pa

from clew.engines.workbench import Workbench
from clew.store.loading.house import PLACE, with_hashes
from clew.store.loading.lookup import parquet_list
from clew.store.loading.system import SYSTEM_SCHEMAS, parts_of
from clew.store.loading.working import Working
from clew.tables import Table

__all__ = ["put_together"]

_HOUSE = ("source", "import_id", "journal_ref", "content_hash", *PLACE)


def put_together(working: Working, bench: Workbench, table: Table, fresh: pa.Table) -> pa.Table:
    """Keep the parts in ``fresh``; return one row for each id they are of, of all that was ever said of it."""
    said = with_hashes(table, fresh, bench)
    name = parts_of(table.name)
    paths = working.paths(name)
    working.append(name, said.drop_columns(list(PLACE)).cast(SYSTEM_SCHEMAS[name]))
    places = ", ".join(f"0::BIGINT AS {column}" for column in PLACE)
    before = (
        f"UNION ALL BY NAME SELECT *, {places} FROM {parquet_list(paths)} WHERE id_hash IN (SELECT id_hash FROM said)"
        if paths
        else ""
    )
    rows = bench.run(f"WITH parts AS (SELECT * FROM said {before}) {_folded(table)}", said=said)
    return rows.select(fresh.schema.names).cast(fresh.schema)


def _folded(table: Table) -> str:
    """Return the SQL of one row an id; ``version_at`` grows with every part, so that a later putting together wins."""
    keys = ", ".join(f'"{name}"' for name in table.key)
    columns = [keys]
    columns += [_column(column.name, column.type) for column in table.columns if column.name not in _apart(table)]
    columns.append("max(version_at) + to_microseconds(count(*) - 1) AS version_at")
    columns += [f"arg_max({name}, {_VERSION}) AS {name}" for name in _HOUSE if name != "content_hash"]
    columns += ["NULL::BIGINT AS id_hash", "NULL::BIGINT AS content_hash"]
    return f"SELECT {', '.join(columns)} FROM parts GROUP BY {keys} ORDER BY {keys}"


def _apart(table: Table) -> set[str]:
    return {*table.key, "version_at", "id_hash", *_HOUSE}


_VERSION = "{'v': coalesce(epoch_us(version_at), -9223372036854775807), 'c': content_hash}"


def _column(name: str, kind: str) -> str:
    if kind == "json":
        listed = f'list("{name}" ORDER BY {_VERSION}) FILTER ("{name}" IS NOT NULL)'
        return f'CAST(list_reduce({listed}, lambda a, b: json_merge_patch(a, b)) AS VARCHAR) AS "{name}"'
    return f'arg_max("{name}", {_VERSION}) FILTER ("{name}" IS NOT NULL) AS "{name}"'
