"""Stable 64-bit hashes of ids and of what a row says, as SQL text for the loader and in Python for single ids.

They stand in every file of the lake, so they may never change: MD5 (fast, in every engine and language, its use here
is not a secret one), its last eight bytes read little-endian, moved into the signed range.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from clew.engines.view_sql import name_sql, text_sql
from clew.tables.columns import ColumnType

__all__ = ["content_hash_sql", "id_hash", "id_hash_sql"]

_SHIFT = 9223372036854775808  # 2**63

#: Text that two rows share exactly when their values are equal, by column type; {0} is the quoted column.
_CANONICAL: dict[str, str] = {
    "text": "{0}",
    "json": "{0}",
    "int": "CAST({0} AS VARCHAR)",
    "flag": "CASE {0} WHEN true THEN '1' WHEN false THEN '0' END",
    "time": "CAST(epoch_us({0}) AS VARCHAR)",
    "money": "CAST(CAST({0} AS DECIMAL(18,4)) AS VARCHAR)",
    # 17 significant digits name every double; adding 0.0 turns -0.0 into 0.0, which equals it.
    "number": "CASE WHEN isnan({0}) THEN 'nan' ELSE format('{{:.17g}}', {0} + 0.0) END",
}


def id_hash(table: str, identifier: str) -> int:
    """Return the signed 64-bit hash of ``identifier`` in ``table``, equal to what :func:`id_hash_sql` computes.

    >>> id_hash("feedback", "17")
    -2032934561481697900
    """
    digest = hashlib.md5(f"{table}\0{identifier}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") - _SHIFT


def id_hash_sql(table: str, id_expression: str) -> str:
    """Return the SQL of the signed 64-bit hash of a table's id; null where the id is null.

    >>> print(id_hash_sql("events", '"event_id"'))
    CAST(CAST(md5_number_lower('events' || chr(0) || "event_id") AS HUGEINT) - 9223372036854775808 AS BIGINT)
    """
    return _hash_sql(f"{text_sql(table)} || chr(0) || {id_expression}")


def content_hash_sql(columns: Mapping[str, ColumnType]) -> str:
    """Return the SQL of the signed 64-bit hash of a row's content: ``columns`` by name with their types.

    The hashed text is, for each column in order of name that is not null, ``name=length:value`` with the length in
    bytes. So null and empty differ, nothing runs into its neighbour, a column added later changes no hash while
    it is null. Times count as whole microseconds, numbers with 17 digits, money with four decimals.

    >>> print(content_hash_sql({"name": "text"}))
    CAST(CAST(md5_number_lower(concat(('name=' || strlen("name") || ':' || "name"))) AS HUGEINT)
     - 9223372036854775808 AS BIGINT)
    """
    parts = ", ".join(_part(name, columns[name]) for name in sorted(columns))
    return _hash_sql(f"concat({parts})")


def _part(name: str, kind: ColumnType) -> str:
    value = _CANONICAL[kind].format(name_sql(name))
    # concat() leaves nulls out; || passes them on.
    return f"({text_sql(name + '=')} || strlen({value}) || ':' || {value})"


def _hash_sql(text: str) -> str:
    return f"CAST(CAST(md5_number_lower({text}) AS HUGEINT) - {_SHIFT} AS BIGINT)"
