"""Working days of Warsaw: holidays as a library knows them, and working time there and back again."""

from __future__ import annotations

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.simulation.service.working import WorkingDays, easter, public_holidays
from clew.simulation.times import Calendar

HOURS = WorkingDays(Calendar("2025-04", 18))
SECONDS = st.integers(0, 18 * 30 * 86_400)


@pytest.mark.parametrize("year", range(2019, 2035))
def test_holidays_are_those_of_poland(year):
    assert public_holidays(year) == frozenset(holidays.country_holidays("PL", years=year))
    assert easter(year) in public_holidays(year)


def test_a_weekend_and_a_holiday_are_not_worked():
    """Science: Thursday 30 April 2026, 16:00 to Monday 4 May, 10:00 is four working hours from eight to six."""
    start, end = np.array(["2026-04-30T16:00:00", "2026-05-04T10:00:00"], "datetime64[s]")
    assert (HOURS.worked(np.array([end])) - HOURS.worked(np.array([start]))).item() == 4 * 3600


@settings(deadline=None, max_examples=200)
@given(SECONDS, SECONDS)
def test_working_time_never_exceeds_time_and_never_runs_back(first, second):
    early, late = sorted((first, second))
    at = HOURS.calendar.start + np.array([early, late]).astype("timedelta64[s]")
    worked = np.diff(HOURS.worked(at)).item()
    assert 0 <= worked <= late - early
    there = HOURS.moment(HOURS.worked(at))
    assert (there >= at).all(), "the moment is the next at which the desk works"
    assert (HOURS.worked(there) == HOURS.worked(at)).all()


def test_the_next_open_day_is_itself_or_after_christmas():
    days = np.array(["2025-12-23", "2025-12-24", "2025-12-28", "2025-12-29"], "datetime64[D]")
    assert HOURS.next_open(days).astype(str).tolist() == ["2025-12-23", "2025-12-29", "2025-12-29", "2025-12-29"]
