"""What a canonical table is made of: columns, checks, merge rule, schema version."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pyarrow as pa

__all__ = [
    "ARROW_TYPES",
    "HOUSE_COLUMNS",
    "Check",
    "Column",
    "ColumnType",
    "NotBefore",
    "Table",
    "WholeNumber",
    "Within",
]

ColumnType = Literal["text", "int", "number", "flag", "time", "money", "json", "reference"]

#: Arrow type of each column type. Times are UTC microseconds without a zone; money is exact; JSON is text.
ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us"),
    "money": pa.decimal128(18, 4),
    "json": pa.string(),
    "reference": pa.struct([("segment", pa.string()), ("record", pa.int64()), ("row", pa.int64())]),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type, unit and what may stand in it (null always may, unless ``required``).

    ``names_nobody`` says that a text holds the name of a thing, never a person's words, name or address.
    """

    name: str
    type: ColumnType
    about: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    names_nobody: bool = False

    @property
    def arrow_type(self) -> pa.DataType:
        """The Arrow type rows are kept in."""
        return ARROW_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class Within:
    """``column`` lies in [``minimum``, ``maximum``]; either bound may name another column."""

    column: str
    minimum: float | str | None = None
    maximum: float | str | None = None


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """``column`` is a whole number in rows where column ``when`` equals ``equals``."""

    column: str
    when: str
    equals: str


@dataclass(frozen=True, slots=True)
class NotBefore:
    """``column`` is not earlier than column ``earlier`` where both are known."""

    column: str
    earlier: str


Check = Within | WholeNumber | NotBefore

#: Columns that every table has; the loader fills them, never a source.
HOUSE_COLUMNS: tuple[Column, ...] = (
    Column("source", "text", "the file or sender the row came from"),
    Column("import_id", "text", "the import that brought the row"),
    Column("journal_ref", "reference", "where the raw record stands in the journal: segment, record, row"),
    Column("id_hash", "int", "signed 64 bit of table and id, for finding a row again", required=True),
    Column("content_hash", "int", "signed 64 bit of what the row says, without what a retry changes", required=True),
)


@dataclass(frozen=True)
class Table:
    """One canonical table in declarative form: docs page, importer checks and lake schema come from it.

    ``merge`` is *fact* (same id with other content is a conflict, the first stands) or *state* (the latest by
    ``version_at``, then ``content_hash``, wins). ``key`` names the columns that make the id.
    """

    name: str
    row: str
    merge: Literal["fact", "state"]
    key: tuple[str, ...]
    time_column: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    version: int = 1
    defaults: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name, the house columns included."""
        return {column.name: column for column in (*self.columns, *HOUSE_COLUMNS)}

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the table's rows as they stand in the lake.

        >>> from clew.tables import TABLES
        >>> TABLES["events"].schema.field("occurred_at").type
        TimestampType(timestamp[us])
        """
        return pa.schema([(column.name, column.arrow_type) for column in self.by_name.values()])

    @cached_property
    def mappable(self) -> tuple[str, ...]:
        """Names of the columns a source may fill."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def times(self) -> tuple[str, ...]:
        """Names of the time columns."""
        return tuple(column.name for column in self.columns if column.type == "time")
