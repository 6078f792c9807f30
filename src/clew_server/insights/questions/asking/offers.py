"""What a question can be asked by: dimensions and their values, looked up in the data, kept while the data stay."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

import ibis

import clew
from clew.engines.compile import canonical_tables, compile_expression
from clew.errors import ClewError
from clew.metrics import METRICS
from clew.metrics.rows.derived import DERIVED
from clew.metrics.rows.fields import SEGMENT, field_of
from clew.questions.finishing.words import spoken
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import times_of
from clew.questions.plan import make_plan
from clew.questions.question import Question
from clew.store import Snapshot
from clew.tables import TABLES
from clew_server.insights.hiding.fields import is_personal, sees_customers

__all__ = ["Value", "dimensions_of", "offered_to", "table_of", "values_of"]

#: Rows that are looked at to learn which dimensions there are; more would say the same.
LOOKED_AT, BAGS_LOOKED_AT = 50_000, 2_000
#: A column with more values than this is no dimension to pick from.
MOST_VALUES, SHOWN_VALUES, MOST_KEYS = 500, 50, 20
#: Columns of one's own table that group well, text or flag, though they say who: only asked for by name.
NEVER = frozenset({"id_hash", "content_hash", "journal_ref", "verbatim", "import_id", "weight", "question"})
Found = TypeVar("Found")
_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()
KEPT = 500


@dataclass(frozen=True)
class Value:
    """One value of a field with how many rows have it; ``text`` None: not known."""

    text: str | None
    count: int


def table_of(metric: str, settings: dict[str, str]) -> str:
    """Return the table whose rows a metric counts; feedback where nobody knows the metric."""
    known = METRICS.get(metric)
    if known is None:
        return "feedback"
    try:
        return known.table_of(
            known.settle({k: v for k, v in settings.items() if k in {p.name for p in known.parameters}})
        )
    except ClewError:
        return known.table


def dimensions_of(handle: clew.Workspace, workspace_id: UUID, table: str) -> tuple[str, ...]:
    """Return the fields of ``table`` that group its rows, best known first: its columns, what follows, JSON keys."""
    return _remembered(handle, workspace_id, ("dimensions", table), lambda lake: _dimensions(lake, handle, table))


def values_of(handle: clew.Workspace, workspace_id: UUID, table: str, field: str) -> tuple[Value, ...]:
    """Return the most frequent values of a field, with counts.

    Raises:
        UsageError: the table has no such field.
    """
    found = field_of(field, table)
    if found.kind == "segment":
        names = handle.store.settings.documents["segment"]
        return tuple(Value(name, 0) for name in sorted(names))
    return _remembered(
        handle, workspace_id, ("values", table, field), lambda lake: _values(lake, handle, found.table, field, table)
    )


def offered_to(role: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields that a role may ask by."""
    return names if sees_customers(role) else tuple(name for name in names if not is_personal(name))


def _remembered(
    handle: clew.Workspace, workspace_id: UUID, what: tuple[str, ...], look: Callable[[Snapshot], Found]
) -> Found:
    lake = handle.store.snapshot()
    key = (workspace_id, lake.files_hash, lake.settings_version, *what)
    with _lock:
        if key in _kept:
            found: Found = _kept[key]
            return found
    found = handle.retried(look)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _dimensions(lake: Snapshot, handle: clew.Workspace, table: str) -> tuple[str, ...]:
    if table not in lake.views:
        return ()
    rows = canonical_tables()[table].limit(LOOKED_AT)
    known = TABLES[table]
    plain = [
        column.name
        for column in known.by_name.values()
        if column.type in {"text", "flag"} and column.name not in NEVER and not column.name.endswith("_id")
    ]
    counted = (
        rows.aggregate(**{f"c{place}": rows[name].nunique() for place, name in enumerate(plain)}) if plain else None
    )
    numbers = _read(handle, lake, counted)[0] if counted is not None else {}
    counts = {name: numbers[f"c{place}"] for place, name in enumerate(plain)}
    found = [name for name in plain if 0 < (counts[name] or 0) <= MOST_VALUES]
    found.sort(key=lambda name: (counts[name] < 2, plain.index(name)))  # noqa: PLR2004 - one value groups nothing
    derived = [name for home, name in DERIVED if home == table and name != "holder"]
    segments = [SEGMENT] if lake.settings.documents["segment"] and "customer_id" in known.by_name else []
    bags = [column.name for column in known.columns if column.type == "json"]
    keys = [f"{bag}.{key}" for bag in bags for key in _keys(lake, handle, table, bag)]
    if "customer_id" in known.by_name and table != "customers" and "customers" in lake.views:
        keys += [f"traits.{key}" for key in _keys(lake, handle, "customers", "traits")]
    return (*found, *segments, *derived, *keys)


def _keys(lake: Snapshot, handle: clew.Workspace, table: str, bag: str) -> list[str]:
    rows = canonical_tables()[table]
    chosen = rows.filter(rows[bag].notnull()).select(bag=rows[bag]).limit(BAGS_LOOKED_AT)
    seen: dict[str, Counter[str]] = {}
    for row in _read(handle, lake, chosen):
        try:
            values = json.loads(row["bag"])
        except ValueError:
            continue
        for key, value in values.items() if isinstance(values, dict) else ():
            if isinstance(value, str | int | float | bool) and "." not in key:
                seen.setdefault(key, Counter())[str(value)] += 1
    few = {key: counts for key, counts in seen.items() if len(counts) <= max(12, sum(counts.values()) // 20)}
    return sorted(few, key=lambda key: -sum(few[key].values()))[:MOST_KEYS]


def _values(lake: Snapshot, handle: clew.Workspace, home: str, name: str, table: str) -> tuple[Value, ...]:
    """Return the values in the field's own table: how many of its rows have each."""
    reader = Reader(lake, handle.engine)
    local = name.removeprefix(f"{home}.")
    found = field_of(local if home != table else name, home)
    plan = make_plan(Question(metric="share", parameters={"table": home, "column": TABLES[home].key[0], "equals": "x"}))
    parameters = {**plan.dated(None, times_of(reader, plan)), "rules": reader.rules, "zone": lake.settings.zone}
    rows = reader.tables()[home]
    named = rows.select(value=found.read(rows, parameters))
    counted = named.group_by("value").aggregate(times=ibis._.count()).order_by(ibis.desc("times")).limit(SHOWN_VALUES)
    return tuple(Value(spoken(row["value"]), row["times"]) for row in reader.read(counted).to_pylist())


def _read(handle: clew.Workspace, lake: Snapshot, expression: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = handle.engine.read(compile_expression(expression), lake.views).to_pylist()
    return found
