# ruff: noqa: DTZ001 - UTC without a zone
"""Working time between two times: the engine finds what a walk over the calendar's intervals finds, everywhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clew.calendars.conftest import made, walked

from clew.calendars.instants import intervals
from clew.calendars.worked import work_clock, worked_seconds
from clew.calendars.working_days import unbound_working_days, working_days
from clew.engines.compile import compile_everywhere, compile_expression
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView

ROWS = pa.schema([("id", pa.int64()), ("a", pa.timestamp("us")), ("b", pa.timestamp("us"))])
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CALENDARS = {
    "office": made(holidays=("PL",)),
    "split": made("8-12,13-17", weekend="9-13", exceptions={"2026-12-24": "9-12"}),
    "night": made("22-6", zone="America/New_York"),
    "always": made(("0-24",) * 7),
}
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31, 23, 59)).map(lambda time: time.replace(microsecond=0))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A function: a calendar and pairs of times -> the seconds worked between them, by the engine."""
    folder, turns = tmp_path_factory.mktemp("lake"), iter(range(1_000_000))
    compiled = {name: working_days(calendar, "UTC", FIRST, LAST) for name, calendar in CALENDARS.items()}
    for name, days in compiled.items():
        pq.write_table(days, folder / f"{name}.parquet")

    with DuckDBEngine(folder, threads=1, memory_limit="500MB") as engine:

        def seconds(name, pairs):
            path = folder / f"rows-{next(turns)}.parquet"
            pq.write_table(
                pa.Table.from_pylist([{"id": n, "a": a, "b": b} for n, (a, b) in enumerate(pairs)], ROWS), path
            )
            days = TableView("working_days", compiled[name].schema, (str(folder / f"{name}.parquet"),))
            views = {"rows": TableView("rows", ROWS, (str(path),)), "working_days": days}
            rows = ibis.table({"id": "int64", "a": "timestamp(6)", "b": "timestamp(6)"}, name="rows")
            found = worked_seconds(rows, unbound_working_days(days.schema), "a", rows.b)
            return [row["worked"] for row in engine.rows(compile_expression(found.order_by("id")), views)]

        yield seconds


def by_hand(calendar, start, end):
    margin = timedelta(days=3)
    found = intervals(calendar, "UTC", (start - margin).date(), (end + margin).date())
    parts = (min(end, b) - max(start, a) for a, b in found)
    return sum((part for part in parts if part > timedelta()), timedelta()).total_seconds()


@pytest.mark.parametrize("name", CALENDARS)
@settings(max_examples=10, deadline=None)
@given(pairs=st.lists(st.tuples(TIMES, TIMES).map(sorted), min_size=1, max_size=20))
def test_the_engine_finds_what_plain_python_finds(run, name, pairs):
    assert run(name, pairs) == [by_hand(CALENDARS[name], a, b) for a, b in pairs]


def test_the_engine_finds_what_a_walk_by_the_clock_finds(run):
    start, end = datetime(2026, 10, 20, 5, 17), datetime(2026, 10, 28, 13, 2)
    expected = walked(lambda day: [(540, 1020)] if day.weekday() < 5 else [], "Europe/Warsaw", start, end)
    assert run("office", [(start, end)]) == [expected * 60]


def test_golden(run):
    fri, mon = datetime(2026, 3, 27, 15), datetime(2026, 3, 30, 8)  # 16:00 and 10:00 in Warsaw
    may, after = datetime(2026, 4, 30, 14), datetime(2026, 5, 4, 8)
    assert run("office", [(fri, mon), (may, after), (mon, fri)]) == [7200, 7200, -7200]
    assert run("always", [(fri, mon)]) == [65 * 3600]


@settings(max_examples=10, deadline=None)
@given(pairs=st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=20))
def test_issue_215_round_the_clock_is_the_time_that_passed(run, pairs):
    assert run("always", pairs) == [(b - a).total_seconds() for a, b in pairs]


def test_what_is_not_known_is_null_and_never_nothing(run):
    known = datetime(2026, 6, 1)
    outside = [datetime(2025, 12, 31, 23, 59, 59), datetime(2027, 1, 1), datetime(1, 1, 1), datetime(9999, 12, 31)]
    assert run("office", [(known, None), (None, known), (None, None)]) == [None] * 3
    assert run("office", [(time, known) for time in outside]) == [None] * 4
    assert run("office", [(known, time) for time in outside]) == [None] * 4
    assert run("office", [(datetime(2026, 12, 31, 23, 59, 59), known)]) != [None]


def test_it_is_said_on_every_engine():
    rows = ibis.table({"id": "int64", "a": "timestamp(6)", "b": "timestamp(6)"}, name="rows")
    days = unbound_working_days()
    assert len(compile_everywhere(worked_seconds(rows, days, "a", "b"))) == 4
    assert len(compile_everywhere(work_clock(rows, days, "a", name="shown"))) == 4


def test_columns_of_the_rows_stay_and_no_others_come():
    rows = ibis.table({"day": "int64", "before": "int64", "a": "timestamp(6)"}, name="rows")
    found = worked_seconds(rows, unbound_working_days(), "a", "a")
    assert found.columns == ("day", "before", "a", "worked")
