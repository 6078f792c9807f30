"""Wall clocks to UTC, against zoneinfo hour by hour, with the hours a clock skips and repeats."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import MappingError
from clew.importers.values.zones import Clock, check_zone, to_utc

ZONES = (
    "Europe/Warsaw",
    "America/New_York",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Sao_Paulo",
)
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock


def micros(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


@given(
    st.lists(st.datetimes(dt.datetime(1930, 1, 1), dt.datetime(2060, 1, 1)), min_size=1, max_size=8),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
@settings(deadline=None, max_examples=150)
def test_is_what_zoneinfo_says_with_fold_0(moments: list[dt.datetime], zone: str) -> None:
    expected = [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None) for moment in moments]
    assert to_utc(np.array([micros(moment) for moment in moments]), zone).tolist() == [
        micros(moment) for moment in expected
    ]


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ((2026, 3, 29, 1, 59), (2026, 3, 29, 0, 59)),
        ((2026, 3, 29, 2, 30), (2026, 3, 29, 1, 30)),  # skipped: the clock shows 03:30
        ((2026, 3, 29, 3, 0), (2026, 3, 29, 1, 0)),
        ((2026, 10, 25, 2, 30), (2026, 10, 25, 0, 30)),  # shown twice: the first
        ((2026, 10, 25, 3, 0), (2026, 10, 25, 2, 0)),
    ],
)
def test_golden_hours_of_warsaw(wall: tuple[int, ...], utc: tuple[int, ...]) -> None:
    assert to_utc(np.array([micros(dt.datetime(*wall))]), "Europe/Warsaw").tolist() == [micros(dt.datetime(*utc))]  # noqa: DTZ001


def test_two_changes_within_five_weeks_are_both_found() -> None:
    hours = [dt.datetime(2024, 3, 1) + dt.timedelta(hours=hour) for hour in range(24 * 60)]  # noqa: DTZ001 - wall clock
    zone = ZoneInfo("Africa/Casablanca")  # Ramadan
    expected = [micros(hour.replace(tzinfo=zone).astimezone(dt.UTC).replace(tzinfo=None)) for hour in hours]
    assert to_utc(np.array([micros(hour) for hour in hours]), "Africa/Casablanca").tolist() == expected


def test_the_end_of_a_day_is_local() -> None:
    day = micros(dt.datetime(2026, 7, 1))  # noqa: DTZ001 - wall clock
    end = Clock("Europe/Warsaw", end_of_day=True).utc(np.array([day]))[0]
    assert dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=int(end)) == dt.datetime(2026, 7, 1, 21, 59, 59, 999999)  # noqa: DTZ001


def test_the_ends_of_the_calendar_are_no_trouble() -> None:
    ends = np.array([micros(dt.datetime(1, 1, 1)), micros(dt.datetime(9999, 12, 31))])  # noqa: DTZ001 - wall clocks
    assert to_utc(ends, "Europe/Warsaw").shape == (2,)


def test_a_zone_that_is_none() -> None:
    with pytest.raises(MappingError, match="no time zone 'Europe/Warsa'"):
        check_zone("Europe/Warsa")
