"""Exact quantiles, isolated: engines differ in what their quantile functions mean, so each is told what we mean.

The quantile is the inverted empirical distribution function (Hyndman and Fan 1996, type 1): the smallest value that
at least a share ``level`` of the values does not exceed. It is always a value that occurred.
"""

from __future__ import annotations

from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.backends.sql.compilers.postgres import PostgresCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

from clew.errors import UsageError

__all__ = ["quantile", "sorted_values"]


class ExactQuantile(ops.Reduction):  # type: ignore[misc]
    """The inverted distribution function of ``arg`` at ``level``."""

    arg: ops.Column[dt.Floating]
    level: float

    dtype = dt.float64


def quantile(column: Any, level: float) -> Any:
    """Return the exact quantile of a column as an aggregate, ``level`` in (0, 1]; null over no values.

    >>> import ibis
    >>> from clew.engines.compile import compile_expression
    >>> t = ibis.table({"y": "float64"}, name="t")
    >>> print(compile_expression(t.aggregate(p90=quantile(t["y"], 0.9))))
    SELECT
      QUANTILE_DISC("t0"."y", 0.9) AS "p90"
    FROM "t" AS "t0"
    """
    if not 0 < level <= 1:
        raise UsageError(f"A quantile's level lies above 0 and is at most 1, not {level:g}.")
    return ExactQuantile(column.cast("float64"), level).to_expr()


def sorted_values(column: Any) -> Any:
    """Return the values of a group, nulls left out, sorted in one list: for intervals made of order statistics."""
    return column.collect().sort()


def _duckdb(_: DuckDBCompiler, __: ExactQuantile, *, arg: sge.Expression, level: float) -> sge.Expression:
    return sge.Anonymous(this="QUANTILE_DISC", expressions=[arg, _number(level)])


def _within_group(_: Any, __: ExactQuantile, *, arg: sge.Expression, level: float) -> sge.Expression:
    order = sge.Order(expressions=[sge.Ordered(this=arg)])
    return sge.WithinGroup(this=sge.Anonymous(this="PERCENTILE_DISC", expressions=[_number(level)]), expression=order)


def _clickhouse(_: ClickHouseCompiler, __: ExactQuantile, *, arg: sge.Expression, level: float) -> sge.Expression:
    # Its quantileExact takes the value after the right one where level * n is whole.
    values = _call("arraySort", _call("groupArray", arg))
    place = _call("toUInt64", _call("ceil", sge.Mul(this=_number(level), expression=_call("count", arg.copy()))))
    found = _call("arrayElement", values, place)
    return _call("if", sge.EQ(this=_call("count", arg.copy()), expression=_number(0)), sge.Null(), found)


def _call(name: str, *arguments: sge.Expression) -> sge.Expression:
    return sge.Anonymous(this=name, expressions=list(arguments))


def _number(value: float) -> sge.Expression:
    return sge.Literal.number(repr(value))


DuckDBCompiler.visit_ExactQuantile = _duckdb
PostgresCompiler.visit_ExactQuantile = _within_group
PySparkCompiler.visit_ExactQuantile = _within_group
ClickHouseCompiler.visit_ExactQuantile = _clickhouse
"""How each engine says it: Ibis looks a translation up by the operation's name."""
