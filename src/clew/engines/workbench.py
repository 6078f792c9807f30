# ruff: noqa: S608 - the store's own SQL; names and paths are quoted by name_sql and text_sql
"""The store's own connection: trusted SQL over Arrow tables and Parquet files, bounded memory, a place to spill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from clew.engines.view_sql import name_sql, text_sql

__all__ = ["Workbench"]

ArrowRows: TypeAlias = pa.Table | pa.RecordBatchReader

_OPEN: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
}
_ROW_GROUP = 122_880


class Workbench:
    """A private in-memory DuckDB for the loader. It runs whatever it is told: never give it a question's text.

    ``temp`` is a folder for what does not fit ``memory_limit`` (DuckDB's text: "2GB", "60%"). Tables it is given
    by keyword exist for one call; tables it is told to create stay until it is closed. Not shared between threads.
    """

    def __init__(self, temp: Path, memory_limit: str = "60%", threads: int | None = None) -> None:
        self._connection = duckdb.connect(":memory:", config=_OPEN)
        for setting in (
            f"memory_limit={text_sql(memory_limit)}",
            f"temp_directory={text_sql(str(temp))}",
            *([f"threads={threads:d}"] if threads else []),
            "TimeZone='UTC'",
        ):
            self._connection.execute(f"SET {setting}")

    def run(self, sql: str, **tables: ArrowRows) -> pa.Table:
        """Return the rows of ``sql``, in which ``tables`` can be named; other statements return no rows or a count."""
        with _registered(self._connection, tables):
            relation = self._connection.sql(sql)
            return pa.table({}) if relation is None else relation.to_arrow_table()

    def stream(self, sql: str, batch_rows: int = 131_072, **tables: ArrowRows) -> pa.RecordBatchReader:
        """Return the rows of ``sql`` as a reader of batches of about ``batch_rows``; the result is never held whole.

        The reader has a cursor of its own, so other calls may run while it is read; read it to its end or close it.
        """
        cursor = self._connection.cursor()
        for name, rows in tables.items():
            cursor.register(name, rows)
        reader = cursor.sql(sql).to_arrow_reader(batch_rows)
        return pa.RecordBatchReader.from_batches(reader.schema, _batches(reader, cursor))

    def copy_to_parquet(
        self,
        sql: str,
        path: Path,
        *,
        sort: Sequence[str] | None = None,
        row_group_size: int = _ROW_GROUP,
        statistics: bool | Sequence[str] = True,
        **tables: ArrowRows,
    ) -> int:
        """Write the rows of ``sql`` to the Parquet file ``path`` (zstd) and return how many; nothing is fsynced here.

        ``sort`` names the columns to sort by, nulls last. ``statistics`` says of which columns the file keeps
        smallest and largest values: all, none, or the named ones (a verbatim or a customer's id has no place there).
        """
        ordered = _sorted(sql, sort or ())
        if statistics is True:
            return self._copy(ordered, path, row_group_size, tables)
        named = list(statistics) if statistics else False
        with self.stream(ordered, row_group_size, **tables) as reader:
            return _write(reader, path, row_group_size, {"compression": "zstd", "write_statistics": named})

    def _copy(self, sql: str, path: Path, row_group_size: int, tables: Mapping[str, ArrowRows]) -> int:
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {row_group_size:d}"
        counted = self.run(f"COPY ({sql}) TO {text_sql(str(path))} ({options})", **tables)
        return int(counted.column(0)[0].as_py())

    def close(self) -> None:
        """Free the memory and the temporary files of this workbench."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _registered(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, ArrowRows]) -> Iterator[None]:
    for name, rows in tables.items():
        connection.register(name, rows)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)


def _batches(reader: pa.RecordBatchReader, cursor: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    try:
        yield from reader
    finally:
        reader.close()
        cursor.close()


def _sorted(sql: str, columns: Sequence[str]) -> str:
    order = ", ".join(f"{name_sql(name)} NULLS LAST" for name in columns)
    return f"SELECT * FROM ({sql}) ORDER BY {order}" if order else sql


def _write(reader: pa.RecordBatchReader, path: Path, row_group_size: int, options: Mapping[str, Any]) -> int:
    rows = 0
    with pq.ParquetWriter(path, reader.schema, **options) as writer:
        for batch in reader:
            writer.write_batch(batch, row_group_size=row_group_size)
            rows += batch.num_rows
    return rows
