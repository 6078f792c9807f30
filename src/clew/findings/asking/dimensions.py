"""Which groups of customers the answers can be told apart by: columns and properties with a few values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from clew.questions.gathering.lake import Engine, Lake

__all__ = ["find_segments"]

#: Columns of feedback that may name a group; touchpoint and channel are always looked at.
COLUMNS = ("product", "location", "team", "device", "country", "brand")
#: Fewer values than two tell nothing apart, more than this are things, not groups.
MOST_VALUES = 15
#: At most so many ways of grouping: each is one more question, and more tests to pay for.
MOST_SEGMENTS = 6
#: Rows of JSON that are looked into for names of properties.
SAMPLE = 2_000
#: A property that fewer rows than this share know is no way of grouping.
KNOWN_BY = 0.3


def find_segments(lake: Lake, engine: Engine, metric: str) -> list[str]:
    """Return the fields that tell the answers to ``metric`` apart, the ones with fewest values first."""
    counts = _columns(lake, engine, metric)
    answers = _sample(lake, engine, f"SELECT properties AS j FROM feedback WHERE metric = '{metric}'")  # noqa: S608 - one of our metrics
    counts |= _keys("properties", answers)
    if _has_customers(lake):
        counts |= _keys("customers.traits", _sample(lake, engine, "SELECT traits AS j FROM customers"))
        counts |= _column_of_customers(lake, engine)
    chosen = [name for name, n in sorted(counts.items(), key=lambda item: item[1]) if 1 < n <= MOST_VALUES]
    return _once(chosen)[:MOST_SEGMENTS]


def _once(names: list[str]) -> list[str]:
    """Return the names without those that say the same in another table: as it was when they answered comes first."""
    at_answer = {name.rpartition(".")[2] for name in names if not name.startswith("customers.")}
    return [name for name in names if not (name.startswith("customers.") and name.rpartition(".")[2] in at_answer)]


def _columns(lake: Lake, engine: Engine, metric: str) -> dict[str, int]:
    counted = ", ".join(f"count(DISTINCT {name}) AS {name}" for name in COLUMNS)
    found = engine.read(f"SELECT {counted} FROM feedback WHERE metric = '{metric}'", lake.views)  # noqa: S608 - our own names
    return dict(found.to_pylist()[0])


def _has_customers(lake: Lake) -> bool:
    view = lake.views.get("customers")
    return view is not None and bool(view.files or view.dirty)


def _column_of_customers(lake: Lake, engine: Engine) -> dict[str, int]:
    found = engine.read("SELECT count(DISTINCT country) AS n FROM customers", lake.views)
    return {"customers.country": found.to_pylist()[0]["n"]}


def _sample(lake: Lake, engine: Engine, select: str) -> list[Mapping[str, Any]]:
    """Return the JSON of some rows; the order of hashes is as good as a draw, and the same every time."""
    joint = "AND" if " WHERE " in select else "WHERE"
    known = "properties" if "properties" in select else "traits"
    found = engine.read(f"{select} {joint} {known} IS NOT NULL ORDER BY id_hash LIMIT {SAMPLE}", lake.views)
    rows = (msgspec.json.decode(text) for text in found.column("j").to_pylist())
    return [row for row in rows if isinstance(row, dict)]


def _keys(prefix: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many values each property has among ``rows``; numbers and nested ones are no groups."""
    values: dict[str, set[str]] = {}
    known: dict[str, int] = {}
    total = 0
    for row in rows:
        total += 1
        for name, value in row.items():
            if isinstance(value, str | bool) and value != "" and not _is_number(value):
                values.setdefault(name, set()).add(str(value))
                known[name] = known.get(name, 0) + 1
    return {f"{prefix}.{name}": len(found) for name, found in values.items() if known[name] >= KNOWN_BY * total}


def _is_number(value: str | bool) -> bool:  # noqa: FBT001 - a value of JSON
    if isinstance(value, bool):
        return False
    try:
        float(value)
    except ValueError:
        return False
    return True
