# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""Which names the rows came with, how often, and what each is shown as."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clew.engines.view_sql import name_sql, view_sql
from clew.errors import UsageError
from clew.store.naming.renames import NAMED, current_names
from clew.store.place import Place
from clew.store.snapshot import Snapshot

__all__ = ["list_names"]


def list_names(place: Place, snapshot: Snapshot, column: str) -> list[dict[str, Any]]:
    """Return each name of ``column`` in the rows: name, shown_as, rows; the most frequent first, ties by spelling.

    Raises:
        UsageError: a column without names of its own.
    """
    if column not in NAMED:
        raise UsageError.unknown("column of names", column, NAMED)
    views = [replace(view, names=()) for view in snapshot.views.values() if column in view.schema.names]
    parts = " UNION ALL ".join(f"SELECT {name_sql(column)} AS name FROM ({view_sql(view)})" for view in views)
    sql = f"SELECT name, count(*) AS rows FROM ({parts}) WHERE name IS NOT NULL GROUP BY name ORDER BY rows DESC, name"
    shown = current_names(snapshot.settings.renames, column)
    with place.bench() as (bench, _):
        found = bench.run(sql).to_pylist()
    return [
        {"name": row["name"], "shown_as": shown.get(row["name"], row["name"]), "rows": row["rows"]} for row in found
    ]
