# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Rates: where nothing happened the figure is zero with its interval, neither missing nor left out."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.questions.asking import answer
from clew.questions.parse import parse_question
from clew.stats.rate import rate, rate_difference
from clew.stats.sketch import Sketch

PEOPLE = [{"customer_id": f"c{i}", "country": "PL" if i < 60 else "RO"} for i in range(100)]


def events(month, customers, **more):
    at = datetime(2026, month, 10)
    return [
        {"event_id": f"{month}-{i}-{more}", "customer_id": f"c{i}", "name": "call", "occurred_at": at, **more}
        for i in customers
    ]


def orders(month, count):
    return [{"purchase_id": f"{month}-{i}", "purchased_at": datetime(2026, month, 5)} for i in range(count)]


@pytest.fixture
def ask(lake, engine):
    return lambda metric="contact_rate", **words: answer(parse_question(metric, **words), lake, engine)


def test_a_group_that_never_came_is_a_row_of_zero(lake, ask):
    lake.write("customers", PEOPLE).write("events", events(3, range(10)))
    poland, romania = ask(by="customers.country").rows
    nothing = rate(Sketch(0), 40, exposed_are_customers=True)
    assert (poland.value, poland.n) == (pytest.approx(1000 / 6), 10)
    assert romania.dimensions == {"customers.country": "RO"}
    assert (romania.value, romania.n) == (0, 0)
    assert (romania.lo, romania.hi) == (0, pytest.approx(nothing.hi))


def test_a_month_in_which_nobody_came_is_a_row_of_zero(lake, ask):
    lake.write("customers", PEOPLE).write("events", events(1, range(10)) + events(3, range(5)))
    found = {row.period: (row.value, row.n) for row in ask(every="month").rows}
    assert found == {"2026-01": (100, 10), "2026-02": (0, 0), "2026-03": (50, 5)}
    by_country = ask(every="month", by="customers.country").rows
    assert [(row.dimensions["customers.country"], row.period, row.n) for row in by_country] == [
        ("PL", "2026-01", 10), ("PL", "2026-02", 0), ("PL", "2026-03", 5),
        ("RO", "2026-01", 0), ("RO", "2026-02", 0), ("RO", "2026-03", 0),
    ]  # fmt: skip
    assert by_country[-1].value == 0
    assert by_country[-1].hi > 0


def test_a_channel_has_a_row_of_each_month(lake, ask):
    rows = events(1, range(10), channel="chat") + events(2, range(10), channel="mail")
    lake.write("customers", PEOPLE).write("events", rows)
    found = [(row.dimensions["channel"], row.period, row.value) for row in ask(every="month", by="channel").rows]
    assert found == [("chat", "2026-01", 100), ("chat", "2026-02", 0), ("mail", "2026-01", 0), ("mail", "2026-02", 100)]


def test_a_month_with_orders_but_no_contact_is_a_row_of_zero(lake, ask):
    lake.write("purchases", orders(1, 20) + orders(2, 30)).write("events", events(1, range(2)))
    found = {row.period: (row.value, row.n) for row in ask(every="month", settings=["per=orders"]).rows}
    assert found == {"2026-01": (pytest.approx(100), 2), "2026-02": (0, 0)}


def test_nothing_that_meets_the_filter_is_zero(lake, ask):
    lake.write("customers", PEOPLE).write("events", events(3, range(10), channel="chat"))
    (row,) = ask(where=["channel=mail"]).rows
    assert (row.value, row.lo, row.n) == (0, 0, 0)
    assert row.hi > 0


def test_where_no_contact_was_ever_recorded_nothing_is_known(lake, ask):
    lake.write("customers", PEOPLE)
    (row,) = ask().rows
    assert (row.value, row.warnings) == (None, ("no exposure",))


def test_a_rate_is_suppressed_by_what_it_is_counted_per(lake, ask):
    few = [{"customer_id": f"c{i}", "country": "PL" if i < 4 else "RO"} for i in range(50)]
    lake.write("customers", few).write("events", events(3, range(6)))
    poland, romania = ask(by="customers.country").rows
    assert (poland.value, poland.n, poland.warnings) == (None, 4, ("suppressed",))
    assert (romania.value, romania.n) == (pytest.approx(1000 * 2 / 46), 2)


def test_a_month_of_zero_is_compared(lake, ask):
    lake.write("customers", PEOPLE).write("events", events(1, range(10)) + events(3, range(5)))
    changes = [(c.period, c.reference, c.difference) for c in ask(every="month", compare="previous").comparisons]
    assert changes == [("2026-02", "2026-01", -100), ("2026-03", "2026-02", 50)]


def test_the_span_before_has_its_own_orders(lake, ask):
    lake.write("purchases", orders(1, 20) + orders(2, 40)).write("events", events(1, range(10)) + events(2, range(10)))
    words = {"start": "2026-02-01", "end": "2026-03-01", "compare": "previous", "settings": ["per=orders"]}
    (change,) = ask(**words).comparisons
    assert change.difference == pytest.approx(250 - 500)


def test_customers_below_the_line_are_those_above_it_when_rates_are_compared(lake, ask):
    rows = events(3, range(30), channel="chat") + events(3, range(30, 90), channel="mail")
    lake.write("customers", PEOPLE).write("events", rows)
    change = ask(compare="channel").comparisons[0]
    ones = [Sketch.of([1] * n, unit_id=list(range(n))) for n in (30, 60)]
    expected = rate_difference(ones[0], 100, ones[1], 100, exposed_are_customers=True)
    blind = rate_difference(ones[0], 100, ones[1], 100)
    assert expected.hi - expected.lo < 0.9 * (blind.hi - blind.lo)
    assert (change.lo, change.hi, change.p) == pytest.approx((expected.lo, expected.hi, expected.p))
