"""Raw batches from plain Python, and mapped rows back as plain Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from clew.importers import load_mapping, map_batch

SHA = "ab" * 32


def raw_batch(first_row: int = 0, **columns: list[str | None]) -> pa.RecordBatch:
    count = len(next(iter(columns.values())))
    rows = range(first_row, first_row + count)
    texts = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    places = {"_row": pa.array(rows, pa.int64()), "_line": pa.array([row + 2 for row in rows], pa.int64())}
    return pa.record_batch({**texts, **places})


def mapped(toml: str, *, zone: str = "UTC", secret: bytes = b"secret", **columns: list[str | None]) -> list[Any]:
    return map_batch(raw_batch(**columns), load_mapping(toml), source_sha256=SHA, zone=zone, secret=secret)


@pytest.fixture(name="raw")
def raw_fixture() -> Callable[..., pa.RecordBatch]:
    return raw_batch


@pytest.fixture(name="mapped")
def mapped_fixture() -> Callable[..., list[Any]]:
    return mapped


@pytest.fixture(name="rows")
def rows_fixture() -> Callable[..., list[dict[str, Any]]]:
    def rows(toml: str, **columns: Any) -> list[dict[str, Any]]:
        return [row for one in mapped(toml, **columns) for row in one.rows.to_pylist()]

    return rows


@pytest.fixture(name="refused")
def refused_fixture() -> Callable[..., list[dict[str, Any]]]:
    def refused(toml: str, **columns: Any) -> list[dict[str, Any]]:
        return [row for one in mapped(toml, **columns) for row in one.rejected.to_pylist()]

    return refused
