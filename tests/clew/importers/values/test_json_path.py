"""Columns inside the lists that JSON files keep in one cell."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from clew.errors import MappingError
from clew.importers import explain_drift, load_mapping, map_batch, open_source
from clew.importers.values.json_path import inner_texts, outer_column

TOML = """
format = 1
table = "feedback"
key = ["id"]
[columns]
verbatim = "notes[0].text"
language = "notes[-1].about.language"
"""


@pytest.mark.parametrize(
    ("cell", "name", "text"),
    [
        ('[{"a":1.50},{"a":2}]', "x[1].a", "2"),
        ('[{"a":1},{"a":2}]', "x[-1].a", "2"),
        ('[{"a":[1]}]', "x[0].a", "[1]"),
        ('[{"a":""}]', "x[0].a", None),
        ('[{"a":{"b":true}}]', "x[0].a.b", "true"),
        ('[{"a":{"b":true}}]', "x[0].a.c.d", None),
        ('[{"a":1}]', "x[3].a", None),
        ('{"a":1}', "x[0].a", None),
        ("no json", "x[0].a", None),
    ],
)
def test_what_a_path_finds(cell: str, name: str, text: str | None) -> None:
    assert inner_texts(pa.array([cell]), name).to_pylist() == [text]


def test_brackets_alone_are_no_path() -> None:
    assert [outer_column(name) for name in ("Q3[SQ001]", "Q3[1]", "a[0].b")] == ["Q3[SQ001]", "Q3[1]", "a"]


def test_a_mapping_reads_inside_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id":1,"notes":[{"text":"hello","about":{"language":"pl"}}]},{"id":2,"notes":[]}]')
    mapping = load_mapping(TOML)
    with open_source(path) as source:
        assert explain_drift(mapping, source.columns) == []
        (batch,) = source.batches()
        (found,) = map_batch(batch.rows, mapping, source_sha256="", zone="UTC", secret=b"")
    assert found.rows.select(["verbatim", "language"]).to_pylist() == [
        {"verbatim": "hello", "language": "pl"},
        {"verbatim": None, "language": None},
    ]
    assert "'notes[0].text', which is gone" in explain_drift(mapping, ["id"])[0]
    with pytest.raises(MappingError, match="notes"):
        map_batch(batch.rows.drop_columns("notes"), mapping, source_sha256="", zone="UTC", secret=b"")
