"""Storms: worked by hand, false alarms over many calm series, and what is no storm."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.findings.measure import Measure
from clew.findings.tested.storms import SHORTEST_SERIES, find_storm, storm_candidate

MONDAY = date(2026, 1, 5)
WEEK = np.array([1.25, 1, 1, 1, 0.95, 0.45, 0.3])
CALM = [6, 5, 5, 6, 5, 1, 0] * 20
MEASURE = Measure("contact_rate", "Contacts", "a day", "mean", "lower", 1.0, 1.0)


def drawn(rng, mean, scatter, days=548):
    """Counts with a pattern of the week; the variance is mean + mean² / scatter (None: Poisson's)."""
    usual = mean * WEEK[np.arange(days) % 7]
    return rng.poisson(usual if scatter is None else rng.gamma(scatter, usual / scatter)).tolist()


def with_storm(counts, begin, *more):
    return [*counts[:begin], *(c + m for c, m in zip(counts[begin:], more, strict=False)), *counts[begin + len(more) :]]


def test_two_days_that_stand_out_are_told_with_their_days_and_the_usual():
    storm = find_storm(with_storm(CALM, 43, 40, 44), MONDAY)
    assert (storm.begin, storm.days, storm.count) == (43, 2, 5 + 40 + 6 + 44 - 1)
    assert storm.usual == pytest.approx(10, abs=1)
    assert storm.p < 1e-9


@pytest.mark.parametrize(("mean", "scatter"), [(1, 5), (4, 5), (20, 5), (20, 20), (20, None), (100, 5)])
def test_calm_series_rarely_raise_an_alarm(mean, scatter):
    """Of 100 series of eighteen months, at p .01: four or more have a chance of 2 %."""
    rng = np.random.Generator(np.random.PCG64(5))
    found = [find_storm(drawn(rng, mean, scatter), MONDAY) for _ in range(100)]
    assert sum(storm is not None and storm.p <= 0.01 for storm in found) <= 3


def test_days_that_scatter_wildly_by_themselves_are_no_storms():
    """Mean 20, variance 220: by Poisson's line (38 of 20 are .01 % of days) nearly every series would have one."""
    rng = np.random.Generator(np.random.PCG64(5))
    series = [drawn(rng, 20, 2) for _ in range(150)]
    assert np.mean([max(counts) >= 60 for counts in series]) > 0.9
    assert sum(storm is not None and storm.p <= 0.01 for storm in (find_storm(c, MONDAY) for c in series)) <= 6


def test_a_storm_is_found_among_scatter_and_beside_an_earlier_one():
    rng = np.random.Generator(np.random.PCG64(3))
    for _ in range(10):
        counts = with_storm(with_storm(drawn(rng, 4, 10), 100, 50), 300, 60, 60)
        storm = find_storm(counts, MONDAY)
        assert (storm.begin, storm.days) == (300, 2)
        assert storm.p < 1e-6


def test_a_storm_that_is_plainest_on_its_second_day_began_on_its_first():
    counts = with_storm([30, 25, 25, 30, 25, 0, 0] * 20, 46, 65, 60)
    assert (find_storm(counts, MONDAY).begin, find_storm(counts, MONDAY).days) == (46, 2)


def test_a_busy_weekday_is_no_storm():
    assert find_storm([80, 2, 2, 2, 2, 0, 0] * 30, MONDAY) is None


def test_a_day_of_the_month_is_no_storm():
    days = [MONDAY + timedelta(days=at) for at in range(420)]
    bills = [60 if day.day == 3 else 5 for day in days]
    assert find_storm(bills, MONDAY) is None
    at = days.index(date(2026, 6, 17))
    assert find_storm(with_storm(bills, at, 70), MONDAY).begin == at


def test_a_calm_day_at_the_end_belongs_to_no_storm():
    storm = find_storm(with_storm(CALM, 44, 30, 0, 0), MONDAY)
    assert (storm.begin, storm.days) == (44, 1)


def test_short_series_and_a_handful_of_contacts_tell_nothing():
    assert find_storm(with_storm(CALM, 20, 90)[: SHORTEST_SERIES - 1], MONDAY) is None
    assert find_storm(with_storm([0] * 200, 100, 9), MONDAY) is None
    assert find_storm(with_storm([0] * 200, 100, 30), MONDAY).usual < 0.1


def test_what_is_told_names_its_days_and_what_came_beyond_the_usual():
    counts = with_storm(CALM, 43, 40, 44)
    told = storm_candidate(MEASURE, {"topic": "Outage"}, MONDAY, counts, "clew ask")
    assert told.where == {"topic": "Outage", "period": "2026-02-17..2026-02-18"}
    assert told.value.value == 47
    assert told.value.lo < 47 < told.value.hi
    assert told.cost["contacts"] == pytest.approx(94 - 2 * told.reference)
    assert told.facts["size"] == pytest.approx(1 - told.reference / 47)
    assert {point["period"] for point in told.chart["points"]} >= {"2026-02-17", "2026-02-18"}
    alone = storm_candidate(MEASURE, {}, MONDAY, with_storm(CALM, 43, 60), "")
    assert alone.where == {"period": "2026-02-17"}
    assert storm_candidate(MEASURE, {}, MONDAY, CALM, "") is None


@given(st.lists(st.integers(0, 30), min_size=SHORTEST_SERIES, max_size=120), st.integers(0, 50))
def test_any_storm_is_at_least_three_times_the_usual_and_within_its_series(counts, begin):
    storm = find_storm(with_storm(counts, begin, 200), MONDAY)
    if storm is not None:
        assert 0 <= storm.begin < storm.begin + storm.days <= len(counts)
        assert 1 <= storm.days <= 3
        assert storm.count == sum(with_storm(counts, begin, 200)[storm.begin : storm.begin + storm.days])
        assert storm.count >= 3 * storm.usual
        assert 0 <= storm.p <= 1
