"""The wall clock of Warsaw, against the zone database hour by hour, and the ways tools print a time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.simulation.times import ZONE, Calendar, day_month_year, iso_text

CALENDAR = Calendar("2025-04", 18)
INSTANTS = st.datetimes(datetime(2025, 2, 15), datetime(2026, 11, 15))  # noqa: DTZ001 - bounds of wall-clock times


@settings(deadline=None)
@given(INSTANTS)
def test_utc_is_what_the_zone_database_says(wall):
    wall = wall.replace(microsecond=0)
    expected = wall.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC).replace(tzinfo=None)
    assert CALENDAR.utc(np.array([wall], "datetime64[s]")).item() == expected


def test_both_changes_of_the_clock():
    walls = ["2025-10-26T01:59:59", "2025-10-26T03:00:00", "2026-03-29T01:59:59", "2026-03-29T03:00:00"]
    utc = ["2025-10-25T23:59:59", "2025-10-26T02:00:00", "2026-03-29T00:59:59", "2026-03-29T01:00:00"]
    assert (CALENDAR.utc(np.array(walls, "datetime64[s]")) == np.array(utc, "datetime64[s]")).all()


def test_only_the_skipped_hour_is_shown_later():
    walls = np.array(
        [
            "2026-03-29T01:59:59",
            "2026-03-29T02:00:00",
            "2026-03-29T02:59:59",
            "2026-03-29T03:00:00",
            "2025-10-26T02:30:00",
        ],
        "datetime64[s]",
    )
    assert (CALENDAR.shown(walls) - walls).astype(int).tolist() == [0, 3600, 3600, 0, 0]
    assert np.isnat(CALENDAR.shown(np.array(["NaT"], "datetime64[s]"))).all()


@settings(deadline=None)
@given(INSTANTS)
def test_prints_agree_with_the_standard_library(wall):
    times = np.array([wall], "datetime64[s]")
    assert iso_text(times).item() == wall.strftime("%Y-%m-%d %H:%M:%S")
    assert iso_text(times, "T").item() == wall.strftime("%Y-%m-%dT%H:%M:%S")
    assert day_month_year(times).item() == wall.strftime("%d.%m.%Y %H:%M")


def test_the_record_ends_with_its_last_month():
    assert (CALENDAR.last_month, str(CALENDAR.start), str(CALENDAR.end)) == (
        "2026-09",
        "2025-04-01T00:00:00",
        "2026-10-01T00:00:00",
    )
