# ruff: noqa: DTZ001 - UTC without a zone
"""Durations of metrics on one's own tables, in calendar and in working time."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import ibis
import pyarrow as pa
import pytest

from clew.calendars import Calendar, working_days
from clew.calendars.calendar import Version
from clew.calendars.working_days import unbound_working_days
from clew.engines.compile import compile_everywhere, compile_expression
from clew.errors import UsageError
from clew.metrics import METRICS
from clew.metrics.rows.working import TIME_PARAMETERS, clock, elapsed, seconds_of

FRIDAY, MONDAY = datetime(2026, 3, 27, 15), datetime(2026, 3, 30, 8)
OFFICE = Calendar(versions=(Version(begins=None, week=("9-17",) * 5 + ("closed",) * 2),), zone="Europe/Warsaw")
DAYS = working_days(OFFICE, "UTC", date(2026, 1, 1), date(2026, 12, 31))
ROWS = ibis.table({"a": "timestamp(6)", "b": "timestamp(6)"}, name="own")
TABLES = {"own": ROWS, "working_days": unbound_working_days(DAYS.schema)}


def run(expression):
    own = pa.table({"a": [FRIDAY, MONDAY, None], "b": [MONDAY, FRIDAY, MONDAY]})
    with duckdb.connect() as connection:
        connection.register("own", own)
        connection.register("working_days", DAYS)
        return connection.sql(compile_expression(expression)).fetchall()


@pytest.mark.parametrize(("time", "seconds"), [("calendar", 65 * 3600), ("working", 2 * 3600)])
def test_elapsed(time, seconds):
    found = elapsed(TABLES, ROWS, ROWS.a, ROWS.b, {"time": time})
    assert found.columns == ("a", "b", "seconds")
    assert {row[0] for row in run(found.select("seconds"))} == {-seconds, seconds, None}


@pytest.mark.parametrize("time", ["calendar", "working"])
def test_differences_of_a_clock_are_elapsed(time):
    both = clock(TABLES, ROWS, ROWS.a, {"time": time}, name="x")
    both = clock(TABLES, both, both.b, {"time": time}, name="y")
    found = {row[0] for row in run(both.select(d=seconds_of(both.x, both.y)))}
    assert found == {row[0] for row in run(elapsed(TABLES, ROWS, ROWS.a, ROWS.b, {"time": time}).select("seconds"))}


def test_a_literal_may_be_an_end():
    moment = ibis.literal(MONDAY, type="timestamp(6)")
    found = run(elapsed(TABLES, ROWS, ROWS.a, moment, {"time": "working"}).select("seconds"))
    assert set(found) == {(7200.0,), (0.0,), (None,)}


def test_every_engine_says_it():
    assert len(compile_everywhere(elapsed(TABLES, ROWS, ROWS.a, ROWS.b, {"time": "working"}))) == 4


def test_a_metric_of_ones_own_table_takes_working_days():
    promises = ibis.table({"due_at": "timestamp(6)", "kept_at": "timestamp(6)"}, name="own")
    tables = {"promises": promises, "working_days": TABLES["working_days"]}
    figure = METRICS["lateness"](tables, statistic="mean", time="working", as_of="2026-12-31")
    own = pa.table({"due_at": [FRIDAY], "kept_at": [MONDAY]})
    with duckdb.connect() as connection:
        connection.register("own", own)
        connection.register("working_days", DAYS)
        assert connection.sql(compile_expression(figure.as_table())).fetchall() == [(7200.0,)]
    with pytest.raises(UsageError, match="needs the table working_days"):
        METRICS["lateness"](promises, time="working")


def test_the_parameters():
    assert [parameter.name for parameter in TIME_PARAMETERS] == ["time", "calendar"]
    with pytest.raises(UsageError, match="Choices: calendar, working"):
        METRICS["lateness"].settle({"time": "business"})
