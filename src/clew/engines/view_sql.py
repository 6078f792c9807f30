# ruff: noqa: S608 - this module is where SQL text is made; names and texts are quoted by name_sql and text_sql
"""The SQL text of a :class:`TableView`: what a question sees of one table, as one SELECT over Parquet files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from clew.engines.views import Link, Names, TableView

__all__ = ["duckdb_type", "name_sql", "scan_sql", "text_sql", "view_sql"]

_SCALARS: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us"): "TIMESTAMP",
}


def duckdb_type(arrow: pa.DataType) -> str:
    """Return the DuckDB name of an Arrow type that canonical tables use; KeyError for any other.

    >>> duckdb_type(pa.decimal128(18, 4)), duckdb_type(pa.timestamp("us"))
    ('DECIMAL(18,4)', 'TIMESTAMP')
    """
    if pa.types.is_struct(arrow):
        inner = (f"{name_sql(part.name)} {duckdb_type(part.type)}" for part in arrow)
        return f"STRUCT({', '.join(inner)})"
    if pa.types.is_decimal(arrow):
        return f"DECIMAL({arrow.precision},{arrow.scale})"
    return _SCALARS[arrow]


def text_sql(text: str) -> str:
    """Return ``text`` as an SQL literal.

    >>> print(text_sql("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def name_sql(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier.

    >>> name_sql('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def scan_sql(files: Iterable[str], schema: pa.Schema) -> str:
    """Return the table expression that reads ``files`` with exactly the columns of ``schema``.

    The schema is stated, not found: no footer is opened to learn it, and a column that an older file does not have
    is null of its type.
    """
    paths = ", ".join(text_sql(file) for file in files)
    return f"read_parquet([{paths}], schema=map {{{', '.join(_column(field) for field in schema)}}})"


def _column(field: pa.Field) -> str:
    name = text_sql(field.name)
    return f"{name}: {{name: {name}, type: {text_sql(duckdb_type(field.type))}, default_value: NULL}}"


def view_sql(view: TableView) -> str:
    """Return the SELECT of a view: living rows of clean and dirty files, links filled in, aliases and names answered.

    An empty view answers with no rows and the types of its schema.
    """
    sql = " UNION ALL ".join(_branches(view))
    for link in view.links:
        sql = _with_link(sql, link, view.schema)
    if view.aliases is not None and "customer_id" in view.schema.names:
        sql = _with_aliases(sql, view.aliases)
    for names in view.names:
        sql = _with_names(sql, names)
    return sql


def _branches(view: TableView) -> list[str]:
    columns = ", ".join(f"t.{name_sql(name)}" for name in view.schema.names)
    branches = []
    if view.files:
        branches.append(f"SELECT {columns} FROM {scan_sql(view.files, view.schema)} AS t")
    if view.dirty:
        branches.append(f"SELECT {columns} FROM {scan_sql(view.dirty, view.schema)} AS t{_living(view)}")
    return branches or [_no_rows(view.schema)]


def _no_rows(schema: pa.Schema) -> str:
    nulls = (f"CAST(NULL AS {duckdb_type(field.type)}) AS {name_sql(field.name)}" for field in schema)
    return f"SELECT {', '.join(nulls)} WHERE false"


def _living(view: TableView) -> str:
    """The anti-join that drops dead rows, by the file's place in the list and the row's place in the file."""
    if view.dead is None:
        return ""
    names = ", ".join(text_sql(Path(file).name) for file in view.dirty)
    dead = (
        f"SELECT list_position([{names}], file) - 1 AS place, row FROM read_parquet({text_sql(view.dead)})"
        f" WHERE file IN ({names})"
    )
    return f" ANTI JOIN ({dead}) AS d ON t.file_row_number = d.row AND CAST(t.file_index AS BIGINT) = d.place"


def _with_link(sql: str, link: Link, schema: pa.Schema) -> str:
    column, by = name_sql(link.column), name_sql(link.by)
    found = f"CAST(min(found) AS {duckdb_type(schema.field(link.column).type)})"
    lookup = f"SELECT value, {found} AS found FROM read_parquet({text_sql(link.file)}) GROUP BY value"
    filled = f"SELECT t.* REPLACE (coalesce(t.{column}, l.found) AS {column})"
    return f"{filled} FROM ({sql}) AS t LEFT JOIN ({lookup}) AS l ON t.{by} = l.value"


def _with_aliases(sql: str, file: str) -> str:
    # Grouped although the file has one row an id: so no row can multiply, and the join costs nothing where
    # the question does not name the customer (the optimiser drops a join to unique keys that nobody reads).
    lookup = f"SELECT id, min(customer_id) AS customer_id FROM read_parquet({text_sql(file)}) GROUP BY id"
    answered = "SELECT t.* REPLACE (coalesce(a.customer_id, t.customer_id) AS customer_id)"
    return f"{answered} FROM ({sql}) AS t LEFT JOIN ({lookup}) AS a ON t.customer_id = a.id"


def _with_names(sql: str, names: Names) -> str:
    # A join to unique names costs the same for three and for three hundred, and nothing where nobody reads the column;
    # a CASE costs more with every name [10 M rows: join .37 s, CASE of 30 names .62 s].
    column = name_sql(names.column)
    pairs = ", ".join(f"({text_sql(old)}, {text_sql(new)})" for old, new in names.pairs)
    lookup = f"SELECT old, min(new) AS new FROM (VALUES {pairs}) AS v(old, new) GROUP BY old"
    answered = f"SELECT t.* REPLACE (coalesce(n.new, t.{column}) AS {column})"
    return f"{answered} FROM ({sql}) AS t LEFT JOIN ({lookup}) AS n ON t.{column} = n.old"
