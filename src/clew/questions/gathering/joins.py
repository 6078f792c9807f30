"""Fields of other tables: fetched by the first id that both tables have, never at the price of counting a row twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clew.errors import UsageError
from clew.metrics.rows.fields import Field
from clew.questions.gathering.lake import Reader
from clew.tables import TABLES

__all__ = ["JOIN_KEYS", "fetch", "join_key"]

#: Ids by which tables are joined, the most particular first.
JOIN_KEYS = ("order_id", "ticket_id", "journey_run_id", "customer_id", "feedback_id", "account_id")


def join_key(reader: Reader, table: str, other: str) -> str:
    """Return the first id that ``table`` and ``other`` both have with data; :class:`UsageError` where there is none."""
    shared = [key for key in JOIN_KEYS if _both_have(table, other, key)]
    for key in shared:
        if reader.has(table, key) and reader.has(other, key):
            return key
    if not shared:
        raise UsageError(f"{table} and {other} share no id ({', '.join(JOIN_KEYS)}).")
    return shared[-1]


def fetch(reader: Reader, table: str, field: Field, source: Any, parameters: Mapping[str, str]) -> tuple[str, Any]:
    """Return the id and an Ibis table (``join_key``, ``join_value``), one row an id, with ``field`` of its table.

    ``source`` is that table as the question sees it. Raises :class:`UsageError` where an id has several values: each
    row of ``table`` would be counted once for each.
    """
    key = join_key(reader, table, field.table)
    known = source.filter(source[key].notnull())
    pairs = known.select(join_key=known[key], join_value=field.read(known, parameters)).distinct()
    if TABLES[field.table].key != (key,):
        _refuse_several(reader, table, field, key, pairs)
    return key, pairs


def _what_works(table: str, other: str, key: str) -> str:
    """Return in words what can be asked where a ``key`` has several rows in ``other``."""
    finer = [name for name in JOIN_KEYS[: JOIN_KEYS.index(key)] if _both_have(table, other, name)]
    ways = [f"a field of {table}", f"a metric that counts the rows of {other}"]
    ways += [f"importing the {' or '.join(finer)} of both, which is tried before {key}"] if finer else []
    return "; ".join(ways)


def _both_have(table: str, other: str, key: str) -> bool:
    return key in TABLES[table].by_name and key in TABLES[other].by_name


def _refuse_several(reader: Reader, table: str, field: Field, key: str, pairs: Any) -> None:
    counts = reader.read(pairs.aggregate(pairs=pairs.count(), keys=pairs.join_key.nunique())).to_pylist()[0]
    if counts["pairs"] > counts["keys"]:
        several = counts["pairs"] - counts["keys"]
        raise UsageError(
            f"'{field.name}' would count rows of {table} more than once: one {key} has several values in "
            f"{field.table} ({several} more values than ids). What works: {_what_works(table, field.table, key)}."
        )
