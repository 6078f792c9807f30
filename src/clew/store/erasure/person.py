"""Handing one person everything that is kept about them: each table and each file's raw rows, as CSV and as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clew.engines.view_sql import view_sql
from clew.engines.workbench import Workbench
from clew.errors import UsageError
from clew.store.erasure.finding import Found, Reading, find_people
from clew.store.erasure.keyed import Keyed
from clew.store.erasure.known_as import known_as
from clew.store.journal import Ref
from clew.store.loading.blocks import Block, decode_block, read_records
from clew.store.loading.loader import load_news
from clew.store.loading.system import IDENTIFIERS, QUARANTINE, read_system
from clew.store.place import Place
from clew.store.snapshot import Snapshot

__all__ = ["person"]

Row = Mapping[str, Any]

#: A text that begins with one of these is taken for a formula by spreadsheets (OWASP ASVS 1.2.10).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
#: Columns that are the house's own bookkeeping and say nothing about the person.
_HOUSE = frozenset({"id_hash", "content_hash"})


def person(place: Place, customer: str, out: Path, now: Callable[[], datetime]) -> dict[str, Any]:
    """Write all rows about the person known as ``customer`` into the new folder ``out``; return files and rows.

    Only theirs: of a household, a shared device or an order of two, the rows that are somebody else's stay out.

    Raises:
        UsageError: nobody is known by that name, several customers share it, or ``out`` is not empty.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not empty: say a new folder.")
    load_news(place, now)
    reading = Reading.of(place, Keyed(place.secret, frozenset()))
    known = known_as(place, place.lake.current(), customer, reading.mappings.values())
    reading.keyed = reading.keyed.with_keys(known.keys(reading.keyed))
    found = find_people(place, reading)
    if not found.touched:
        raise UsageError(f"Nobody is known here as '{customer.strip()}'.")
    out.mkdir(parents=True, exist_ok=True)
    written = [_write(out, name, rows) for name, rows in _tables(place, found)]
    written += [_write(out, name, rows) for name, rows in _raw_rows(place, reading, found)]
    return {"directory": str(out), "tables": written}


def _tables(place: Place, found: Found) -> Iterable[tuple[str, list[Row]]]:
    """Yield each table's living rows that came from the rows found, then their identifiers and what was set aside."""
    theirs = _references(found)
    snapshot = Snapshot(place, place.lake.current())
    with place.bench() as (bench, _):
        for name, view in snapshot.views.items():
            if view.files or view.dirty:
                rows = _of_references(bench, view_sql(view), theirs)
                if rows:
                    yield name, rows
    for name, system in (("identifiers", IDENTIFIERS), ("set-aside", QUARANTINE)):
        table = read_system(place.lake, snapshot.manifest, system)
        rows = _matching(table, theirs)
        if rows:
            yield name, rows


def _references(found: Found) -> pa.Table:
    """Return where the rows found stand: segment, record, row."""
    blocks = found.rows["block"].to_pylist()
    return pa.table(
        {
            "segment": pa.array([found.blocks[number].segment for number in blocks], pa.string()),
            "record": pa.array([found.blocks[number].record for number in blocks], pa.int64()),
            "row": found.rows["row"].cast(pa.int64()),
        }
    )


def _of_references(bench: Workbench, sql: str, theirs: pa.Table) -> list[Row]:
    rows = bench.run(
        f"SELECT t.* FROM ({sql}) AS t SEMI JOIN theirs ON t.journal_ref.segment = theirs.segment"  # noqa: S608
        " AND t.journal_ref.record = theirs.record AND t.journal_ref.row = theirs.row",
        theirs=theirs,
    )
    kept: list[Row] = rows.drop_columns([name for name in rows.schema.names if name in _HOUSE]).to_pylist()
    return kept


def _matching(table: pa.Table, theirs: pa.Table) -> list[Row]:
    joined = table.join(theirs, keys=["segment", "record", "row"], join_type="left semi")
    rows: list[Row] = joined.to_pylist()
    return rows


def _raw_rows(place: Place, reading: Reading, found: Found) -> Iterable[tuple[str, list[Row]]]:
    """Yield each import's raw rows as the journal keeps them; pieces that were no rows; other records as they are."""
    tables: dict[str, list[Row]] = {}
    for ref, numbers in found.by_block():
        block = decode_block(_body(place, ref))
        mine = block.rows.filter(pc.is_in(block.rows.column("_row"), value_set=numbers))
        tables.setdefault(f"raw-{block.import_id}", []).extend(mine.to_pylist())
    for ref in sorted(found.touched - {*found.records}):
        tables.setdefault("raw-pieces", []).extend(_pieces(decode_block(_body(place, ref)), reading))
    for ref in found.records:
        tables.setdefault("raw-records", []).append({"segment": ref.segment, "body": _body(place, ref).decode()})
    yield from ((name, rows) for name, rows in tables.items() if rows)


def _body(place: Place, ref: Ref) -> bytes:
    (record,) = read_records(place.journal_folder, place.workspace_id, [ref])
    return record.body or b""


def _pieces(block: Block, reading: Reading) -> list[Row]:
    pieces = (*block.broken, *block.repaired)
    theirs = (piece for piece, is_theirs in zip(pieces, reading.judge(block).pieces, strict=True) if is_theirs)
    return [{"line": piece.line, "reason": piece.reason, "text": piece.value} for piece in theirs]


# files


def _write(out: Path, name: str, rows: Sequence[Row]) -> dict[str, Any]:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    document = [{column: _plain(value) for column, value in row.items()} for row in rows]
    (out / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    with (out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([_harmless(column) for column in columns])
        writer.writerows([_harmless(_flat(row.get(column))) for column in columns] for row in document)
    return {"table": name, "rows": len(rows)}


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON knows it: times in ISO 8601 (UTC), money as text."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula.

    >>> _harmless("=1+1"), _harmless(-3), _harmless("fine")
    ("'=1+1", -3, 'fine')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
