"""Unbound canonical tables, the ban on time zones, floats that stay floats."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

import clew.engines
from clew.engines.compile import DIALECTS, canonical_tables, compile_expression, ibis_type, unbound
from clew.engines.duckdb_engine import DuckDBEngine
from clew.errors import UsageError
from clew.tables import ARROW_TYPES, TABLES

IBIS_TYPES = {
    "text": "string",
    "int": "int64",
    "number": "float64",
    "flag": "boolean",
    "time": "timestamp(6)",
    "money": "decimal(18, 4)",
    "json": "string",
    "reference": "struct<segment: string, record: int64, row: int64>",
}


def test_every_canonical_table_has_its_columns_and_types():
    tables = canonical_tables()
    assert list(tables) == list(TABLES)
    for name, table in TABLES.items():
        assert tables[name].get_name() == name
        stated = {column.name: ibis.dtype(IBIS_TYPES[column.type]) for column in table.by_name.values()}
        assert dict(tables[name].schema().items()) == stated


def test_no_canonical_time_has_a_zone():
    for table in canonical_tables().values():
        for column, dtype in table.schema().items():
            assert getattr(dtype, "timezone", None) is None, column


def test_the_same_table_is_the_same_expression():
    assert unbound(TABLES["events"]).equals(unbound(TABLES["events"]))


def test_every_column_type_has_an_ibis_type_and_no_other():
    assert {kind: ibis_type(arrow) for kind, arrow in ARROW_TYPES.items()} == IBIS_TYPES
    with pytest.raises(KeyError):
        ibis_type(pa.timestamp("us", "UTC"))


ZONED = [
    lambda t: t.filter(t["occurred_at"] < datetime(2026, 1, 1, tzinfo=UTC)),
    lambda t: t.mutate(local=t["occurred_at"].cast("timestamp('Europe/Warsaw')")),
    lambda t: t.aggregate(n=t.count(where=t["received_at"].cast("timestamp('UTC')").notnull())),
]


@pytest.mark.parametrize("zoned", ZONED)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_time_with_a_zone_does_not_compile(zoned, dialect):
    with pytest.raises(UsageError, match="has no zone"):
        compile_expression(zoned(unbound(TABLES["events"])), dialect)


def test_unknown_dialects_are_named():
    with pytest.raises(UsageError, match="no SQL dialect 'duck'"):
        compile_expression(unbound(TABLES["events"]), "duck")


def twice(rows):
    """The rows named twice, each time with what that place needs."""
    high, low = (
        rows.filter(part).group_by("n").aggregate(count=lambda t: t.count()) for part in (rows.n > 1, rows.n <= 1)
    )
    return high.union(low)


def test_duckdb_does_not_keep_rows_that_are_only_read():
    events = unbound(TABLES["events"])
    plain = events.filter(events["name"] == "call").select(n=ibis.cases((events["ordinal"] > 0, 1), else_=2))
    assert "AS NOT MATERIALIZED (" in compile_expression(twice(plain))
    assert "MATERIALIZED" not in compile_expression(twice(plain), "postgres")


@pytest.mark.parametrize(
    "made",
    [
        lambda t: t.group_by("name").aggregate(n=t.count()),
        lambda t: t.mutate(n=ibis.row_number().over(order_by=t["occurred_at"])),
        lambda t: t.select("customer_id").distinct().mutate(n=1),
        lambda t: t.inner_join(t.view(), "event_id").mutate(n=1).select("n"),
    ],
)
def test_duckdb_keeps_what_is_costly_to_make_twice(made):
    text = compile_expression(twice(made(unbound(TABLES["events"]))))
    assert " AS (" in text
    assert "NOT MATERIALIZED" not in text


def test_a_float_is_a_float_for_duckdb(tmp_path):
    table = ibis.range(3).unnest().name("n").as_table()
    weight = ibis.cases((table["n"] > 0, 1.5), else_=0.0)
    sql = compile_expression(table.aggregate(total=weight.sum(), share=(table["n"] * 0.1).sum()))
    with DuckDBEngine(tmp_path, threads=1) as engine:
        assert engine.read(sql, {}).schema.types == [pa.float64(), pa.float64()]


def test_compiling_for_spark_starts_no_jvm_and_needs_no_pyspark():
    program = (
        "import sys, clew.engines.compile as c; c.compile_everywhere(c.canonical_tables()['feedback'].rating.mean());"
        "print(sorted({'pyspark', 'py4j', 'pandas', 'scipy.stats', 'django'} & set(sys.modules)))"
    )
    source = str(Path(clew.engines.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert run.stdout.strip() == "[]"
