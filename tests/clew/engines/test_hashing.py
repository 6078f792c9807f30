# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Hashes that stand in every stored file: golden values that may never change, and a plain-Python oracle."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.engines.hashing import content_hash_sql, hashes_of_md5, id_hash, id_hash_sql
from clew.engines.workbench import Workbench
from clew.tables import ARROW_TYPES, TABLES

KINDS = {
    "amount": "money", "complete": "flag", "event_id": "text", "occurred_at": "time",
    "ordinal": "int", "properties": "json", "rating": "number",
}  # fmt: skip
SCHEMA = pa.schema([(name, ARROW_TYPES[kind]) for name, kind in KINDS.items()])
FULL = {
    "event_id": "Łódź|7",
    "occurred_at": datetime(2026, 3, 29, 1, 0, 0, 1),
    "ordinal": -5,
    "rating": 0.1,
    "amount": Decimal("12.5"),
    "complete": True,
    "properties": '{"a":1}',
}
#: These stand in files people keep: if one changes, it is the code that is wrong.
GOLDEN_CONTENT = [
    (FULL, 7802635037877357814),
    ({}, -125264144566222615),
    ({"event_id": ""}, 4034958603796649845),
    ({"rating": 0.0}, -1031910353151816156),
]
GOLDEN_IDS = [
    ("feedback", "17", -2032934561481697900),
    ("events", "17", 2124957140657159588),
    ("events", "", 4302722671482083381),
    ("events", "Łódź|7", 3677876816527784271),
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with Workbench(tmp_path_factory.mktemp("temp"), memory_limit="500MB", threads=1) as made:
        yield made


def contents(bench, *rows: dict) -> list[int]:
    table = pa.Table.from_pylist(list(rows), schema=SCHEMA)
    return bench.run(f"SELECT {content_hash_sql(KINDS)} AS h FROM t", t=table)["h"].to_pylist()


def spelled(kind: str, value: object) -> str:
    if kind == "time":
        return str((value - datetime(1970, 1, 1)) // (datetime(1970, 1, 1, 0, 0, 0, 1) - datetime(1970, 1, 1)))
    if kind == "number":
        return "nan" if value != value else f"{value + 0.0:.17g}"  # noqa: PLR0124 - only NaN differs from itself
    if kind == "money":
        return f"{value:.4f}"
    return {True: "1", False: "0"}[value] if kind == "flag" else str(value)


def oracle(row: dict) -> int:
    parts = []
    for name in sorted(KINDS):
        if row.get(name) is not None:
            value = spelled(KINDS[name], row[name])
            parts.append(f"{name}={len(value.encode())}:{value}")
    digest = hashlib.md5("".join(parts).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") - 2**63


@pytest.mark.parametrize(("row", "golden"), GOLDEN_CONTENT, ids=["full", "nothing", "empty", "zero"])
def test_golden_content_hashes(bench, row, golden):
    assert contents(bench, row) == [golden] == [oracle(row)]


@pytest.mark.parametrize(("table", "identifier", "golden"), GOLDEN_IDS)
def test_golden_id_hashes(bench, table, identifier, golden):
    sql = f"SELECT {id_hash_sql(table, 'id')} AS h FROM t"
    assert bench.run(sql, t=pa.table({"id": [identifier]}))["h"].to_pylist() == [golden]
    assert id_hash(table, identifier) == golden


@settings(deadline=None)
@given(texts=st.lists(st.text(), max_size=20), start=st.integers(0, 3))
def test_hashes_from_digests_agree_with_those_of_ids(texts, start):
    digests = [hashlib.md5(f"events\0{text}".encode("utf-8", "replace")).hexdigest() for text in texts]  # noqa: S324
    found = hashes_of_md5(pa.array(digests, pa.string()).slice(start)).to_pylist()
    wanted = [text.encode("utf-8", "replace").decode() for text in texts[start:]]
    assert found == [id_hash("events", text) for text in wanted]


def test_the_id_of_nothing_has_no_hash(bench):
    nothing = pa.table({"id": pa.array([None], pa.string())})
    assert bench.run(f"SELECT {id_hash_sql('events', 'id')} AS h FROM t", t=nothing)["h"].to_pylist() == [None]


def test_what_differs_hashes_differently_and_what_is_equal_does_not(bench):
    rows = [
        {}, {"event_id": ""}, {"event_id": "a"}, {"properties": "a"}, {"event_id": "a", "properties": ""},
        {"rating": 0.0}, {"ordinal": 0}, {"ordinal": 1}, {"rating": 1.0}, {"complete": False}, {"complete": True},
        {"amount": Decimal(0)}, {"rating": 0.1}, {"rating": 0.1 + 2e-17}, {"rating": float("nan")},
        {"rating": float("inf")}, {"rating": float("-inf")}, {"event_id": "a1:properties=1:b"},
    ]  # fmt: skip
    found = contents(bench, *rows)
    assert len(set(found)) == len(rows)
    assert contents(bench, {"rating": -0.0}) == contents(bench, {"rating": 0.0})
    assert contents(bench, {"amount": Decimal("1.5")}) == contents(bench, {"amount": Decimal("1.5000")})


def test_a_column_added_later_changes_no_hash_while_it_is_null(bench):
    fewer = {name: kind for name, kind in KINDS.items() if name != "rating"}
    table = pa.Table.from_pylist([{**FULL, "rating": None}], schema=SCHEMA)
    (before, after) = (content_hash_sql(kinds) for kinds in (fewer, KINDS))
    (found,) = bench.run(f"SELECT {before} AS a, {after} AS b FROM t", t=table).to_pylist()
    assert found["a"] == found["b"]


def test_every_canonical_table_can_be_hashed(bench):
    for table in TABLES.values():
        kinds = {column.name: column.type for column in table.columns}
        rows = pa.Table.from_pylist([{}], schema=table.schema)
        nothing = oracle({})
        assert bench.run(f"SELECT {content_hash_sql(kinds)} AS h FROM t", t=rows)["h"].to_pylist() == [nothing]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "event_id": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
                "occurred_at": st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
                "ordinal": st.integers(-(2**63), 2**63 - 1),
                "rating": st.floats(),
                "amount": st.decimals(-(10**13), 10**13, places=4).map(lambda money: money + 0),
                "complete": st.booleans(),
            },
        ),
        min_size=1,
        max_size=30,
    )
)
def test_content_hashes_agree_with_the_oracle(bench, rows):
    assert contents(bench, *rows) == [oracle(row) for row in rows]
