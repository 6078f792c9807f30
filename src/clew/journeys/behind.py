"""The rows behind a transition: each pair of contacts as the tables have them, with their place in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np

from clew.errors import UsageError
from clew.journeys.building import Built, build
from clew.journeys.paths import Paths
from clew.metrics.rows.contacts import KEYS, TIMES
from clew.tables import TABLES

__all__ = ["count_transitions", "rows_behind_transition"]

#: Columns of the house that say nothing to a person.
LEFT_OUT = ("id_hash", "content_hash")
_SECOND = 1_000_000


def rows_behind_transition(paths: Paths, start: str, end: str, limit: int = 100) -> list[dict[str, Any]]:
    """Return the contacts of the first ``limit`` transitions from ``start`` to ``end`` by time, two rows a transition.

    Each row has ``transition`` (its number from 1), ``step`` ("from" or "to"), ``path`` (its key), ``table``,
    ``wait_seconds`` (on the second), the columns of its table that are not empty, and ``journal_ref``. Raises
    :class:`~clew.errors.UsageError` for a name that no contact has.
    """
    places = _first_places(paths, _code(paths, start), _code(paths, end), limit)
    if not len(places):
        return []
    keys = [paths.keys[int(path)].as_py() for path in paths.path[places]]
    asked = paths.definition
    built = build(asked, paths.reader, ("source", "id"), keys=sorted(set(keys)))
    found = _matched(built, [(key, int(paths.at[place])) for key, place in zip(keys, places, strict=True)], start, end)
    tables = _table_rows(paths, built, [place for pair in found for place in (pair, pair + 1)])
    rows = []
    for number, (place, first) in enumerate(zip(found, places, strict=True), start=1):
        wait = int(paths.clock[first + 1] - paths.clock[first]) / _SECOND
        rows += [_row(built, tables, place, {"transition": number, "step": "from"})]
        rows += [_row(built, tables, place + 1, {"transition": number, "step": "to", "wait_seconds": wait})]
    return rows


def count_transitions(paths: Paths, start: str, end: str) -> int:
    """Return how many transitions from ``start`` to ``end`` there are; UsageError for a name that no contact has."""
    return int(_follows(paths, _code(paths, start), _code(paths, end)).sum())


def _code(paths: Paths, name: str) -> int:
    if name not in paths.names:
        raise UsageError.unknown("name of a contact", name, paths.names)
    return paths.names.index(name)


def _follows(paths: Paths, start: int, end: int) -> Any:
    """Return of each contact but the last whether it is ``start`` and the next one of its path is ``end``."""
    follows = (paths.name[:-1] == start) & (paths.name[1:] == end)
    follows[paths.starts[1:-1] - 1] = False
    return follows


def _first_places(paths: Paths, start: int, end: int, limit: int) -> Any:
    """Return where the first transitions by time begin among the contacts."""
    places = np.flatnonzero(_follows(paths, start, end))
    return places[np.argsort(paths.at[places], kind="stable")][:limit]


def _matched(built: Built, wanted: Sequence[tuple[str, int]], start: str, end: str) -> list[int]:
    """Return where the transitions (key, time of the first contact) begin among the contacts of ``built``."""
    waiting: dict[tuple[str, int], list[int]] = {}
    bounds = zip(built.keys.to_pylist(), built.starts.tolist(), built.starts[1:].tolist(), strict=False)
    for key, first, last in bounds:
        for place in range(first, last - 1):
            if (built.names[built.name[place]], built.names[built.name[place + 1]]) == (start, end):
                waiting.setdefault((key, int(built.at[place])), []).append(place)
    return [waiting[each].pop(0) for each in wanted]


def _table_rows(paths: Paths, built: Built, places: Sequence[int]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the rows of the tables by table and id."""
    wanted: dict[str, set[str]] = {}
    for place in places:
        wanted.setdefault(built.extras["source"][place].as_py(), set()).add(built.extras["id"][place].as_py())
    found = {}
    for table, ids in wanted.items():
        rows, key = paths.reader.tables()[table], KEYS[table]
        names = [column.name for column in TABLES[table].by_name.values() if column.name not in LEFT_OUT]
        for row in paths.reader.read(rows.filter(rows[key].isin(sorted(ids))).select(*names)).to_pylist():
            found[table, row[key]] = row
    return found


def _row(
    built: Built, tables: Mapping[tuple[str, str], Mapping[str, Any]], place: int, said: dict[str, Any]
) -> dict[str, Any]:
    table, key = built.extras["source"][place].as_py(), built.extras["id"][place].as_py()
    path = built.keys[int(np.searchsorted(built.starts, place, side="right")) - 1].as_py()
    row = tables[table, key]
    first = [KEYS[table], TIMES[table]]
    named = [*first, *(name for name in row if row[name] is not None and name not in {*first, "journal_ref"})]
    columns = {name: _plain(row[name]) for name in (*named, "journal_ref")}
    return {**said, "path": path, "table": table, **columns}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return f"{value['segment']}/{value['record']}/{value['row']}"
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return str(value) if isinstance(value, Decimal) else value
