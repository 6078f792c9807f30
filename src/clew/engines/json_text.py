"""Reaching into JSON kept as text: ``properties.x`` and ``traits.x`` as an expression that every engine has.

Ibis's own JSON operations answer only strings on some engines, build unsafe paths on PySpark and do not exist on
ClickHouse; so this is an operation of our own with one translation an engine. Keys may hold any character.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.rules as rlz
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.backends.sql.compilers.postgres import PostgresCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

__all__ = ["as_number", "json_text"]

_NUMBER = r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"


class JsonText(ops.Value):  # type: ignore[misc]
    """The value under ``keys`` of a JSON object kept as text, as text; null where there is none."""

    arg: ops.Value[dt.String]
    keys: tuple[str, ...]

    shape = rlz.shape_like("arg")
    dtype = dt.string


def json_text(column: Any, path: str) -> Any:
    """Return the value at ``path`` of a column of JSON text, as text.

    A string comes without quotes, a number or flag as JSON writes it, an object or list as JSON; null, an absent key
    and (on DuckDB) a text that is no JSON give null. ``path`` is one key, whatever characters it has, because
    sources name columns as they like; only where no such key is there do its dots reach into nested objects.

    >>> from clew.engines.compile import compile_expression
    >>> events = ibis.table({"properties": "string"}, name="events")
    >>> print(compile_expression(events.select(fare=json_text(events["properties"], "fare class"))))
    SELECT
      TRY(JSON_EXTRACT_STRING("t0"."properties", '/fare class')) AS "fare"
    FROM "events" AS "t0"
    """
    whole = JsonText(column, (path,)).to_expr()
    keys = tuple(path.split("."))
    return whole.coalesce(JsonText(column, keys).to_expr()) if len(keys) > 1 and all(keys) else whole


def as_number(text: Any) -> Any:
    """Return the number that a text spells, null where it spells none: ``"7.50"`` is 7.5, ``"n/a"`` is null."""
    # The inner CASE keeps engines from casting what the outer one would have thrown away.
    return ibis.cases((text.re_search(_NUMBER), text), else_=ibis.null("string")).cast("float64")


def _duckdb(_: DuckDBCompiler, __: JsonText, *, arg: sge.Expression, keys: tuple[str, ...]) -> sge.Expression:
    # A JSON pointer, whose only special characters have an escape. TRY: one malformed row is null, not an error.
    pointer = "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
    return sge.Anonymous(this="TRY", expressions=[_call("JSON_EXTRACT_STRING", arg, pointer)])


def _postgres(_: PostgresCompiler, __: JsonText, *, arg: sge.Expression, keys: tuple[str, ...]) -> sge.Expression:
    return _call("JSON_EXTRACT_PATH_TEXT", sge.cast(arg, sge.DataType.Type.JSON), *keys)


def _pyspark(_: PySparkCompiler, __: JsonText, *, arg: sge.Expression, keys: tuple[str, ...]) -> sge.Expression:
    # A map, not get_json_object: its paths have no way to write a key with a quote in it.
    for key in keys:
        arg = _call("TRY_ELEMENT_AT", _call("FROM_JSON", arg, "MAP<STRING, STRING>"), key)
    return arg


def _clickhouse(_: ClickHouseCompiler, __: JsonText, *, arg: sge.Expression, keys: tuple[str, ...]) -> sge.Expression:
    is_text = sge.EQ(this=_call("toString", _call("JSONType", arg, *keys)), expression=sge.Literal.string("String"))
    raw = _call("nullIf", _call("nullIf", _call("JSONExtractRaw", arg, *keys), ""), "null")
    return _call("if", is_text, _call("JSONExtractString", arg, *keys), raw)


def _call(name: str, arg: sge.Expression, *texts: str | sge.Expression) -> sge.Expression:
    literals = [sge.Literal.string(text) if isinstance(text, str) else text for text in texts]
    return sge.Anonymous(this=name, expressions=[arg.copy(), *literals])


DuckDBCompiler.visit_JsonText = _duckdb
PostgresCompiler.visit_JsonText = _postgres
PySparkCompiler.visit_JsonText = _pyspark
ClickHouseCompiler.visit_JsonText = _clickhouse
"""How each engine says it: Ibis looks a translation up by the operation's name."""
