"""What a preset makes of a file: the preset recognised, its mapping, its rows."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from clew.importers import Mapping, load_mapping, map_batch, open_source, protect_batch, suggest_mapping
from clew.importers.presets import recognise

TOOLS = Path(os.environ.get("CLEW_EXAMPLES", Path(__file__).parents[4] / "examples")) / "tools"


@dataclass
class Read:
    """A file read by the preset that recognised it."""

    preset: str
    toml: str
    mapping: Mapping
    rows: dict[str, list[dict[str, Any]]]
    rejected: list[dict[str, Any]]
    identifiers: list[dict[str, Any]]


def read_file(path: Path, zone: str = "UTC") -> Read:
    """Read a file by what is proposed for it."""
    with open_source(path) as source:
        preset = recognise(source)
        toml = suggest_mapping(source)
        read = Read(preset.name if preset else "", toml, load_mapping(toml), {}, [], [])
        for batch in source.batches():
            rows = protect_batch(batch.rows, read.mapping, b"s")
            for one in map_batch(rows, read.mapping, source_sha256=source.sha256, zone=zone, secret=b"s"):
                read.rows.setdefault(one.table, []).extend(_plain(one.rows))
                read.rejected += one.rejected.to_pylist()
                read.identifiers += one.identifiers.to_pylist()
    return read


def _plain(rows: pa.Table) -> list[dict[str, Any]]:
    """Rows without what is blank."""
    return [{name: value for name, value in row.items() if value is not None} for row in rows.to_pylist()]


@pytest.fixture
def example() -> Callable[[str], Read]:
    """Read one of the examples."""
    return lambda name: read_file(TOOLS / name)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Read]:
    """Read a text as a file of a name."""

    def read(text: str, name: str = "export.csv") -> Read:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_file(path)

    return read
