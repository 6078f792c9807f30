# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""The canonical tables for others to read: Parquet, CSV that no spreadsheet runs, Delta."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clew.engines.view_sql import view_sql
from clew.engines.views import TableView
from clew.engines.workbench import Workbench
from clew.errors import UsageError
from clew.store.place import Place
from clew.store.snapshot import Snapshot

__all__ = ["KINDS", "export_tables"]

KINDS = ("csv", "delta", "parquet")

#: What makes a spreadsheet take a text for a formula (OWASP ASVS 1.2.10).
_FORMULA = "[=+\\-@\\t\\r\\x00]"


def export_tables(snapshot: Snapshot, place: Place, kind: str, folder: Path) -> dict[str, Any]:
    """Write every table of ``snapshot`` into ``folder``, aliases and links applied; return files and rows.

    Raises:
        UsageError: an unknown kind, a folder that is not empty, or Delta without its package.
    """
    if kind not in KINDS:
        raise UsageError.unknown("kind of export", kind, KINDS)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty: say a new folder.")
    write = _writer(kind)
    folder.mkdir(parents=True, exist_ok=True)
    tables = []
    with place.bench() as (bench, _):
        for name, view in snapshot.views.items():
            if view.files or view.dirty:
                tables.append({"name": name, **write(bench, view, folder)})
    return {"kind": kind, "version": snapshot.version, "tables": tables}


def _writer(kind: str) -> Callable[[Workbench, TableView, Path], dict[str, Any]]:
    if kind == "delta":
        _deltalake()  # says at once that the package is missing, before anything is written
    return {"parquet": _write_parquet, "csv": _write_csv, "delta": _write_delta}[kind]


def _write_parquet(bench: Workbench, view: TableView, folder: Path) -> dict[str, Any]:
    path = folder / f"{view.name}.parquet"
    rows = 0
    with _rows(bench, view_sql(view)) as reader, pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return {"file": path.name, "rows": rows}


def _write_delta(bench: Workbench, view: TableView, folder: Path) -> dict[str, Any]:
    with _rows(bench, view_sql(view)) as reader:
        _deltalake().write_deltalake(str(folder / view.name), reader)
    rows = bench.run(f"SELECT count(*) AS n FROM ({view_sql(view)})")["n"][0].as_py()
    return {"file": view.name, "rows": rows}


def _write_csv(bench: Workbench, view: TableView, folder: Path) -> dict[str, Any]:
    path = folder / f"{view.name}.csv"
    columns = ", ".join(_cell(field) for field in view.schema)
    target = str(path).replace("'", "''")
    copied = bench.run(f"COPY (SELECT {columns} FROM ({view_sql(view)})) TO '{target}' (FORMAT csv, HEADER true)")
    return {"file": path.name, "rows": int(copied.column(0)[0].as_py())}


def _cell(field: pa.Field) -> str:
    """Return the SQL of a column as it goes into a CSV: a text that a spreadsheet would run gets an apostrophe."""
    name = f'"{field.name}"'
    if pa.types.is_struct(field.type):
        return f"concat_ws(':', {name}.segment, {name}.record, {name}.row) AS {name}"
    if pa.types.is_timestamp(field.type):
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S.%fZ') AS {name}"
    if not pa.types.is_string(field.type):
        return name
    return f"CASE WHEN regexp_matches({name}, '^{_FORMULA}') THEN '''' || {name} ELSE {name} END AS {name}"


def _rows(bench: Workbench, sql: str) -> pa.RecordBatchReader:
    return bench.stream(sql)


def _deltalake() -> Any:
    try:
        import deltalake  # noqa: PLC0415 - an extra that few have
    except ImportError as error:
        raise UsageError("Delta needs the package deltalake: pip install 'clew[delta]'.") from error
    return deltalake
