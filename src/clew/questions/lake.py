"""One lake version as a question sees it: the tables' views, and an engine that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

import pyarrow as pa

from clew.engines.compile import canonical_tables, compile_expression
from clew.engines.views import TableView
from clew.tables import TABLES

__all__ = ["Engine", "Lake", "Reader"]

#: Times that lie ahead of what has happened: deadlines and commitments say nothing about "now".
AHEAD = frozenset({"due_at", "committed_until", "ended_at", "version_at", "undone_at"})


class Lake(Protocol):
    """What a question needs of a snapshot (:class:`clew.store.Snapshot` is one)."""

    @property
    def version(self) -> int:
        """Which lake version this is."""

    @property
    def views(self) -> Mapping[str, TableView]:
        """The tables of that version by name."""


class Engine(Protocol):
    """What a question needs of an engine (:class:`clew.engines.duckdb_engine.DuckDBEngine` is one)."""

    def read(self, sql: str, views: Mapping[str, TableView]) -> pa.Table:
        """Return the rows of one SELECT over ``views``."""


@dataclass
class Reader:
    """Compiles expressions, runs them over one lake version, and remembers the texts in ``sql``."""

    lake: Lake
    engine: Engine
    sql: list[str] = field(default_factory=list)

    def tables(self) -> dict[str, Any]:
        """Return the canonical tables as unbound Ibis tables."""
        return canonical_tables()

    def read(self, expression: Any) -> pa.Table:
        """Return the rows of an Ibis table expression."""
        text = compile_expression(expression)
        self.sql.append(text)
        return self.engine.read(text, self.lake.views)

    def has(self, table: str, column: str) -> bool:
        """Return whether any row of ``table`` has a value in ``column``."""
        return bool(_found(_Asked(self, table, column)))

    def span(self, table: str) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last time at which something happened in ``table``, deadlines left out."""
        return _span(_Asked(self, table))


@dataclass(frozen=True)
class _Asked:
    """A look at a table that is remembered by the files it was taken of: these never change."""

    reader: Reader = field(compare=False)
    table: str
    column: str = ""
    view: TableView | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "view", self.reader.lake.views.get(self.table))

    def run(self, expression: Any) -> pa.Table:
        return self.reader.engine.read(compile_expression(expression), self.reader.lake.views)


def _has_files(view: TableView | None) -> bool:
    return view is not None and bool(view.files or view.dirty)


@lru_cache(maxsize=4096)
def _found(asked: _Asked) -> int:
    if not _has_files(asked.view):
        return 0
    rows = canonical_tables()[asked.table]
    return int(asked.run(rows.filter(rows[asked.column].notnull()).limit(1).select(one=1)).num_rows)


@lru_cache(maxsize=1024)
def _span(asked: _Asked) -> tuple[datetime | None, datetime | None]:
    times = [name for name in TABLES[asked.table].times if name not in AHEAD]
    if not _has_files(asked.view) or not times:
        return None, None
    rows = canonical_tables()[asked.table]
    ends = {f"{end}_{name}": getattr(rows[name], end)() for name in times for end in ("min", "max")}
    found = asked.run(rows.aggregate(**ends)).to_pylist()[0]
    first = [found[f"min_{name}"] for name in times if found[f"min_{name}"] is not None]
    last = [found[f"max_{name}"] for name in times if found[f"max_{name}"] is not None]
    return min(first, default=None), max(last, default=None)
