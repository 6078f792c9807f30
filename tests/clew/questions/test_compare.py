# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Comparisons: with what each figure is compared, and that all of an answer are one family."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clew.errors import UsageError
from clew.questions.asking import answer
from clew.questions.parse import parse_question
from clew.stats.multiplicity import benjamini_hochberg
from clew.stats.nps import nps_difference
from clew.stats.sketch import Sketch


def month(year, number, ratings, **more):
    first = datetime(year, number, 1, 12)
    return [
        {"feedback_id": f"{year}-{number}-{i}-{more}", "customer_id": f"{year}-{number}-{i}-{more}", "metric": "nps",
         "rating": r, "answered_at": first + timedelta(hours=6 * i), **more}
        for i, r in enumerate(ratings)
    ]  # fmt: skip


GOOD, BAD, MIXED = [10.0] * 40 + [8.0] * 10, [0.0] * 40 + [8.0] * 10, [10.0] * 20 + [0.0] * 20


@pytest.fixture
def ask(lake, engine):
    return lambda metric="nps", **words: answer(parse_question(metric, **words), lake, engine)


def test_each_month_with_the_one_before(lake, ask):
    lake.write("feedback", month(2026, 1, GOOD) + month(2026, 2, BAD) + month(2026, 4, GOOD))
    found = ask(every="month", compare="previous")
    (change,) = found.comparisons
    assert (change.period, change.reference, change.n) == ("2026-02", "2026-01", (50, 50))
    assert change.difference == pytest.approx(-160)
    assert change.lo < change.difference < change.hi
    expected = nps_difference(Sketch.of([-1] * 40 + [0] * 10), Sketch.of([1] * 40 + [0] * 10))
    assert change.p == pytest.approx(expected.p)
    assert change.smallest_detectable == pytest.approx(100 * expected.smallest_detectable)
    assert change.beyond_chance


def test_the_first_month_is_compared_with_one_that_is_not_shown(lake, ask):
    lake.write("feedback", month(2026, 1, GOOD) + month(2026, 2, BAD) + month(2026, 3, GOOD))
    found = ask(every="month", compare="previous", start="2026-02-01")
    assert [row.period for row in found.rows] == ["2026-02", "2026-03"]
    assert [c.reference for c in found.comparisons] == ["2026-01", "2026-02"]


def test_a_period_that_is_cut_stays_cut(lake, ask):
    lake.write("feedback", month(2026, 1, GOOD) + month(2026, 2, GOOD))
    found = ask(every="month", compare="previous", start="2026-02-05")
    assert found.rows[0].n == 50 - 14  # from the first at noon, four a day: 2 + 4 + 4 + 4 before the fifth
    assert found.comparisons[0].n == (36, 50)


def test_with_a_year_before(lake, ask):
    lake.write("feedback", month(2025, 3, GOOD) + month(2026, 2, GOOD) + month(2026, 3, BAD))
    (change,) = ask(every="month", compare="year", start="2026-02-01").comparisons
    assert (change.period, change.reference) == ("2026-03", "2025-03")
    (span,) = ask(compare="year", start="2026-03-01", end="2026-04-01").comparisons
    assert (span.reference, span.difference) == ("a year before", change.difference)


def test_with_the_span_before(lake, ask):
    lake.write("feedback", month(2026, 1, GOOD) + month(2026, 2, BAD))
    found = ask(compare="previous", start="2026-02-01", end="2026-03-01")
    (change,) = found.comparisons
    assert [row.n for row in found.rows] == [50]
    assert (change.reference, change.n[0]) == ("the span before", 50)
    with pytest.raises(UsageError, match="give --every, or both"):
        ask(compare="previous")


def test_a_field_compares_each_value_with_all_others(lake, ask):
    rows = month(2026, 1, GOOD, channel="a") + month(2026, 1, BAD, channel="b") + month(2026, 1, MIXED, channel="c")
    lake.write("feedback", rows)
    found = ask(compare="channel")
    assert [row.dimensions["channel"] for row in found.rows] == ["a", "b", "c"]
    changes = {c.dimensions["channel"]: c for c in found.comparisons}
    assert changes["a"].n == (50, 90)
    assert changes["a"].reference == "all others"
    assert changes["a"].difference == pytest.approx(80 - 100 * (20 - 60) / 90)
    assert [c.q for c in found.comparisons] == pytest.approx(benjamini_hochberg([c.p for c in found.comparisons]))


def test_small_groups_are_not_compared(lake, ask):
    lake.write("feedback", month(2026, 1, [10.0] * 4, channel="a") + month(2026, 1, GOOD, channel="b"))
    for change in ask(compare="channel").comparisons:
        assert (change.difference, change.p, change.warnings) == (None, None, ("suppressed",))


def test_a_median_has_no_comparison(ask):
    with pytest.raises(UsageError, match="compare a mean or a share"):
        ask("lateness", every="month", compare="previous")


def test_shares_means_and_rates_are_compared(lake, ask):
    at = datetime(2026, 3, 10)
    lake.write("feedback", month(2026, 1, GOOD, channel="a") + month(2026, 1, BAD, channel="b"))
    lake.write("customers", [{"customer_id": f"c{i}"} for i in range(100)])
    lake.write(
        "events",
        [
            {"event_id": str(i), "customer_id": f"c{i}", "name": "x", "occurred_at": at, "channel": "ab"[i > 20]}
            for i in range(60)
        ],
    )
    assert ask("nps.promoters", compare="channel").comparisons[0].difference == pytest.approx(0.8)
    assert ask("nps.mean", compare="channel").comparisons[0].difference == pytest.approx(8)
    assert ask("contact_rate", compare="channel").comparisons[0].difference == pytest.approx(210 - 390)


def daily(start, days):
    at = [start + timedelta(days=i) for i in range(days)]
    return [{"feedback_id": str(a), "metric": "nps", "rating": 10.0, "answered_at": a} for a in at]


def test_the_span_before_a_change_of_the_clock_begins_at_midnight(lake, ask):
    # half past midnight in Warsaw, summer time beginning on the 29th
    lake.write("feedback", daily(datetime(2026, 3, 1, 23, 30), 45))
    (change,) = ask(compare="previous", start="2026-03-22", end="2026-04-05", zone="Europe/Warsaw").comparisons
    assert change.n == (14, 14)


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-03-01", "2026-04-01", 28),
        ("2026-01-01", "2026-04-01", 92),
        ("2026-01-01", "2027-01-01", 365),
        ("2025-01-01", "2026-01-01", 366),
        ("2026-03-02", "2026-04-01", 30),
    ],
)
def test_before_whole_months_come_as_many_whole_months(lake, ask, start, end, before):
    lake.write("feedback", daily(datetime(2023, 6, 1, 12), 4 * 365))
    (change,) = ask(compare="previous", start=start, end=end).comparisons
    assert change.n[1] == before
