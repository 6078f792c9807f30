"""The compiled calendar: one row a UTC day, and what was worked before it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clew.calendars.conftest import made

from clew.calendars.instants import intervals
from clew.calendars.working_days import unbound_working_days, working_days, working_days_schema

HOUR = 3_600_000_000


def test_a_week_in_warsaw():
    days = working_days(made("8-12,13-17", zone=None), "Europe/Warsaw", date(2026, 3, 27), date(2026, 3, 31))
    assert days.to_pylist()[0] == {
        "day": 20539, "before": 0, "start_1": 7 * HOUR, "end_1": 11 * HOUR, "start_2": 12 * HOUR, "end_2": 16 * HOUR,
    }  # fmt: skip
    assert days["before"].to_pylist() == [0, 8 * HOUR, 8 * HOUR, 8 * HOUR, 16 * HOUR]
    assert days["start_1"].to_pylist() == [7 * HOUR, 0, 0, 6 * HOUR, 6 * HOUR]  # summer time since the 29th


def test_a_shift_across_midnight_of_utc_lies_in_two_days():
    days = working_days(made(("0-6",) * 7), "UTC", date(2026, 7, 1), date(2026, 7, 1)).to_pylist()[0]
    pairs = {(days[f"start_{n}"], days[f"end_{n}"]) for n in (1, 2)}
    assert pairs == {(0, 4 * HOUR), (22 * HOUR, 24 * HOUR)}


def test_nobody_works():
    days = working_days(made(("closed",) * 7), "UTC", date(2026, 7, 1), date(2026, 7, 2))
    assert days.schema == working_days_schema()
    assert days["before"].to_pylist() == [0, 0]


def test_an_expression_of_as_many_intervals_as_the_table_has():
    assert unbound_working_days().columns == ("day", "before", "start_1", "end_1")
    assert len(unbound_working_days(working_days_schema(3)).columns) == 8


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["Europe/Warsaw", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]),
    st.sampled_from(["9-17", "22-6", "8-12,13-17,18-20", "0-24"]),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(0, 40),
)
def test_nothing_is_lost_on_the_way_into_days(zone, week, first, length):
    last = first + timedelta(days=length)
    days = working_days(made(week, weekend="10-12", zone=zone), "UTC", first, last).to_pylist()
    start, end = datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.min.time())
    found = intervals(
        made(week, weekend="10-12", zone=zone), "UTC", first - timedelta(days=3), last + timedelta(days=3)
    )
    parts = (min(end, b) - max(start, a) for a, b in found)
    expected = sum((part for part in parts if part > timedelta()), timedelta())
    assert days[-1]["before"] == expected / timedelta(microseconds=1)
    assert [row["day"] for row in days] == list(range(days[0]["day"], days[0]["day"] + length + 1))
