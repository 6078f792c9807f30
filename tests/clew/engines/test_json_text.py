"""Keys of JSON text with any characters, on DuckDB and PostgreSQL alike, and compiled for the others."""

from __future__ import annotations

import json

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.compile import compile_expression
from clew.engines.json_text import as_number, json_text

ROW = {
    "plan": "gold",
    "": "empty key",
    "fare class": "Economy",
    "event:org:resource": "Ann",
    "a.b": "flat",
    "nested": {"deep": {"er": 7}, "list": [1, 2]},
    "it's": "quote",
    'say "hi"': "double",
    "back\\slash": "back",
    "k/l~m": "pointer",
    "$['x']": "path",
    "zażółć": "Łódź",
    "10": "ten",
    "zero": 0,
    "yes": True,
    "no": False,
    "nothing": None,
    "blank": "",
    "long": "x" * 10_000,
}
EXPECTED = [
    *((key, value) for key, value in ROW.items() if isinstance(value, str)),
    ("zero", "0"),
    ("yes", "true"),
    ("no", "false"),
    ("nothing", None),
    ("absent", None),
    ("nested.deep.er", "7"),
    ("nested.absent", None),
    ("plan.deeper", None),
    ("a", None),
]


def holding(text: str | None) -> ibis.Table:
    return ibis.literal(text, type="string").name("properties").as_table()


@pytest.mark.parametrize(("path", "value"), EXPECTED)
def test_keys_of_all_kinds_on_duckdb(on_duckdb, path, value):
    table = holding(json.dumps(ROW, ensure_ascii=False))
    assert on_duckdb(table.select(found=json_text(table["properties"], path))) == [{"found": value}]


def test_keys_of_all_kinds_on_postgres(postgres):
    table = holding(json.dumps({**ROW, "long": "y"}, ensure_ascii=False))
    for path, value in EXPECTED:
        if path == "long":
            continue
        found = json_text(table["properties"], path)
        sql = compile_expression(table.select(found=found.fill_null("(null)")), "postgres")
        assert postgres(sql) == ["(null)" if value is None else value], path


def test_objects_and_lists_come_as_json(on_duckdb):
    table = holding(json.dumps(ROW))
    (row,) = on_duckdb(table.select(found=json_text(table["properties"], "nested.list")))
    assert json.loads(row["found"]) == [1, 2]


@pytest.mark.parametrize("text", [None, "", "not json", "{", "[]", "7", "null", '"plan"'])
def test_what_is_no_object_gives_null_never_an_error(on_duckdb, text):
    table = holding(text)
    assert on_duckdb(table.select(found=json_text(table["properties"], "plan"))) == [{"found": None}]


def test_one_malformed_row_does_not_hide_the_others(on_duckdb):
    rows = [json.dumps({"plan": str(n)}) if n % 7 else "broken{" for n in range(50)]
    table = ibis.union(*(holding(row) for row in rows))
    found = on_duckdb(table.aggregate(n=json_text(table["properties"], "plan").count()))
    assert found == [{"n": sum(1 for n in range(50) if n % 7)}]


@settings(deadline=None, max_examples=60)
@given(
    key=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)
def test_any_key_and_any_text_come_back(on_duckdb, key, value):
    table = holding(json.dumps({key: value, key + "x": "other"}))
    assert on_duckdb(table.select(found=json_text(table["properties"], key))) == [{"found": value}]


@pytest.mark.parametrize("path", [path for path, _ in EXPECTED])
def test_every_dialect_says_it(assert_compiles, path):
    table = ibis.table({"properties": "string"}, name="events")
    assert_compiles(table.select(found=json_text(table["properties"], path)))


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7.0), ("7.50", 7.5), ("-0.5", -0.5), ("1e3", 1000.0), ("0", 0.0), ("n/a", None), ("", None), (" 7", None),
     ("7 km", None), ("nan", None), ("inf", None), (None, None), ("--7", None), ("1.", None)],
)  # fmt: skip
def test_texts_that_spell_numbers(on_duckdb, text, number):
    table = holding(text)
    assert on_duckdb(table.select(found=as_number(table["properties"]))) == [{"found": number}]
