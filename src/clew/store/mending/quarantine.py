"""The quarantine: which rows of standing imports are in no table, or lost a cell, and why; counted and page by page."""

from __future__ import annotations

from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.store.loading.system import IMPORTS, QUARANTINE, read_system
from clew.store.place import Place

__all__ = ["COLUMNS", "count_reasons", "list_set_aside"]

#: What is told of each entry; ``row`` None is a piece of the file that was no row.
COLUMNS = ("import_id", "table", "line", "row", "column", "reason", "value", "segment", "record")
#: By what entries can be chosen.
FILTERS = ("import_id", "table", "column", "reason", "value")
_GROUPS = ("import_id", "table", "reason", "column")


def count_reasons(place: Place, value: str | None = None) -> list[dict[str, Any]]:
    """Return how many entries each reason has: import_id, file, table, reason, column, count; the most first.

    Of one ``value``, where it is given.
    """
    manifest = place.lake.current()
    aside = read_system(place.lake, manifest, QUARANTINE)
    if value is not None:
        aside = aside.filter(pc.equal(aside["value"], value))
    counted = aside.group_by(list(_GROUPS)).aggregate([([], "count_all")])
    files = {row["import_id"]: row["done"] for row in read_system(place.lake, manifest, IMPORTS).to_pylist()}
    rows = [
        {"import_id": row["import_id"], "file": _file(files[row["import_id"]]), **_rest(row)}
        for row in counted.to_pylist()
    ]
    return sorted(rows, key=lambda row: (-row["count"], *(row[name] for name in _GROUPS)))


def list_set_aside(
    place: Place, *, offset: int = 0, limit: int = 100, **chosen: str | None
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many entries there are, and those from ``offset`` on, by import, line, table and column.

    ``chosen`` are texts that ``import_id``, ``table``, ``column``, ``reason`` and ``value`` must be; None: any.
    """
    aside = read_system(place.lake, place.lake.current(), QUARANTINE)
    for name, text in chosen.items():
        if text is not None:
            aside = aside.filter(pc.equal(aside[name], text))
    order: list[tuple[str, str]] = [(name, "ascending") for name in ("import_id", "line", "table", "column", "value")]
    page: pa.Table = aside.sort_by(order).slice(max(offset, 0), max(limit, 0)).select(list(COLUMNS))
    return aside.num_rows, page.to_pylist()


class _Came(msgspec.Struct):
    """The one thing of an import's end that is read here."""

    source: str = ""


def _file(done: str) -> str:
    return msgspec.json.decode(done, type=_Came).source


def _rest(row: dict[str, Any]) -> dict[str, Any]:
    return {"table": row["table"], "reason": row["reason"], "column": row["column"], "count": row["count_all"]}
