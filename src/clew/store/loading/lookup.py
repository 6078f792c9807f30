# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""Finding the rows that stand under given ids: only the column of hashes is read of files that hold none of them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from clew.engines.workbench import Workbench
from clew.store.loading.merge import claim_columns
from clew.tables import Table

__all__ = ["DEAD_SCHEMA", "find_standing", "no_dead", "parquet_list"]

#: Rows that were superseded: base name of their file, position in it.
DEAD_SCHEMA = pa.schema([("file", pa.string()), ("row", pa.int64())])


def no_dead() -> pa.Table:
    """Return the empty list of dead rows."""
    return DEAD_SCHEMA.empty_table()


def find_standing(table: Table, paths: Sequence[str], dead: pa.Table, fresh: pa.Table, bench: Workbench) -> pa.Table:
    """Return the living rows of ``paths`` whose ``id_hash`` occurs in ``fresh``: deciding columns, file and row.

    Two steps, because a join that also fetched the ids would decompress every text of every file: first the hashes
    of all files, then the rest from the files where something was found.
    """
    names = claim_columns(table)
    empty = pa.schema([*((name, table.by_name[name].arrow_type) for name in names), *DEAD_SCHEMA]).empty_table()
    if not paths:
        return empty
    hits = bench.run(
        f"SELECT parse_filename(filename) AS file, filename AS path, file_row_number AS row"
        f" FROM {parquet_list(paths)} WHERE id_hash IN (SELECT id_hash FROM fresh)",
        fresh=fresh.select(["id_hash"]),
    )
    if not hits.num_rows:
        return empty
    return _fetch(names, hits, dead, bench)


def parquet_list(paths: Sequence[str]) -> str:
    """Return the SQL that reads the Parquet files ``paths``.

    >>> parquet_list(["a'b.parquet"])
    "read_parquet(['a''b.parquet'])"
    """
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"


def _fetch(names: Sequence[str], hits: pa.Table, dead: pa.Table, bench: Workbench) -> pa.Table:
    columns = ", ".join(f'r."{name}"' for name in names)
    found = hits["path"].unique().to_pylist()
    return bench.run(
        f"SELECT {columns}, hits.file, hits.row FROM {parquet_list(found)} AS r"
        " JOIN hits ON r.filename = hits.path AND r.file_row_number = hits.row"
        " ANTI JOIN dead ON hits.file = dead.file AND hits.row = dead.row",
        hits=hits,
        dead=dead,
    )
