"""Columns computed from others: the day of the week is the workspace's, not that of UTC."""

from __future__ import annotations

from datetime import datetime

import duckdb
import ibis
import pyarrow as pa
import pytest

from clew.engines.compile import compile_everywhere, compile_expression
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.derived import DERIVED
from clew.metrics.rows.fields import find_field

ENDS = {"first": "2026-01-01T00:00:00", "last": "2026-12-31T00:00:00"}


def weekday(zone: str, *times: datetime) -> list[str]:
    calls = ibis.table({"queued_at": "timestamp(6)", "place": "int64"}, name="calls")
    day = DERIVED["calls", "weekday"].build(calls, {**MOMENTS, **ENDS, "zone": zone})
    text = compile_expression(calls.mutate(day=day).order_by("place").select("day"))
    rows = pa.table({"queued_at": pa.array(times, pa.timestamp("us")), "place": range(len(times))})
    with duckdb.connect() as connection:
        connection.register("calls", rows)
        return [name for (name,) in connection.execute(text).fetchall()]


def test_the_day_begins_at_midnight_of_the_workspace_also_across_the_change_of_clocks() -> None:
    late = datetime(2026, 3, 1, 23, 30)  # noqa: DTZ001 - UTC without zone, as in the lake
    summer = datetime(2026, 3, 29, 22, 30)  # noqa: DTZ001
    assert weekday("UTC", late, summer) == ["sunday", "sunday"]
    assert weekday("Europe/Warsaw", late, summer) == ["monday", "monday"]
    assert weekday("America/New_York", late, summer) == ["sunday", "sunday"]


@pytest.mark.parametrize("table", ["calls", "tickets", "events"])
def test_every_day_has_its_name(table: str) -> None:
    assert find_field("weekday", table).derived is not None
    days = weekday("UTC", *(datetime(2026, 11, 16 + day, 12) for day in range(7)))  # noqa: DTZ001
    assert days == ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def test_every_engine_can_say_it() -> None:
    calls = ibis.table({"queued_at": "timestamp(6)"}, name="calls")
    day = DERIVED["calls", "weekday"].build(calls, {**MOMENTS, **ENDS, "zone": "Europe/Warsaw"})
    assert set(compile_everywhere(calls.select(day=day))) == {"duckdb", "pyspark", "clickhouse", "postgres"}
