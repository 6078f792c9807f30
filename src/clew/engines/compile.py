"""Ibis compiles, the engine runs: canonical tables as unbound Ibis tables, and expressions as SQL text."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
import sqlglot
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.config import Config
from sqlglot import exp

from clew.errors import UsageError
from clew.tables import TABLES, Table

__all__ = ["DIALECTS", "canonical_tables", "compile_everywhere", "compile_expression", "ibis_type", "unbound"]

#: The engines every expression compiles for, save what :mod:`clew.engines.exceptions` lists.
DIALECTS: tuple[str, ...] = ("duckdb", "pyspark", "clickhouse", "postgres")


def ibis_type(arrow: pa.DataType) -> str:
    """Return the Ibis type of an Arrow type of the canonical tables; times have no zone, ever.

    >>> ibis_type(pa.timestamp("us")), ibis_type(pa.decimal128(18, 4))
    ('timestamp(6)', 'decimal(18, 4)')
    """
    if pa.types.is_struct(arrow):
        return f"struct<{', '.join(f'{part.name}: {ibis_type(part.type)}' for part in arrow)}>"
    if pa.types.is_decimal(arrow):
        return f"decimal({arrow.precision}, {arrow.scale})"
    return _SCALARS[arrow]


_SCALARS: dict[pa.DataType, str] = {
    pa.string(): "string",
    pa.int64(): "int64",
    pa.float64(): "float64",
    pa.bool_(): "boolean",
    pa.timestamp("us"): "timestamp(6)",
}


def unbound(table: Table) -> Any:
    """Return the canonical ``table`` as an unbound Ibis table of the same name and columns.

    >>> unbound(TABLES["feedback"])["answered_at"].type().timezone is None
    True
    """
    return _unbound(table.name, table.schema)


@cache
def _unbound(name: str, schema: pa.Schema) -> Any:
    return ibis.table({field.name: ibis_type(field.type) for field in schema}, name=name)


def canonical_tables() -> dict[str, Any]:
    """Return every canonical table as an unbound Ibis table, by name.

    >>> sorted(canonical_tables())[:2]
    ['accounts', 'calls']
    """
    return {name: unbound(table) for name, table in TABLES.items()}


def compile_expression(expression: Any, dialect: str = "duckdb") -> str:
    """Return the SQL text of an Ibis expression in ``dialect``, one of :data:`DIALECTS`.

    Raises :class:`UsageError` for another dialect, and Ibis's own error for an operation the dialect does not have
    (:data:`clew.engines.exceptions.NOT_PORTABLE` says which and why).

    >>> print(compile_expression(unbound(TABLES["events"]).count()))
    SELECT
      COUNT(*) AS "CountStar(events)"
    FROM "events" AS "t0"
    """
    if dialect not in DIALECTS:
        raise UsageError.unknown("SQL dialect", dialect, DIALECTS)
    _refuse_zones(expression)
    _spark_is_ready()
    text = str(ibis.to_sql(expression, dialect=dialect))
    return _with_plain_scans_inlined(text) if dialect == "duckdb" and text.startswith("WITH ") else text


def compile_everywhere(expression: Any) -> dict[str, str]:
    """Return the SQL text of an expression in every dialect; raises Ibis's error where one cannot say it.

    >>> sorted(compile_everywhere(unbound(TABLES["calls"]).count()))
    ['clickhouse', 'duckdb', 'postgres', 'pyspark']
    """
    return {dialect: compile_expression(expression, dialect) for dialect in DIALECTS}


def _with_plain_scans_inlined(text: str) -> str:
    """Return DuckDB's text so that a WITH which only reads, filters and computes is not kept.

    DuckDB would hold all rows of one that is named twice: reading 20 million rows twice, each time with what the
    place needs, takes two thirds of that. Joins, windows and groups are still made once.
    """
    for part in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.CTE):
        if not part.this.find(*_WORTH_KEEPING):
            text = text.replace(f'"{part.alias}" AS (', f'"{part.alias}" AS NOT MATERIALIZED (', 1)
    return text


_WORTH_KEEPING = (exp.Join, exp.Window, exp.Group, exp.Distinct, exp.SetOperation, exp.AggFunc, exp.Limit)


def _refuse_zones(expression: Any) -> None:
    # Ibis drops zones without a word on some engines, so an expression with one would mean different instants.
    for node in expression.op().find(ops.Value):
        if getattr(node.dtype, "timezone", None) is not None:
            raise UsageError(f"A time in an expression has no zone, it is UTC: '{node.name}' has {node.dtype}.")


class _SparkOptions(Config):  # type: ignore[misc]
    """What Ibis's PySpark compiler asks for; else only its backend, which needs more packages, would define it."""

    treat_nan_as_null: bool = False


def _spark_is_ready() -> None:
    if ibis.options.pyspark is None:
        ibis.options.pyspark = _SparkOptions()


_ibis_literal = DuckDBCompiler.visit_NonNullLiteral


def _literal(compiler: DuckDBCompiler, op: ops.Literal, *, value: Any, dtype: Any) -> Any:
    """Translate a literal; a finite float stays one, where DuckDB would read ``1.5`` as a DECIMAL and sum decimals."""
    if dtype.is_floating() and math.isfinite(value):
        return compiler.cast(value, dtype)
    return _ibis_literal(compiler, op, value=value, dtype=dtype)


DuckDBCompiler.visit_NonNullLiteral = _literal
