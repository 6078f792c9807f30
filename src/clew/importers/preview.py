"""What an import would make of a file, shown before it is done: the first rows as they will be, a sample in counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping import Mapping
from clew.importers.raw import LINE, ROW, RawBatch
from clew.importers.readers.source import Source
from clew.importers.rejected import Rejected
from clew.importers.rows import ChangeTracker, Mapped, map_batch, protect_batch
from clew.importers.rows.block import PART
from clew.tables import TABLES

__all__ = ["ROWS", "SAMPLE", "Sampled", "plain_row", "preview", "preview_of", "read_sampled"]

#: Rows shown one by one, and rows that are counted.
ROWS, SAMPLE = 20, 2_000

Document = dict[str, Any]


@dataclass
class Sampled:
    """The first rows of a source and what became of them, batch by batch."""

    raw: list[pa.RecordBatch] = field(default_factory=list)
    mapped: list[Mapped] = field(default_factory=list)
    broken: list[Rejected] = field(default_factory=list)
    is_whole: bool = True

    @property
    def count(self) -> int:
        """Number of rows, the broken among them."""
        return sum(int(batch.num_rows) for batch in self.raw) + len(self.broken)

    def tables(self) -> list[str]:
        """Return the tables that the mapping fills, each once."""
        return list(dict.fromkeys(one.table for one in self.mapped))

    def rows(self, table: str) -> pa.Table:
        """Return the rows of a table, of all batches."""
        return pa.concat_tables([one.rows for one in self.mapped if one.table == table])

    def rejected(self, table: str) -> pa.Table:
        """Return the rows that a table refused, of all batches."""
        return pa.concat_tables([one.rejected for one in self.mapped if one.table == table])


def preview(
    source: Source, mapping: Mapping, rows: int = ROWS, *, sample: int = SAMPLE, zone: str = "UTC", secret: bytes = b""
) -> Document:
    """Return plain data: the first ``rows`` raw rows with what they become, and counts over the first ``sample``.

    Keys: ``columns``, ``private``, ``rows`` (``line``, ``cells``, ``becomes``, ``rejected``), ``sample`` (``rows``,
    ``is_whole``, ``tables``, ``passed_over``, ``rejections``). Nothing is stored. ``zone`` and ``secret`` are those of
    the workspace. Raises MappingError where the mapping names a column that the source lacks.
    """
    return preview_of(source, mapping, read_sampled(source, mapping, sample, zone=zone, secret=secret), rows)


def read_sampled(source: Source, mapping: Mapping, sample: int, *, zone: str, secret: bytes) -> Sampled:
    """Return the first ``sample`` rows of a source, mapped."""
    found, state = Sampled(), ChangeTracker()
    for batch in _first(source, sample, found):
        found.raw.append(batch.rows)
        found.broken += batch.broken
        rows = protect_batch(batch.rows, mapping, secret)
        found.mapped += map_batch(rows, mapping, source_sha256=source.sha256, zone=zone, secret=secret, state=state)
    return found


def preview_of(source: Source, mapping: Mapping, sampled: Sampled, rows: int) -> Document:
    """Return the document of a preview."""
    return {
        "file": source.path.name,
        "format": source.format,
        "columns": list(source.columns),
        "private": {name: _listed(value) for name, value in msgspec.structs.asdict(mapping.private).items() if value},
        "rows": _shown(sampled, rows),
        "sample": {
            "rows": sampled.count,
            "is_whole": sampled.is_whole,
            "tables": [
                {"table": name, "rows": sampled.rows(name).num_rows, "rejected": sampled.rejected(name).num_rows}
                for name in sampled.tables()
            ],
            "passed_over": _passed_over(sampled),
            "rejections": _reasons(sampled),
        },
    }


def plain_row(row: Document, table: str) -> Document:
    """Return a canonical row as JSON can hold it, without what is blank: times in ISO 8601, money as text.

    >>> plain_row({"answered_at": datetime(2026, 5, 1, 10), "rating": 9.0, "verbatim": None}, "feedback")
    {'answered_at': '2026-05-01T10:00:00Z', 'rating': 9.0}
    """
    types = {name: column.type for name, column in TABLES[table].by_name.items()}
    return {name: _plain(value, types[name]) for name, value in row.items() if name in types and value is not None}


def _first(source: Source, sample: int, found: Sampled) -> Iterator[RawBatch]:
    """Yield batches until there are so many rows."""
    left = sample
    for batch in source.batches():
        if left <= 0:
            found.is_whole = False
            return
        rows = batch.rows.slice(0, left)
        found.is_whole = rows.num_rows == batch.rows.num_rows
        last = rows.column(LINE)[-1].as_py() if rows.num_rows and not found.is_whole else None
        broken = tuple(one for one in batch.broken if last is None or one.line <= last)
        left -= rows.num_rows
        yield RawBatch(rows, broken)


def _shown(sampled: Sampled, rows: int) -> list[Document]:
    """The first rows, each with what it becomes in each table and where it is refused; broken ones among them."""
    first: list[Document] = []
    for batch in sampled.raw:
        for cells in batch.slice(0, max(rows - len(first), 0)).to_pylist():
            row, line = cells.pop(ROW), cells.pop(LINE)
            first.append({"row": row, "line": line, "cells": cells, "becomes": [], "rejected": []})
    by_row = {shown["row"]: shown for shown in first}
    wanted = pa.array(list(by_row), pa.int64())
    for one in sampled.mapped:
        kept = one.rows.filter(pc.is_in(one.rows[ROW], wanted)).sort_by([(ROW, "ascending"), (PART, "ascending")])
        for found in kept.to_pylist():
            by_row[found[ROW]]["becomes"].append({"table": one.table, "row": plain_row(found, one.table)})
        for refused in one.rejected.filter(pc.is_in(one.rejected["row"], wanted)).to_pylist():
            by_row[refused.pop("row")]["rejected"].append({"table": one.table, **_without_line(refused)})
    last = first[-1]["line"] if first else 0
    broken = [_broken(one) for one in sampled.broken if one.line <= last or len(first) < rows]
    return sorted([*first, *broken], key=lambda shown: int(shown["line"]))[:rows]


def _broken(one: Rejected) -> Document:
    """A piece of the file that is no row."""
    said = {"table": "", "column": one.column, "reason": one.reason, "value": one.value}
    return {"row": one.row, "line": one.line, "cells": {}, "becomes": [], "rejected": [said]}


def _without_line(refused: Document) -> Document:
    return {name: value for name, value in refused.items() if name != "line"}


def _passed_over(sampled: Sampled) -> int:
    """Rows that no block is for: neither taken nor refused."""
    seen = [pa.concat_arrays([array.cast(pa.int64()) for array in rows.chunks]) for rows in _row_numbers(sampled)]
    met = len(pc.unique(pa.concat_arrays(seen))) if seen else 0
    return sum(int(batch.num_rows) for batch in sampled.raw) - met


def _row_numbers(sampled: Sampled) -> Iterator[pa.ChunkedArray]:
    for one in sampled.mapped:
        for numbers in (one.rows[ROW], one.rejected["row"]):
            if len(numbers):
                yield numbers


def _reasons(sampled: Sampled) -> list[Document]:
    """Rejections by table, column and reason, the most frequent first, each with its first line and value."""
    found: dict[tuple[str, str, str], Document] = {}
    for table, refused in [("", one) for one in sampled.broken]:
        _count(found, (table, refused.column, refused.reason), 1, refused.line, refused.value)
    for table in sampled.tables():
        rows = sampled.rejected(table)
        counted = rows.group_by(["column", "reason"], use_threads=False).aggregate(
            [("line", "count"), ("line", "first"), ("value", "first")]
        )
        for row in counted.to_pylist():
            _count(
                found, (table, row["column"], row["reason"]), row["line_count"], row["line_first"], row["value_first"]
            )
    return sorted(found.values(), key=lambda one: (-one["count"], one["line"]))


def _count(
    found: dict[tuple[str, str, str], Document], key: tuple[str, str, str], n: int, line: int, value: Any
) -> None:
    """Count one sort of rejection."""
    table, column, reason = key
    first = {"table": table, "column": column, "reason": reason, "count": 0, "line": line, "value": value}
    found.setdefault(key, first)["count"] += n


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _plain(value: Any, kind: str) -> Any:
    """One value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return msgspec.json.decode(value) if kind == "json" else value
