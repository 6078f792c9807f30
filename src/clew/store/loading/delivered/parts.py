# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""Rows of states that messages tell part by part: each column says what was said of it last.

What a message said stays; a row is put together of all that was said of it, so no order of arrival changes it. Later
words win column by column, by ``version_at``, then ``content_hash``; what is not said says nothing. Of properties and
traits (JSON) each field counts for itself, and null takes a field away.

Some times are those at which something happened first: when a ticket was replied to. A part that says of such a time
that it is then (it is the part's ``version_at``) does not move it: the earliest stands. One that is stated stands
before it. When a ticket was solved is such a time too, from when it was last said to be open.
"""

from __future__ import annotations

import pyarrow as pa

from clew.engines.workbench import Workbench
from clew.importers.tracking import OPEN_AGAIN
from clew.store.loading.house import PLACE, with_hashes
from clew.store.loading.lookup import parquet_list
from clew.store.loading.system import SYSTEM_SCHEMAS, parts_of
from clew.store.loading.working import Working
from clew.tables import Table

__all__ = ["put_together"]

_HOUSE = ("source", "import_id", "journal_ref", "content_hash", *PLACE)
#: Times that happen once, by table.
_ONCE = {"tickets": ("opened_at", "replied_at"), "promises": ("made_at",)}
_VERSION = "{'v': coalesce(epoch_us(version_at), -9223372036854775807), 'c': content_hash}"
_OPEN_AGAIN = f"TIMESTAMP '{OPEN_AGAIN[:19]}'"


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
    rows = bench.run(f"WITH told AS (SELECT * FROM said {before}), {_parts(table)} {_folded(table)}", said=said)
    return rows.select(fresh.schema.names).cast(fresh.schema)


def _parts(table: Table) -> str:
    """Return the SQL of the parts; those of tickets say whether they are of before the ticket was last open."""
    if table.name != "tickets":
        return "parts AS (SELECT * FROM told)"
    opened = f"max({_VERSION}) FILTER (resolved_at = {_OPEN_AGAIN}) OVER (PARTITION BY ticket_id)"
    return f"parts AS (SELECT *, coalesce({_VERSION} <= {opened}, false) AS is_before FROM told)"


def _folded(table: Table) -> str:
    """Return the SQL of one row an id; ``version_at`` grows with every part, so that a later putting together wins."""
    keys = ", ".join(f'"{name}"' for name in table.key)
    told = [column for column in table.columns if column.name not in {*table.key, "version_at", "id_hash", *_HOUSE}]
    columns = [keys, *(_column(table.name, column.name, column.type) for column in told)]
    columns.append("max(version_at) + to_microseconds(count(*) - 1) AS version_at")
    columns += [f"arg_max({name}, {_VERSION}) AS {name}" for name in _HOUSE if name != "content_hash"]
    columns += ["NULL::BIGINT AS id_hash", "NULL::BIGINT AS content_hash"]
    return f"SELECT {', '.join(columns)} FROM parts GROUP BY {keys} ORDER BY {keys}"


def _column(table: str, name: str, kind: str) -> str:
    if name == "resolved_at":
        return f"{_first(name, 'NOT is_before')} AS {name}"
    if name in _ONCE.get(table, ()):
        return f"{_first(name, 'true')} AS {name}"
    if kind == "json":
        listed = f'list("{name}" ORDER BY {_VERSION}) FILTER ("{name}" IS NOT NULL)'
        return f'CAST(list_reduce({listed}, lambda a, b: json_merge_patch(a, b)) AS VARCHAR) AS "{name}"'
    return f'arg_max("{name}", {_VERSION}) FILTER ("{name}" IS NOT NULL) AS "{name}"'


def _first(name: str, counts: str) -> str:
    """Return the SQL of a time that happens once: what was stated of it last, else the first "now"."""
    stated = f"{name} IS NOT NULL AND {name} IS DISTINCT FROM version_at AND {counts}"
    first = f"min({name}) FILTER ({name} = version_at AND {counts})"
    return f"coalesce(arg_max({name}, {_VERSION}) FILTER ({stated}), {first})"
