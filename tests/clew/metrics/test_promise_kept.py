# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Promises: what is due, what is kept, against a plain-Python oracle."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

NOON = datetime(2026, 3, 10, 12)
HOUR = timedelta(hours=1)


def promise(**columns):
    return {"promise_id": columns.pop("name", "p"), "made_at": NOON - 30 * 24 * HOUR, **columns}


def verdicts(population, rows, **parameters):
    found = population("promise_kept", {"promises": rows}, **parameters)
    return {row["promise_id"]: row["y"] for row in found}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param({"due_at": NOON, "kept_at": NOON}, {"p": 1}, id="at the very deadline is kept"),
        pytest.param(
            {"due_at": NOON - HOUR, "kept_at": NOON - HOUR + timedelta(microseconds=1)},
            {"p": 0},
            id="a microsecond late",
        ),
        pytest.param({"due_at": NOON - HOUR}, {"p": 0}, id="a passed deadline is due and broken"),
        pytest.param({"due_at": NOON + HOUR}, {}, id="a deadline ahead is not due"),
        pytest.param({"due_at": NOON + HOUR, "kept_at": NOON - HOUR}, {"p": 1}, id="done early is due"),
        pytest.param({"due_at": NOON - HOUR, "kept_at": NOON + HOUR}, {"p": 0}, id="done after the moment is not done"),
        pytest.param({"due_at": NOON - HOUR, "withdrawn_at": NOON - HOUR}, {}, id="withdrawn is not due"),
        pytest.param({"due_at": NOON - HOUR, "withdrawn_at": NOON + HOUR}, {"p": 0}, id="not withdrawn yet"),
        pytest.param({}, {}, id="nothing promised"),
        pytest.param({"promised_value": 10.0, "delivered_value": 10.0}, {"p": 1}, id="a least"),
        pytest.param({"promised_value": 10.0, "delivered_value": 9.9}, {"p": 0}, id="less than a least"),
        pytest.param({"promised_value": 10.0}, {}, id="nothing delivered, no deadline"),
        pytest.param({"promised_value": 10.0, "due_at": NOON - HOUR}, {"p": 0}, id="nothing delivered by the deadline"),
        pytest.param({"promised_value": 0.0, "delivered_value": 0.0}, {"p": 1}, id="zero is a value"),
        pytest.param(
            {"due_at": NOON, "kept_at": NOON - HOUR, "promised_value": 2.0, "delivered_value": 1.0}, {"p": 0},
            id="in time but not enough",
        ),
    ],
)  # fmt: skip
def test_due_and_kept_at_noon(population, columns, expected):
    assert verdicts(population, [promise(**columns)], as_of=NOON.isoformat()) == expected


def test_a_most_is_kept_by_less(population):
    rows = [promise(promised_value=10.0, delivered_value=9.0)]
    assert verdicts(population, rows, goal="at_most") == {"p": 1}
    assert verdicts(population, rows, goal="at_least") == {"p": 0}


def test_tolerance(population):
    rows = [promise(due_at=NOON, kept_at=NOON + HOUR)]
    assert verdicts(population, rows, tolerance="3600") == {"p": 1}
    assert verdicts(population, rows, tolerance="3599") == {"p": 0}


def test_the_promised_day_is_that_of_the_workspace(population):
    # 22:30 UTC is half past midnight of the next day in Warsaw
    rows = [promise(due_at=datetime(2026, 7, 1, 9), kept_at=datetime(2026, 7, 1, 22, 30))]
    spans = {"first": "2026-01-01", "last": "2027-01-01"}
    assert verdicts(population, rows) == {"p": 0}
    assert verdicts(population, rows, day="yes") == {"p": 1}
    assert verdicts(population, rows, day="yes", zone="Europe/Warsaw", **spans) == {"p": 0}


def test_a_day_is_over_when_it_is_over(population):
    rows = [promise(due_at=datetime(2026, 7, 1))]
    assert verdicts(population, rows, day="yes", as_of="2026-07-01T23:59:59") == {}
    assert verdicts(population, rows, day="yes", as_of="2026-07-02T00:00:00") == {"p": 0}


times = st.one_of(st.none(), st.integers(-72, 72).map(lambda h: NOON + h * HOUR))
promises = st.lists(
    st.fixed_dictionaries({"due_at": times, "kept_at": times, "withdrawn_at": times}), min_size=1, max_size=25
)


def judged(row, by_day):
    """The definition in plain Python."""
    kept = row["kept_at"] if row["kept_at"] and row["kept_at"] <= NOON else None
    if row["due_at"] is None or (row["withdrawn_at"] and row["withdrawn_at"] <= NOON):
        return None
    clock = date_of if by_day else lambda x: x
    if kept:
        return float(clock(kept) <= clock(row["due_at"]))
    return 0.0 if clock(NOON) > clock(row["due_at"]) else None


def date_of(time: datetime) -> date:
    return time.date()


@settings(deadline=None, max_examples=40)
@given(promises, st.booleans())
def test_oracle(population, rows, by_day):
    named = [promise(name=str(i), **row) for i, row in enumerate(rows)]
    found = verdicts(population, named, as_of=NOON.isoformat(), day="yes" if by_day else "no")
    expected = {str(i): judged(row, by_day) for i, row in enumerate(rows)}
    assert found == {name: y for name, y in expected.items() if y is not None}
