"""One batch of raw rows, made ready for the blocks of a mapping: cleaned texts are kept, nulls and constants shared."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import MappingError, UsageError
from clew.importers.mapping.model import Filter, Private
from clew.importers.raw import LINE, ROW
from clew.importers.values.cells import clean_texts, match_texts
from clew.importers.values.json_path import inner_texts, outer_column

__all__ = ["Batch", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows come from and how they are read: the file's hash, the zone of its clocks, the workspace's secret."""

    source_sha256: str
    zone: str
    secret: bytes
    private: Private


@dataclass
class Batch:
    """Raw rows with each column's cleaned texts computed once."""

    raw: pa.RecordBatch
    cleaned: dict[str, pa.Array] = field(default_factory=dict)
    nulls: dict[pa.DataType, pa.Array] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self.raw.num_rows)

    @property
    def rows(self) -> pa.Array:
        """Row numbers in the file."""
        return self.raw.column(ROW)

    @property
    def lines(self) -> pa.Array:
        """Physical lines in the file."""
        return self.raw.column(LINE)

    @property
    def columns(self) -> list[str]:
        """The source's own columns."""
        return [name for name in self.raw.schema.names if name not in {ROW, LINE}]

    def has(self, column: str) -> bool:
        """Whether the source has a column of this name, or the list that the name looks into."""
        return column in self.raw.schema.names or outer_column(column) in self.raw.schema.names

    def texts(self, column: str) -> pa.Array:
        """Return a source column, cleaned; raises MappingError where the source has none of that name."""
        if column not in self.cleaned:
            if not self.has(column):
                raise MappingError(str(UsageError.unknown("column of the source", column, self.columns)))
            self.cleaned[column] = clean_texts(self._cells(column))
        return self.cleaned[column]

    def _cells(self, column: str) -> pa.Array:
        """The cells of a column, or what a path finds in those of the column it looks into."""
        if column in self.raw.schema.names:
            return self.raw.column(column)
        return inner_texts(self.raw.column(outer_column(column)), column)

    def null(self, kind: pa.DataType) -> pa.Array:
        """Return a column of nulls, one array for all columns of a type."""
        if kind not in self.nulls:
            self.nulls[kind] = pa.nulls(self.count, kind)
        return self.nulls[kind]

    def constant(self, value: pa.Scalar) -> pa.Array:
        """Return a column that says the same in every row."""
        return pa.repeat(value, self.count)

    def only(self, where: dict[str, Filter]) -> Batch:
        """Return the rows every filter lets through."""
        mask = None
        for column, wanted in where.items():
            found = pc.is_valid(match_texts(self.texts(column), list(wanted.values)))
            passes = pc.invert(found) if wanted.negated else found
            mask = passes if mask is None else pc.and_(mask, passes)
        return self if mask is None else Batch(self.raw.filter(mask))
