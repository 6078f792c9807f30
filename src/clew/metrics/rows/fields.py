"""What a name in ``--by`` and ``--where`` means: a column, a key inside JSON, or a column of a table to be joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clew.engines.json_text import json_text
from clew.errors import UsageError
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.derived import DERIVED, Derived
from clew.tables import TABLES

__all__ = ["SEGMENT", "Field", "Kind", "field_of", "find_field", "segment_field"]

Kind = Literal["text", "number", "flag", "time", "json", "segment"]
#: The field that says in which segments a customer is; it is no column, and a row may have several of it.
SEGMENT = "segment"
#: Columns that are no dimension: row numbers and references of the house.
HIDDEN = frozenset({"id_hash", "content_hash", "journal_ref"})
_KINDS: dict[str, Kind] = {"int": "number", "money": "number", "number": "number", "flag": "flag", "time": "time"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a question: ``table`` is where it stands, ``key`` the key inside a JSON column."""

    name: str
    table: str
    column: str
    key: str | None
    kind: Kind
    derived: Derived | None = None

    def read(self, rows: Any, parameters: Mapping[str, str]) -> Any:
        """Return the field of the Ibis table ``rows`` as a column."""
        if self.derived is not None:
            defaults = {parameter.name: parameter.default for parameter in self.derived.parameters}
            return self.derived.build(rows, {**MOMENTS, **defaults, **parameters})
        return rows[self.column] if self.key is None else json_text(rows[self.column], self.key)


def find_field(name: str, table: str) -> Field:
    """Return the field that ``name`` means in a question about ``table``; :class:`UsageError` lists the choices.

    A bare name is a column of ``table``; ``properties.x`` and ``traits.x`` reach into its JSON (``traits`` into that
    of the customers where ``table`` has none); ``<table>.<name>`` is a field of another table.

    >>> find_field("promises.kept", "feedback").table
    'promises'
    """
    head, _, rest = name.partition(".")
    if rest and head in TABLES and head not in _json_columns(table):
        return _within(name, head, rest)
    if rest and head == "traits" and head not in _json_columns(table):
        return _within(name, "customers", name)
    return _within(name, table, name)


def field_of(name: str, table: str) -> Field:
    """Return the field that ``name`` means where segments are known too; :class:`UsageError` lists the choices."""
    return segment_field(table) if name == SEGMENT else find_field(name, table)


def segment_field(table: str) -> Field:
    """Return the field ``segment`` of the rows of ``table``; :class:`UsageError` where they have no customer.

    >>> segment_field("tickets").kind
    'segment'
    """
    if "customer_id" not in TABLES[table].by_name:
        raise UsageError(f"A segment is of customers, and rows of {table} have no customer_id.")
    return Field(SEGMENT, table, SEGMENT, None, "segment")


def _within(name: str, table: str, rest: str) -> Field:
    head, _, key = rest.partition(".")
    if head in _json_columns(table):
        if not key:
            raise UsageError(f"'{name}' is a bag of values; name one of them: {name}.<key>.")
        return Field(name, table, head, key, "json")
    derived = DERIVED.get((table, rest))
    if derived is not None:
        return Field(name, table, rest, None, "text", derived)
    column = TABLES[table].by_name.get(rest)
    if column is None or rest in HIDDEN:
        raise UsageError.unknown(f"field of {table}", name, _choices(table))
    return Field(name, table, rest, None, _KINDS.get(column.type, "text"))


def _json_columns(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in TABLES[table].columns if column.type == "json")


def _choices(table: str) -> Iterable[str]:
    columns = [c.name for c in TABLES[table].by_name.values() if c.type != "json" and c.name not in HIDDEN]
    inside = [f"{name}.<key>" for name in _json_columns(table)]
    return [*columns, *inside, *(name for home, name in DERIVED if home == table), "<table>.<column>"]
