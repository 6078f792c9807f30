"""One lake version as a question sees it: the tables' views, and an engine that reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, Protocol

import ibis
import pyarrow as pa
from msgspec import structs

from clew.calendars.working_days import unbound_working_days
from clew.engines.compile import canonical_tables, compile_expression
from clew.engines.texts import text_of
from clew.engines.views import TableView
from clew.metrics.rows.fields import Field
from clew.questions.keeping.content import AHEAD
from clew.questions.keeping.footers import constant_columns, ends_of
from clew.questions.keeping.looks import Stating, found_value, sources_stating, values_of
from clew.questions.keeping.memory import Memory
from clew.questions.keeping.source import source_hash
from clew.questions.question import Filter
from clew.rules import NAME as RULES
from clew.rules import Rules, with_names
from clew.store.naming.renames import NAMED
from clew.store.settings import Settings
from clew.tables import TABLES

__all__ = ["SLACK", "Engine", "Lake", "Reader", "names_of", "rules_of"]

#: So long after the last import something can have happened: clocks and zones differ.
SLACK = timedelta(hours=24)


class Lake(Protocol):
    """What a question needs of a snapshot (:class:`clew.store.Snapshot` is one); ``settings``, if any, hold rules."""

    @property
    def version(self) -> int:
        """Which lake version this is."""

    @property
    def views(self) -> Mapping[str, TableView]:
        """The tables of that version by name."""

    @property
    def settings(self) -> Settings:
        """The settings of that version, with the calendars that people gave."""

    @property
    def cache(self) -> Path:
        """The folder for what can be made again."""


def rules_of(lake: Any) -> str:
    """Return the rules of a lake's workspace as JSON text; "" where it has none of its own, or the lake no settings."""
    settings: Settings | None = getattr(lake, "settings", None)
    document = settings.documents["rule"].get(RULES) if settings is not None else None
    return "" if document is None else with_names(Rules.of(document), names_of(lake)).to_json()


def names_of(lake: Any) -> dict[str, dict[str, str]]:
    """Return the name that is shown for each touchpoint and channel of a lake that was renamed, by column."""
    settings: Settings | None = getattr(lake, "settings", None)
    found = {} if settings is None else {column: settings.names(column) for column in NAMED}
    return {column: names for column, names in found.items() if names}


class Engine(Protocol):
    """What a question needs of an engine (:class:`clew.engines.duckdb_engine.DuckDBEngine` is one)."""

    def read(self, sql: str, views: Mapping[str, TableView], *, many: bool = False) -> pa.Table:
        """Return the rows of one SELECT over ``views``; ``many`` are not held twice on the way."""


