# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Calendar periods: neighbours, years before, and agreement with the engine's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.questions.asking import answer
from clew.questions.parse import parse_question
from clew.questions.timing.periods import label, next_start, previous_start, start_of, year_before

EVERY = ["day", "week", "month", "quarter", "year"]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.sampled_from(EVERY), st.integers(1, 7))
def test_periods_follow_each_other_without_a_gap(time, every, week_start):
    start = start_of(time, every, week_start)
    after = next_start(start, every)
    assert start <= time < after
    assert start_of(start, every, week_start) == start
    assert start_of(after, every, week_start) == after
    assert previous_start(after, every, week_start) == start


@pytest.mark.parametrize(
    ("start", "every", "expected"),
    [
        (datetime(2024, 2, 29), "day", datetime(2023, 2, 28)),
        (datetime(2026, 3, 1), "month", datetime(2025, 3, 1)),
        (datetime(2026, 1, 1), "quarter", datetime(2025, 1, 1)),
        (datetime(2026, 11, 16), "week", datetime(2025, 11, 17)),
    ],
)
def test_a_year_before(start, every, expected):
    assert year_before(start, every) == expected


def test_the_week_of_new_year_belongs_to_the_year_with_four_of_its_days():
    assert label(start_of(datetime(2026, 12, 31), "week"), "week") == "2026-W53"
    assert label(start_of(datetime(2027, 1, 3), "week"), "week") == "2026-W53"
    assert label(start_of(datetime(2027, 1, 4), "week") + timedelta(0), "week") == "2027-W01"


@pytest.mark.parametrize("slip", [datetime(1001, 2, 2), datetime(9999, 6, 1)])
def test_a_slip_of_the_pen_in_the_first_or_last_year_stops_no_question(lake, engine, slip):
    times = [datetime(2026, 3, 1), slip]
    lake.write("feedback", [{"feedback_id": str(t), "metric": "nps", "rating": 9, "answered_at": t} for t in times])
    question = parse_question("nps", every="month", zone="Europe/Warsaw", min_n=1)
    assert sorted((row.period, row.n) for row in answer(question, lake, engine).rows) == sorted(
        (f"{time.year:04}-{time.month:02}", 1) for time in times
    )
