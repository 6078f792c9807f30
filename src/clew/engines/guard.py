"""What a question may say to the engine: one SELECT over the views it was given, and nothing else.

The text is parsed by DuckDB itself, never by a second parser that could read it differently; its syntax tree
is then searched for anything that would leave the views.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from typing import Any

import duckdb

from clew.errors import UsageError

__all__ = ["tables_named"]

#: What was found in texts (by their hash) that are the same but for their moments; so many are kept, the oldest go.
_JUDGED: dict[tuple[bytes, frozenset[str]], frozenset[str]] = {}
KEPT = 1024
_QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
#: Functions that tell of the server or change it; none reads a row.
_FUNCTIONS = frozenset(
    {"getenv", "getvariable", "current_setting", "nextval", "currval", "setseed", "write_log", "in_search_path"}
)
#: A moment among the numbers of a text: whatever it is, it names no table and calls nothing else.
_MOMENT = re.compile(r"MAKE_TIMESTAMP\([0-9, .e-]+\)")
_PLAIN_NAME = re.compile(r"(?!duckdb_|pg_|sqlite_|pragma_)[a-z_][a-z0-9_]*", re.IGNORECASE)


def tables_named(sql: str, views: Collection[str], cursor: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the views that ``sql`` reads; raises :class:`UsageError` unless it is one SELECT over ``views`` alone.

    >>> import duckdb
    >>> sorted(tables_named("WITH a AS (FROM events) SELECT 1 FROM a", ["events", "calls"], duckdb.connect()))
    ['events']
    >>> tables_named("COPY events TO 'x'", ["events"], duckdb.connect())
    Traceback (most recent call last):
    ...
    clew.errors.UsageError: The engine runs one SELECT at a time and nothing else.
    """
    text = _MOMENT.sub("MAKE_TIMESTAMP(0)", sql)
    key = hashlib.sha256(text.encode(errors="surrogatepass")).digest(), frozenset(views)
    if key not in _JUDGED:
        while len(_JUDGED) >= KEPT:
            _JUDGED.pop(next(iter(_JUDGED)), None)
        _JUDGED[key] = _judged(sql, views, cursor)
    return _JUDGED[key]


def _judged(sql: str, views: Collection[str], cursor: duckdb.DuckDBPyConnection) -> frozenset[str]:
    tree = _parse(sql, cursor)
    known = {name.lower(): name for name in views}
    local = {name.lower() for node in _nodes(tree) for name in _local_names(node)}
    named = set()
    for node in _nodes(tree):
        _refuse_functions(node)
        table = _table(node)
        if table in known:
            named.add(known[table])
        elif table is not None and table not in local:
            raise UsageError.unknown("table", table, views)
    return frozenset(named)


def _parse(sql: str, cursor: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The syntax tree of one SELECT. DuckDB gives none for other statements."""
    if "\0" in sql:
        raise UsageError("The engine runs text without NUL characters only.")
    row = cursor.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()[0]
    parsed: dict[str, Any] = json.loads(row[0])
    if parsed["error"] and parsed["error_type"] == "parser":
        raise UsageError(f"The engine cannot read this statement: {parsed['error_message'].splitlines()[0]}")
    if parsed["error"] or len(parsed["statements"]) != 1:
        raise UsageError("The engine runs one SELECT at a time and nothing else.")
    statement: dict[str, Any] = parsed["statements"][0]
    return statement


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the syntax tree, without recursion: a long CASE nests deeper than Python's stack."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _local_names(node: dict[str, Any]) -> list[str]:
    """The names a WITH of this node defines; a name that could stand for a file or a system table is refused."""
    names = [entry["key"] for entry in node.get("cte_map", {}).get("map", ())]
    for name in names:
        if not _PLAIN_NAME.fullmatch(name):
            raise UsageError(f"A WITH clause cannot define the name '{name}': use letters, digits and underscores.")
    return names


def _table(node: dict[str, Any]) -> str | None:
    """The lower-case name of the table this node reads, None where it reads none."""
    kind = node.get("type")
    if isinstance(kind, str) and kind.endswith("_NODE") and kind not in _QUERIES:  # a WITH may write
        raise UsageError("The engine runs one SELECT at a time and nothing else.")
    if kind == "SHOW_REF":
        raise UsageError("The engine does not describe itself: ask `clew tables`.")
    if kind != "BASE_TABLE":
        return None
    if node["catalog_name"] or node["schema_name"]:
        given = f"{node['schema_name']}.{node['table_name']}"
        raise UsageError(f"The engine knows tables by their bare names, not '{given}'.")
    return str(node["table_name"]).lower()


def _refuse_functions(node: dict[str, Any]) -> None:
    if node.get("type") == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).lower()
        if name not in _TABLE_FUNCTIONS:
            raise UsageError(f"The engine does not run the table function '{name}'.")
    if str(node.get("function_name", "")).lower() in _FUNCTIONS:
        raise UsageError(f"The engine does not run the function '{node['function_name']}'.")
