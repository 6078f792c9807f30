"""Boston's requests for service: time to close and deadlines, in calendar time and in the city's working time."""

from __future__ import annotations

from datetime import UTC

import pytest
from oracles.paths import calendar_seconds, inverted_cdf
from oracles.requests import ZONE, free_days, late, requests
from oracles.working_time import office_hours

FILE = "boston-311-2015/boston_311_2015_h1.parquet"


@pytest.fixture(scope="module")
def closed(acceptance_data):
    return [each for each in requests(acceptance_data / FILE) if each.closed]


@pytest.fixture(scope="module")
def city(imported):
    book = imported(ZONE, (FILE, "boston/requests.toml"))
    book("calendar", "set", "--week", "mon-fri 8-17", "--holidays", "US-MA")
    return book


def elapsed(each):
    return max(0.0, calendar_seconds(each.opened.astimezone(UTC), each.closed.astimezone(UTC)))


def test_median_time_to_close_is_73_hours(city, closed):
    """To the second 72.97 h pass; by the wall clock, as if summer time had not begun, it would be 73.00 h."""
    found = city.one("resolution_time.closed_median")
    in_order = [elapsed(each) for each in closed]
    assert found["n"] == len(in_order)
    assert found["value"] == inverted_cdf(in_order, 50)
    assert found["value"] / 3600 == pytest.approx(73.0, abs=0.05)


@pytest.mark.parametrize(("statistic", "percent"), [("closed_median", 50), ("closed_p90", 90)])
def test_time_to_close_in_the_citys_working_time(city, closed, statistic, percent):
    worked = office_hours(ZONE, 8, 17, free_days())
    took = [worked(each.opened, each.closed) for each in closed]
    found = city.one(f"resolution_time.{statistic}", "--set", "time=working")
    assert found["value"] == inverted_cdf(took, percent)


def test_late_by_the_oracle_too(city, closed):
    after, both = late(closed)
    found = city.one("lateness.late")
    assert (round(found["value"] * found["n"]), found["n"]) == (after, both) == (10_025, 37_320)
