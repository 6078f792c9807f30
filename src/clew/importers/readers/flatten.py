"""Nested records to flat rows: dotted columns, lists as JSON, columns collected from the whole file first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from clew.errors import UnreadableFileError
from clew.importers.raw import BATCH_BYTES, RawBatch, raw_schema
from clew.importers.readers.canonical_text import cell_text, json_text
from clew.importers.readers.repaired import REPLACED, REPLACEMENT
from clew.importers.rejected import Rejected, shorten, storable

__all__ = ["MAX_COLUMNS", "MAX_DEPTH", "Record", "TooDeepError", "as_record", "batches_of", "check_columns", "flat"]

MAX_DEPTH = 64
#: More columns than this are not columns but values (objects keyed by an id).
MAX_COLUMNS = 5_000
_BATCH_ROWS = 20_000


class TooDeepError(ValueError):
    """A record is nested deeper than anything a person would export."""


@dataclass(frozen=True, slots=True)
class Record:
    """One flat row, its line, and the names of the cells in which something that is no text was replaced."""

    line: int
    cells: dict[str, str | None]
    repaired: tuple[str, ...] = ()


def as_record(line: int, value: dict[str, Any]) -> Record:
    r"""Return the record flat; raise TooDeepError where it is a tower.

    >>> as_record(3, {"a": "\ud800"}).repaired
    ('a',)
    """
    cells = flat(value)
    holding = [name for name, cell in cells.items() if cell and REPLACEMENT in cell]
    if holding and REPLACEMENT in json_text(value):
        holding = []  # it came with the file
    return Record(line, cells, tuple(holding))


def flat(record: dict[str, Any]) -> dict[str, str | None]:
    """Return the record's values under dotted names, lists and empty objects as JSON.

    >>> flat({"id": "7", "shop": {"city": "Łódź"}, "tags": ["a"]})
    {'id': '7', 'shop.city': 'Łódź', 'tags': '["a"]'}
    """
    cells: dict[str, str | None] = {}
    _flatten(record, "", cells, 1)
    return cells


def _flatten(record: dict[str, Any], prefix: str, cells: dict[str, str | None], depth: int) -> None:
    """Put the values of ``record`` into ``cells``; a name already taken gets a number."""
    if depth > MAX_DEPTH:
        raise TooDeepError(f"nested deeper than {MAX_DEPTH} levels")
    for key, value in record.items():
        name = storable(f"{prefix}{key}")
        if isinstance(value, dict) and value:
            _flatten(value, f"{name}.", cells, depth + 1)
            continue
        while name in cells:
            name += " (2)"
        try:
            cells[name] = cell_text(value)
        except RecursionError as error:
            raise TooDeepError("nested deeper than can be read") from error


def check_columns(file_name: str, columns: Iterable[str]) -> None:
    """Raise UnreadableFileError where there are more columns than a table has."""
    if (count := len(list(columns))) > MAX_COLUMNS:
        raise UnreadableFileError(
            f"{file_name} has more than {MAX_COLUMNS} columns ({count} so far): its names seem to be values "
            "(objects keyed by an id?). Write it as a list of records with the id inside."
        )


def batches_of(
    found: Iterable[Record | Rejected], names: tuple[str, ...], columns: tuple[str, ...]
) -> Iterator[RawBatch]:
    """Yield rows in batches; ``names`` are the record's keys, ``columns`` what they are called in the batch.

    Rows are numbered here; a rejection takes a number as well.
    """
    rows = _Rows(names, columns)
    for one in found:
        rows.add(one)
        if rows.full:
            yield rows.batch()
    if not rows.empty:
        yield rows.batch()


class _Rows:
    """Rows gathered until there are enough for a batch."""

    def __init__(self, names: tuple[str, ...], columns: tuple[str, ...]) -> None:
        self._names = names
        self._schema = raw_schema(columns)
        self._next = 0
        self._clear()

    def _clear(self) -> None:
        self._records: list[Record] = []
        self._numbers: list[int] = []
        self._broken: list[Rejected] = []
        self._repaired: list[Rejected] = []
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether it is time to hand on; broken rows count too."""
        return self._bytes > BATCH_BYTES or len(self._records) + len(self._broken) >= _BATCH_ROWS

    @property
    def empty(self) -> bool:
        """Whether there is nothing to hand on."""
        return not self._records and not self._broken

    def add(self, one: Record | Rejected) -> None:
        """Take a row or a rejection."""
        if isinstance(one, Rejected):
            self._broken.append(Rejected(one.line, one.column, one.reason, one.value, self._next))
        else:
            self._records.append(one)
            self._numbers.append(self._next)
            self._repaired += [
                Rejected(one.line, name, REPLACED, shorten(one.cells[name] or ""), self._next) for name in one.repaired
            ]
            self._bytes += sum(len(cell) for cell in one.cells.values() if cell) + 8 * len(one.cells)
        self._next += 1

    def batch(self) -> RawBatch:
        """Return what was gathered and begin anew."""
        cells = [pa.array([record.cells.get(name) for record in self._records], pa.string()) for name in self._names]
        lines = pa.array([record.line for record in self._records], pa.int64())
        numbers = pa.array(self._numbers, pa.int64())
        rows = pa.RecordBatch.from_arrays([*cells, numbers, lines], schema=self._schema)
        batch = RawBatch(rows, tuple(self._broken), tuple(self._repaired))
        self._clear()
        return batch
