"""Contact reasons over time: what moved is told, and neither the calendar, growth nor another reason is."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clew.findings.measure import Measure
from clew.findings.tested.reasons import Days, reason_candidates

FIRST = date(2025, 4, 1)
SIZE = 549
CONTACTS = Measure("contact_rate", "Contacts", "per 1,000", "mean", "lower", 1.0, 1.0, filters=("contact=tickets",))
DAYS = [FIRST + timedelta(days=day) for day in range(SIZE)]
MONTHS = np.array([day.isoformat()[:7] for day in DAYS])
WORKING = np.array([float(day.weekday() < 5) for day in DAYS])


def told(own, others, level=1e-4, customers=2000):
    found = reason_candidates(CONTACTS, {"reason": "Invoice"}, Days(FIRST, own, others, customers), "clew ask")
    return [candidate for candidate in found if candidate.p is not None and candidate.p < level]


def drawn(seed, mean):
    return np.random.Generator(np.random.PCG64(seed)).poisson(mean).astype(float)


def test_a_lasting_rise_is_told_with_its_month_and_its_rate():
    later = MONTHS >= "2026-01"
    (found,) = told(drawn(1, 4 * WORKING * np.where(later, 2, 1)), drawn(2, 30 * WORKING))
    assert (found.kind, found.where) == ("change", {"reason": "Invoice", "since": "2026-01"})
    a_month = 5 / 7 * 365.25 / 12 / 2  # a working day's contact, per 1,000 of 2,000 customers and month
    assert found.value.value == pytest.approx(8 * a_month, rel=0.08)
    assert found.reference == pytest.approx(4 * a_month, rel=0.08)
    assert found.value.lo < 8 * a_month < found.value.hi
    assert found.difference_lo < 4 * a_month < found.difference_hi
    assert found.cost["contacts"] == pytest.approx(4 * WORKING[later].sum(), rel=0.12)


def test_a_bad_month_and_a_good_one_are_told_as_such():
    def factor(month):
        return np.where(month == MONTHS, 3, 1)

    (bad,) = told(drawn(3, 6 * WORKING * factor("2025-11")), drawn(4, 40 * WORKING))
    assert (bad.kind, bad.where["period"]) == ("bad_period", "2025-11")
    (good,) = told(drawn(5, 18 * WORKING / factor("2025-11")), drawn(6, 40 * WORKING))
    assert good.kind == "good_period"
    assert not good.cost


def test_months_of_other_lengths_are_no_news():
    own, others = 100 * WORKING, 900 * WORKING
    by_month = [own[month == MONTHS].sum() for month in np.unique(MONTHS)]
    assert max(by_month) / min(by_month) > 1.1
    assert not told(own, others, level=0.5)


def test_a_holiday_that_closes_everything_is_no_news():
    closed = np.where((MONTHS == "2025-12") & (np.arange(SIZE) % 2 == 0), 0.0, WORKING)
    assert not told(50 * closed, 450 * closed, level=0.5)
    other = [c for c in reason_candidates(CONTACTS, {}, Days(FIRST, 50 * closed, 450 * closed, 100), "") if c.p == 1]
    december = next(c for c in other if c.where.get("period") == "2025-12")
    assert december.difference == pytest.approx(0, abs=0.1 * december.value.value)


def test_a_company_that_grows_is_no_news():
    grows = np.linspace(1, 3, SIZE) * WORKING
    assert not told(drawn(7, 10 * grows), drawn(8, 80 * grows))


def test_another_reason_that_doubled_makes_no_news_of_this_one():
    later = MONTHS >= "2026-01"
    assert not told(drawn(9, 10 * WORKING), drawn(10, 40 * WORKING * np.where(later, 3, 1)))


def test_a_storm_is_no_month():
    own = drawn(11, 4 * WORKING)
    own[200:202] = 120
    assert not told(own, drawn(12, 40 * WORKING), level=0.01)


def test_chance_is_rarely_news():
    """At p below .001, of some 19 tests a reason: fewer than two in 40 reasons."""
    wrong = [told(drawn(100 + seed, 4 * WORKING), drawn(200 + seed, 30 * WORKING), level=1e-3) for seed in range(40)]
    assert sum(map(len, wrong)) <= 1


@pytest.mark.parametrize(
    ("own", "customers"), [(np.zeros(SIZE), 100), (np.eye(1, SIZE)[0] * 49, 100), (np.ones(SIZE), 0)]
)
def test_too_few_contacts_or_nobody_to_make_them_is_no_test(own, customers):
    assert reason_candidates(CONTACTS, {}, Days(FIRST, own, np.ones(SIZE), customers), "") == []


def test_a_month_of_few_days_is_not_told_but_drawn_as_incomplete():
    few = SIZE - 20  # ends on 10 September 2026
    rise = np.where(MONTHS == "2026-09", 9, 1)[:few]
    found = reason_candidates(
        CONTACTS, {}, Days(FIRST, 10 * WORKING[:few] * rise, 60 * WORKING[:few], 100), ""
    )  # fmt: skip
    assert all(candidate.where.get("period") != "2026-09" for candidate in found)
    assert found[0].chart["points"][-1]["incomplete"]
