# ruff: noqa: DTZ001 - UTC without a zone
"""The golden cases of Warsaw 2026, the faults that others shipped, and an oracle that walks the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clew.calendars.conftest import made, walked

from clew.calendars.calendar import Calendar, Version
from clew.calendars.instants import intervals

WARSAW = ZoneInfo("Europe/Warsaw")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
ALWAYS = ("0-24",) * 7


def worked(calendar, start, end, zone="Europe/Warsaw"):
    """Hours of work between two UTC times."""
    margin = timedelta(days=2)
    found = intervals(calendar, zone, (start - margin).date(), (end + margin).date())
    parts = (min(end, b) - max(start, a) for a, b in found)
    return sum((part for part in parts if part > timedelta()), timedelta()) / timedelta(hours=1)


def warsaw(text):
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW).astimezone(UTC).replace(tzinfo=None)


def hours_of(calendar, day):
    return sum((b - a for a, b in intervals(calendar, "UTC", day, day)), timedelta()) / timedelta(hours=1)


def test_a_weekend_with_a_clock_change():
    start, end = warsaw("2026-03-27T16:00"), warsaw("2026-03-30T10:00")
    assert worked(made(), start, end) == 2
    assert (end - start) / timedelta(hours=1) == 65  # the wall clocks say 66


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_day_of_all_hours(day, hours):
    assert hours_of(made(ALWAYS), day) == hours


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 5), (AUTUMN, 7)])
def test_a_shift_over_the_change(day, hours):
    assert hours_of(made(("0-6",) * 7), day) == hours


def test_with_polish_holidays():
    calendar = made(holidays=("PL",))
    assert worked(calendar, warsaw("2026-04-30T16:00"), warsaw("2026-05-04T10:00")) == 2


def test_a_time_that_the_clock_leaps_over_is_the_moment_of_the_leap():
    leap = datetime(2026, 3, 29, 1)
    assert intervals(made(("2:30-6",) * 7), "UTC", SPRING, SPRING) == [(leap, datetime(2026, 3, 29, 4))]
    assert intervals(made(("0-2:30",) * 7), "UTC", SPRING, SPRING) == [(datetime(2026, 3, 28, 23), leap)]
    assert intervals(made(("2:15-2:45",) * 7), "UTC", SPRING, SPRING) == []
    assert hours_of(made(("0-2:30,2:30-6",) * 7), SPRING) == 5


def test_an_hour_shown_twice_counts_twice_but_never_three_times():
    assert hours_of(made(("2-3",) * 7), AUTUMN) == 2
    assert hours_of(made(("2:30-6",) * 7), AUTUMN) == 4.5
    assert hours_of(made(("0-2:30",) * 7), AUTUMN) == 3.5
    assert hours_of(made(("0-2:20,2:40-6",) * 7), AUTUMN) == 7  # both shifts lie in the hour shown twice


def test_a_midnight_that_never_was():
    # In Cairo the clock leaps from 24:00 on Thursday 23 April 2026 to 1:00.
    calendar = made(ALWAYS, zone="Africa/Cairo")
    assert hours_of(calendar, date(2026, 4, 23)) == 24
    assert hours_of(calendar, date(2026, 4, 24)) == 23


def test_the_zone_of_the_workspace_serves_where_the_calendar_has_none():
    calendar = made(zone=None)
    [(start, end)] = intervals(calendar, "America/New_York", date(2026, 7, 1), date(2026, 7, 1))
    assert (start, end) == (datetime(2026, 7, 1, 13), datetime(2026, 7, 1, 21))


# What others shipped (fivetran/dbt_zendesk): each is a property.


@settings(deadline=None)
@given(st.integers(0, 364))
def test_issue_25_the_offset_of_the_day_counts_and_not_todays(day):
    """Nine in the morning is nine in the morning in summer and in winter."""
    date_ = date(2026, 1, 1) + timedelta(days=day)
    [(start, _)] = intervals(made(("9-17",) * 7), "UTC", date_, date_)
    assert start.replace(tzinfo=UTC).astimezone(WARSAW).hour == 9


@settings(deadline=None)
@given(st.integers(0, 364))
def test_issue_92_a_holiday_is_not_worked(day):
    date_ = date(2026, 1, 1) + timedelta(days=day)
    calendar = made(("9-17",) * 7, holidays=("PL",))
    assert hours_of(calendar, date_) == (0 if calendar.holiday(date_) else 8)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 27), st.integers(0, 13), st.integers(14, 27))
def test_issue_107_time_across_a_change_of_hours_counts_once(change, first, last):
    early, late = Version(begins=None, week=("22-6",) * 7), Version(begins=date(2026, 6, change), week=("4-20",) * 7)
    calendar = Calendar(versions=(early, late))
    start, end = datetime(2026, 6, 1 + first), datetime(2026, 6, 1 + last)
    found = worked(calendar, start, end, "UTC")
    assert found <= (end - start) / timedelta(hours=1)
    days = [start.date() + timedelta(days=n) for n in range((end - start).days)]
    per_day = {False: 8, True: 16}
    assert found == sum(per_day[day >= date(2026, 6, change)] for day in days)


@settings(deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), st.timedeltas(timedelta(), timedelta(days=20)))
def test_issue_215_round_the_clock_is_the_time_that_passed(start, length):
    assert worked(made(ALWAYS), start, start + length) == pytest.approx(length / timedelta(hours=1), abs=1e-9)


TIMES = st.integers(0, 20 * 1440).map(lambda minute: minute * timedelta(minutes=1))
CHANGES = {
    "Europe/Warsaw": (datetime(2026, 3, 20), datetime(2026, 10, 16)),
    "America/New_York": (datetime(2026, 2, 27), datetime(2026, 10, 24)),
    "Australia/Lord_Howe": (datetime(2026, 3, 28), datetime(2026, 9, 26)),  # by half an hour
    "Asia/Kathmandu": (datetime(2026, 3, 1),),
    "Africa/Cairo": (datetime(2026, 4, 15), datetime(2026, 10, 20)),  # at midnight
    "America/Havana": (datetime(2026, 3, 1), datetime(2026, 10, 25)),  # the first hour of a day twice
}
PLACES = st.sampled_from([(zone, start) for zone, starts in CHANGES.items() for start in starts])


def clock(minute):
    return f"{minute // 60}:{minute % 60:02}"


@st.composite
def weeks(draw):
    """Seven days of at most two shifts, some past midnight, as the text of the calendar and as the walk needs them."""
    texts, shifts = [], []
    for _ in range(7):
        ends = sorted(draw(st.lists(st.integers(0, 47), min_size=0, max_size=4, unique=True)))
        pairs = [(a * 30, b * 30) for a, b in zip(ends[::2], ends[1::2], strict=False)]
        if pairs and draw(st.booleans()):
            start = pairs[-1][0]
            pairs[-1] = (start, 1440 + draw(st.integers(0, max(0, min(20, pairs[0][0] // 30 - 1)))) * 30)
        texts.append(",".join(f"{clock(a)}-{clock(b if b <= 1440 else b - 1440)}" for a, b in pairs))
        shifts.append(pairs)
    return tuple(texts), shifts


def shifts_of(shifts):
    def on(day):
        own = [(a, min(b, 1440)) for a, b in shifts[day.weekday()]]
        return own + [(0, b - 1440) for _, b in shifts[day.weekday() - 1] if b > 1440]

    return on


@settings(max_examples=25, deadline=None)
@given(weeks(), PLACES, st.lists(TIMES, min_size=2, max_size=2))
def test_a_walk_by_the_clock_finds_the_same(week, place, times):
    (texts, shifts), (zone, begins) = week, place
    start, end = (begins + time for time in sorted(times))
    expected = walked(shifts_of(shifts), zone, start, end)
    assert worked(made(texts, zone=zone), start, end) * 60 == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(weeks(), PLACES, st.lists(TIMES, min_size=3, max_size=3))
def test_parts_add_up_and_stay_within_what_passed(week, place, times):
    (texts, _), (zone, begins) = week, place
    calendar = made(texts, zone=zone)
    a, b, c = (begins + time for time in sorted(times))
    whole = worked(calendar, a, c)
    assert worked(calendar, a, b) + worked(calendar, b, c) == pytest.approx(whole, abs=1e-9)
    assert 0 <= whole <= (c - a) / timedelta(hours=1)


@settings(max_examples=40, deadline=None)
@given(weeks(), PLACES)
def test_intervals_are_sorted_and_disjoint(week, place):
    found = intervals(made(week[0], zone=place[0]), "UTC", place[1].date(), place[1].date() + timedelta(days=20))
    assert all(a < b for a, b in found)
    assert all(b < c for (_, b), (c, _) in pairwise(found))
