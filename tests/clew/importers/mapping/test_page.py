"""The manual of mappings: its examples load, and every section of a mapping stands on it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from clew.importers.mapping import load_mapping
from clew.importers.mapping.toml_shape import BlockFile, ColumnDates, NumbersFile, PrivateFile, ScaleFile, UnpivotFile
from clew.importers.values.dates import DIRECTIVES, NUMERIC_FORMATS

PAGE = (Path(__file__).parents[4] / "docs/reference/mapping.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("toml", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_examples_of_the_manual_load(toml: str) -> None:
    assert load_mapping(toml).blocks


@pytest.mark.parametrize("section", [BlockFile, ColumnDates, NumbersFile, PrivateFile, ScaleFile, UnpivotFile])
def test_every_key_stands_in_the_manual(section: type) -> None:
    missing = [
        field.encode_name
        for field in msgspec.structs.fields(section)
        if not re.search(rf"\b{field.encode_name}\b", PAGE)
    ]
    assert missing == []


def test_every_date_format_stands_in_the_manual() -> None:
    formats = [*(f"%{letter}" for letter in DIRECTIVES if letter != "%"), *NUMERIC_FORMATS]
    assert [form for form in formats if form not in PAGE and form != "epoch_s"] == []
