"""The reference is whole: metrics, keys of a mapping, columns; and what a room gives away says what it is."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from clew import errors
from clew.importers.mapping.toml_shape import (
    AfterFile,
    AnswerFile,
    BlockFile,
    ColumnDates,
    JoinFile,
    MappingFile,
    NumbersFile,
    PrivateFile,
    ScaleFile,
    UnpivotFile,
)
from clew.metrics import METRICS, Metric
from clew.tables import HOUSE_COLUMNS, TABLES

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
ROOMS = ("api", "stats", "metrics", "questions", "store", "importers", "engines", "findings", "surveys")


def sections(page: str) -> dict[str, str]:
    """What stands under each heading of the second order."""
    parts = re.split(r"^## (.+)$", (REFERENCE / page).read_text(), flags=re.MULTILINE)
    return dict(zip((name.strip() for name in parts[1::2]), parts[2::2], strict=True))


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_every_metric_stands_in_the_reference_with_its_statistics_and_parameters(metric: Metric):
    section = sections("metrics.md").get(metric.name, "")
    wanted = [*metric.statistics, *(parameter.name for parameter in metric.parameters)]
    missing = [name for name in wanted if f"`{name}`" not in section]
    assert section, f"{metric.name} is not in docs/reference/metrics.md"
    assert not missing, f"docs/reference/metrics.md says nothing of {metric.name}'s {missing}"
    assert metric.source in section
    assert f"`{metric.default_statistic}` (default)" in section


def mapping_keys() -> Iterator[str]:
    shapes: tuple[Any, ...] = (MappingFile, BlockFile, AnswerFile, ColumnDates, JoinFile, NumbersFile, PrivateFile)
    for shape in (*shapes, AfterFile, ScaleFile, UnpivotFile):
        yield from (field.encode_name for field in msgspec.structs.fields(shape))


@pytest.mark.parametrize("key", sorted(set(mapping_keys())))
def test_every_key_of_a_mapping_stands_in_the_reference(key: str):
    code = " ".join(re.findall(r"```.+?```|`[^`\n]+`", (REFERENCE / "mapping.md").read_text(), re.DOTALL))
    assert re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", code), f"docs/reference/mapping.md says nothing of '{key}'"


def test_every_column_of_every_table_stands_in_the_reference():
    page = sections("tables.md")
    missing = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if f"| `{column.name}` | {column.type} |" not in page[table.name] or not column.about
    ]
    missing += [c.name for c in HOUSE_COLUMNS if f"| `{c.name}` |" not in page["Every table also has"]]
    assert not missing, f"docs/reference/tables.md says nothing of {missing}"


def public(room: str) -> Iterator[tuple[str, Any]]:
    """Everything that a module of the room gives away, with its full name."""
    door = ROOT / "src" / "clew" / room
    paths = sorted(door.rglob("*.py")) if door.is_dir() else [door.with_suffix(".py")]
    for path in paths:
        dotted = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(dotted)
        yield from ((f"{dotted}.{name}", getattr(module, name)) for name in getattr(module, "__all__", ()))


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_gives_away_says_what_it_is(room: str):
    silent = [
        name
        for name, thing in public(room)
        if (inspect.isfunction(thing) or inspect.isclass(thing)) and not (thing.__doc__ or "").strip()
    ]
    assert not silent, f"give these a docstring: {silent}"


def test_every_error_stands_in_the_reference_with_its_exit_code():
    page = (REFERENCE / "errors.md").read_text()
    for name in errors.__all__:
        kind = getattr(errors, name)
        code = "" if kind is errors.ClewError else f" {2 if issubclass(kind, errors.UsageError) else 1}"
        assert re.search(rf"^\| `{name}` \| .+ \|{code} \|$", page, re.MULTILINE), f"{name} with{code or ' no code'}"


def test_every_page_is_listed():
    listed = (ROOT / "docs" / "README.md").read_text()
    pages = [path.relative_to(ROOT / "docs") for path in sorted((ROOT / "docs").rglob("*.md"))]
    missing = [str(page) for page in pages if f"({page})" not in listed and page.parts[0] != "decisions"]
    assert missing in ([], ["README.md"]), f"list these in docs/README.md: {missing}"