@dataclass
class Reader:
    """Compiles expressions, runs them over one lake version, and remembers the texts in ``sql``."""

    lake: Lake
    engine: Engine
    sql: list[str] = field(default_factory=list)
    days: TableView | None = None

    @property
    def views(self) -> Mapping[str, TableView]:
        """What the engine sees: the tables of the lake, and a compiled calendar where the question needs one."""
        return self.lake.views if self.days is None else {**self.lake.views, self.days.name: self.days}

    def tables(self) -> dict[str, Any]:
        """Return the canonical tables as unbound Ibis tables, and ``working_days`` where there are any."""
        days = {} if self.days is None else {self.days.name: unbound_working_days(self.days.schema)}
        return {**canonical_tables(), **days}

    @property
    def texts(self) -> Path | None:
        """The folder of compiled texts, one a version of what compiles them; None for a lake without a cache."""
        cache: Path | None = getattr(self.lake, "cache", None)
        return None if cache is None else cache / "texts" / source_hash()[:16]

    @property
    def rules(self) -> str:
        """The workspace's rules as JSON text; "" where it has none of its own."""
        return rules_of(self.lake)

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """Return the name that is shown for each touchpoint and channel that was renamed, by column."""
        return names_of(self.lake)

    def today(self, field: Field, filters: Sequence[Filter]) -> tuple[Filter, ...]:
        """Return ``filters`` of one field with the names of today: who asks for an old one means what it became."""
        names = self.names.get(field.column, {}) if field.key is None and field.derived is None else {}
        return tuple(structs.replace(given, value=names.get(given.value, given.value)) for given in filters)

    def read(self, expression: Any, *, many: bool = False) -> pa.Table:
        """Return the rows of an Ibis table expression; ``many`` are not held twice on the way."""
        text = compile_expression(expression)
        if not many:
            return self.run(text)
        self.sql.append(text)
        return self.engine.read(text, self.views, many=True)

    def run(self, text: str, views: Mapping[str, TableView] | None = None) -> pa.Table:
        """Return the rows of a statement; ``views`` stand in the place of the lake's of the same names."""
        self.sql.append(text)
        return self.engine.read(text, {**self.views, **(views or {})})

    def number(self, tables: Sequence[str], text: str) -> int:
        """Return the one number that a statement over ``tables`` gives; read once, as long as their files stay."""
        views = tuple(self.views.get(table) for table in tables)
        return _NUMBERS.get((views, text), lambda: int(self.run(text)[0][0].as_py()))

    def has(self, table: str, column: str) -> bool:
        """Return whether any row of ``table`` has a value in ``column``; ``column=text`` looks for that value."""
        return _KNOWN.get((self.lake.views.get(table), column), lambda: found_value(self, table, column))

    def span(self, table: str, *, ahead: bool = False) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last time at which something happened in ``table``.

        Deadlines and the like are left out; with ``ahead`` they count too.
        """
        leave = frozenset[str]() if ahead else AHEAD
        return _SPANS.get((self.lake.views.get(table), str(ahead)), lambda: self._span(table, leave))

    @property
    def horizon(self) -> datetime | None:
        """When the last import was received: what lies a day or more after it has not happened; None: nobody knows."""
        received: datetime | None = getattr(self.lake, "received_at", None)
        return received

    def latest(self, *tables: str) -> datetime | None:
        """Return the latest time at which something happened in ``tables``: the "now" of a question that gives none.

        A time of more than a day after the last import is a slip of the pen, unless there are no others.
        """
        happened = [last for last, _ in map(self._happened, tables) if last]
        return max(happened or [last for _, last in map(self.span, tables) if last], default=None)

    def late(self, table: str) -> int:
        """Return how many rows of ``table`` lie more than a day after the last import, where that is known."""
        return self._happened(table)[1]

    def values(self, table: str, column: str, *, where: str, most: int = 1000) -> tuple[tuple[str, int], ...]:
        """Return the values of ``column`` and how often each is there, the most frequent first, ``most`` of them.

        ``where`` says which rows count: ``column=text``. Null is no value.
        """
        key = f"{column} where {where}, {most}"
        return _VALUES.get((self.lake.views.get(table), key), lambda: values_of(self, table, column, where, most))

    @property
    def stating(self) -> tuple[Stating, ...]:
        """Return the sources of tickets that ever say when one was solved, with the first times of it."""
        view = self.lake.views.get("tickets")
        return () if view is None else _STATING.get((view, ""), lambda: sources_stating(self, view))

    @property
    def ever_excluded(self) -> bool:
        """Whether a ticket ever had a status by which it is no request of its own: merged, spam, a duplicate."""
        most, rules = 1000, Rules.from_json(self.rules)
        said = self.values("ticket_changes", "value", where="what=status", most=most)
        return len(said) == most or any(rules.holder(value) == "excluded" for value, _ in said)

    def doubtful(self, table: str, columns: Sequence[str]) -> tuple[str, ...]:
        """Return which ``columns`` of ``table`` may say several things, as the footers of its files say."""
        view = self.lake.views.get(table)
        constant = _CONSTANT.get((view, ""), lambda: constant_columns(view))
        return tuple(name for name in columns if name not in constant)

    def ends(self, rows: Any, columns: Sequence[str]) -> Any:
        """Return the expression of the ends and counts of ``columns``, for :meth:`varying`."""
        return rows.aggregate(**_ends_of(rows, columns))

    def varying(self, tables: Sequence[str], text: str, columns: Sequence[str]) -> frozenset[str]:
        """Return which ``columns`` do not say one and the same thing in all rows that ``text`` looks at.

        ``text`` is that of :meth:`ends` over rows of the first of ``tables``.
        """
        views = (*(self.lake.views.get(table) for table in tables), self.days)
        return _VARYING.get((views, text), lambda: self._varying(text, columns))

    def _varying(self, text: str, columns: Sequence[str]) -> frozenset[str]:
        found = self.engine.read(text, self.views).to_pylist()[0]
        return frozenset(name for name in columns if not _is_one_thing(found, name))

    def _span(self, table: str, leave: frozenset[str]) -> tuple[datetime | None, datetime | None]:
        times = [name for name in TABLES[table].times if name not in leave]
        view = self.lake.views.get(table)
        if view is None or not _has_files(view) or not times:
            return None, None
        said = ends_of(view.files, times)
        unsaid = view if said is None else replace(view, files=())
        found = [*(said or ()), *(self._ends_in_rows(unsaid, times) if _has_files(unsaid) else ())]
        return min(found, default=None), max(found, default=None)

    def _happened(self, table: str) -> tuple[datetime | None, int]:
        """Return the last time that is no slip of the pen, and how many rows have one that is."""
        _, last = self.span(table)
        if self.horizon is None or last is None or last <= self.horizon + SLACK:
            return last, 0
        end = self.horizon + SLACK
        return _HAPPENED.get((self.lake.views.get(table), end.isoformat()), lambda: self._before(table, end))

    def _before(self, table: str, end: datetime) -> tuple[datetime | None, int]:
        rows, limit = canonical_tables()[table], ibis.literal(end, type="timestamp(6)")
        times = [rows[name] for name in TABLES[table].times if name not in AHEAD]
        lasts = {f"last_{time.get_name()}": time.max(where=time <= limit) for time in times}
        late = rows.count(where=reduce(or_, [ibis.coalesce(time > limit, ibis.literal(value=False)) for time in times]))
        found = self._look(f"before {table} {end}", lambda: rows.aggregate(late=late, **lasts)).to_pylist()[0]
        return max((found[name] for name in lasts if found[name]), default=None), found["late"]

    def _ends_in_rows(self, view: TableView, times: list[str]) -> list[datetime]:
        """Return the ends of ``times`` among the living rows of ``view``: a table, or the part of it that needs it."""
        rows = canonical_tables()[view.name]
        ends = {f"{end}_{name}": getattr(rows[name], end)() for name in times for end in ("min", "max")}
        found = self.engine.read(compile_expression(rows.aggregate(**ends)), {view.name: view}).to_pylist()[0]
        return [value for value in found.values() if value is not None]

    def _look(self, shape: str, make: Callable[[], Any]) -> pa.Table:
        """Return rows that are read to understand the question; their text is no part of the answer's."""
        return self.engine.read(text_of(shape, (), lambda _: make(), self.texts), self.lake.views)


#: What was found in tables, by their views and the column or the text of the question.
_KNOWN: Memory[bool] = Memory()
_SPANS: Memory[tuple[datetime | None, datetime | None]] = Memory()
_HAPPENED: Memory[tuple[datetime | None, int]] = Memory()
_VALUES: Memory[tuple[tuple[str, int], ...]] = Memory()
_VARYING: Memory[frozenset[str]] = Memory()
_CONSTANT: Memory[frozenset[str]] = Memory()
_NUMBERS: Memory[int] = Memory()
_STATING: Memory[tuple[Stating, ...]] = Memory()


def _ends_of(rows: Any, columns: Sequence[str]) -> dict[str, Any]:
    ends = {f"{end}_{name}": getattr(rows[name], end)() for name in columns for end in ("min", "max", "count")}
    return {"rows": rows.count(), **ends}


def _is_one_thing(found: Mapping[str, Any], name: str) -> bool:
    """Return whether a column is null in all rows, or has one value in all of them."""
    count = found[f"count_{name}"]
    return not count or (count == found["rows"] and found[f"min_{name}"] == found[f"max_{name}"])


def _has_files(view: TableView | None) -> bool:
    return view is not None and bool(view.files or view.dirty)
