"""Paths kept as Parquet in the cache: written beside and renamed, checked when read, removed when out of date."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from clew.journeys.definition import PathDefinition
from clew.questions.keeping.outdated import forget_older

__all__ = ["add", "folder_of", "keep", "read_about", "read_columns"]

#: Grows when what is kept, or its meaning, changes: older folders are then not found.
FORMAT = 1
ABOUT = "about.json"
_DIGEST = 64


def folder_of(definition: PathDefinition, lake: Any, documents: Sequence[str] = ()) -> Path:
    """Return the folder of a settled definition's paths: one folder a content of the lake, in it one a definition.

    ``documents`` are the texts of the rules or the calendar that the paths depend on.
    """
    parts = {"format": FORMAT, "definition": definition, "files": lake.files_hash, "documents": list(documents)}
    key = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
    folder: Path = lake.cache / "paths" / str(lake.files_hash)[:16] / key[:32]
    return folder


def keep(folder: Path, tables: dict[str, pa.Table], about: dict[str, Any]) -> None:
    """Keep ``tables`` (each one Parquet file) and ``about`` in ``folder``; a full disk costs the cache, not the answer.

    A folder that another process made meanwhile stays: it holds the same.
    """
    with suppress(OSError):
        forget_older(folder.parent)
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".making-"))
        try:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda name: _write(beside / f"{name}.parquet", tables[name]), tables))
            body = msgspec.json.encode(about)
            (beside / ABOUT).write_bytes(hashlib.sha256(body).hexdigest().encode() + body)
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def add(folder: Path, name: str, table: pa.Table) -> None:
    """Add one table to what is kept in ``folder``; nothing happens where the folder is gone."""
    with suppress(OSError):
        handle, made = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
        os.close(handle)
        beside = Path(made)
        try:
            _write(beside, table)
            beside.rename(folder / f"{name}.parquet")
        finally:
            beside.unlink(missing_ok=True)


def read_about(folder: Path) -> dict[str, Any] | None:
    """Return what is told of the paths kept in ``folder``; None where there are none, or only the damaged rest."""
    try:
        stored = (folder / ABOUT).read_bytes()
    except OSError:
        return None
    digest, body = stored[:_DIGEST], stored[_DIGEST:]
    if hashlib.sha256(body).hexdigest().encode() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    found: dict[str, Any] = msgspec.json.decode(body)
    return found


def read_columns(folder: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table | None:
    """Return columns of a kept table; None where it is not there or not what was written: it is made again then."""
    file = folder / f"{name}.parquet"
    try:
        return pq.read_table(file, columns=columns, page_checksum_verification=True)
    except (OSError, pa.ArrowException):
        shutil.rmtree(folder, ignore_errors=True)
        return None


def _write(file: Path, table: pa.Table) -> None:
    pq.write_table(
        table, file, compression="zstd", compression_level=1, use_dictionary=False, write_statistics=False,
        write_page_checksum=True, row_group_size=1_000_000,
    )  # fmt: skip
