"""What a mapping says, in the one form the rest of Clew uses: a ``Mapping`` of ``TableMapping`` and ``Private``."""

from __future__ import annotations

from typing import Literal

import msgspec

from clew.errors import MappingError
from clew.tables import TABLES, Table

__all__ = ["After", "Answer", "DateRule", "Filter", "Join", "Mapping", "Numbers", "Private", "Scale", "TableMapping"]

FORMAT = 1


class DateRule(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How the times of a column are written: formats tried in order, and the zone of times without an offset.

    With ``end_of_day`` a bare date (or midnight) is the last moment of that day, as in a promise "by Friday".
    """

    formats: tuple[str, ...] = ()
    zone: str = ""
    end_of_day: bool = False


class Numbers(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How numbers are written: the decimal mark and, if any, the mark between groups of three digits."""

    decimal: str = "."
    thousands: str = ""


class Scale(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Lowest and highest rating; ``reverse`` turns a scale that runs the other way (new = min + max - old)."""

    min: float | None = None
    max: float | None = None
    reverse: bool = False


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One column of a wide survey: which question it answers, about which touchpoint, measured how."""

    question: str
    touchpoint: str = ""
    metric: str = "rating"
    into: Literal["rating", "choice", "verbatim"] = "rating"
    scale: Scale = Scale()
    missing: dict[str, str] = {}


class After(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A time told by how long it took: the canonical ``time`` of the row plus what ``column`` says, in ``unit``s."""

    time: str
    column: str
    unit: Literal["seconds", "minutes", "hours", "days", "clock"] = "seconds"


class Join(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Fetch a column from ``table`` through the id ``by`` that both tables have."""

    table: str
    by: str


class Filter(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which rows a block is for: the source column says one of ``values`` (or, negated, none of them)."""

    values: tuple[str, ...]
    negated: bool = False


class Private(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Source columns never to store, to store hashed, or to keep apart as direct identifiers (kind to column)."""

    drop: tuple[str, ...] = ()
    hash: tuple[str, ...] = ()
    keep: dict[str, str] = {}
    region: str = ""


class TableMapping(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How rows of one source become rows of one canonical table.

    ``missing`` maps, per canonical column, what the source writes to why there is no answer; ``values`` maps what the
    source writes to what Clew writes; ``composed`` columns are parts joined by ``|``; ``properties`` maps names in the
    JSON to source columns, ``rest`` adds all others. ``version_number`` is the source column that counts the changes of
    a row: it says which of two with one ``version_at`` is the later.
    """

    table: str
    columns: dict[str, str] = {}
    composed: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    key: tuple[str, ...] = ()
    version_at: str = ""
    version_number: str = ""
    missing: dict[str, dict[str, str]] = {}
    values: dict[str, dict[str, str]] = {}
    dates: dict[str, DateRule] = {}
    numbers: Numbers = Numbers()
    scale: Scale = Scale()
    unpivot: dict[str, Answer] = {}
    properties: dict[str, str] = {}
    rest: bool = False
    joins: dict[str, Join] = {}
    where: dict[str, Filter] = {}
    changes: dict[str, str] = {}
    after: dict[str, After] = {}

    @property
    def definition(self) -> Table:
        """The canonical table the rows go to."""
        return TABLES[self.table]

    @property
    def id_column(self) -> str:
        """The column that holds the row's id; empty for tables whose key is several columns."""
        key = self.definition.key
        return key[0] if len(key) == 1 else ""

    @property
    def named(self) -> frozenset[str]:
        """Canonical columns that the mapping fills."""
        return frozenset({*self.columns, *self.composed, *self.constants, *self.after})

    @property
    def has_key(self) -> bool:
        """Whether ids come from the data, so that overlapping exports count once."""
        return bool(self.key) or not self.id_column or self.id_column in self.named

    @property
    def json_column(self) -> str:
        """The column that takes other columns of the source as JSON; empty where the table has none."""
        names = self.definition.by_name
        return next((name for name in ("properties", "traits") if name in names), "")

    @property
    def columns_used(self) -> tuple[str, ...]:
        """Source columns the block needs, each once, in the order they are named."""
        used = [*self.columns.values(), *self.unpivot, *self.properties.values(), *self.changes.values(), *self.where]
        used += [rule.column for rule in self.after.values()]
        canonical = self.definition.by_name
        used += [part for parts in self.composed.values() for part in parts if not part.startswith("=")]
        used += [part for part in self.key if not part.startswith("=") and part not in canonical]
        if self.version_at and self.version_at not in canonical:
            used.append(self.version_at)
        if self.version_number:
            used.append(self.version_number)
        return tuple(dict.fromkeys(used))


class Mapping(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How the rows of one source become canonical rows: one block a table, and what is private.

    >>> mapping = Mapping((TableMapping("feedback", columns={"rating": "score"}),))
    >>> Mapping.from_json(mapping.to_json()) == mapping
    True
    """

    blocks: tuple[TableMapping, ...]
    private: Private = Private()
    format: int = FORMAT

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables the mapping fills, each once."""
        return tuple(dict.fromkeys(block.table for block in self.blocks))

    @property
    def columns_used(self) -> tuple[str, ...]:
        """Source columns the mapping needs, each once."""
        named = [column for block in self.blocks for column in block.columns_used]
        return tuple(dict.fromkeys([*named, *self.private.hash, *self.private.keep.values()]))

    @property
    def joins(self) -> dict[str, dict[str, Join]]:
        """Per table, the columns to fetch from another table: the store derives the links."""
        merged: dict[str, dict[str, Join]] = {}
        for block in self.blocks:
            merged.setdefault(block.table, {}).update(block.joins)
        return {table: joins for table, joins in merged.items() if joins}

    @property
    def tables_without_key(self) -> tuple[str, ...]:
        """Tables whose ids are a file's row numbers: two overlapping exports would count twice."""
        return tuple(dict.fromkeys(block.table for block in self.blocks if not block.has_key))

    def to_json(self) -> str:
        """Return the mapping as the journal keeps it: format 1, equal after ``from_json``."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Mapping:
        """Return the mapping that ``to_json`` wrote; raises MappingError where it is none."""
        try:
            mapping = msgspec.json.decode(text, type=cls)
        except msgspec.ValidationError as error:
            raise MappingError(f"This is no mapping of format {FORMAT}: {error}.") from error
        if mapping.format != FORMAT:
            raise MappingError(f"The mapping has format {mapping.format}; this version of Clew reads format {FORMAT}.")
        return mapping
