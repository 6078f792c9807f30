# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Lateness: seconds from the deadline to when it was done."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DUE = datetime(2026, 3, 10, 12)


def late(population, seconds, statistic="median", **parameters):
    rows = [{"promise_id": str(i), "due_at": DUE, "kept_at": DUE + timedelta(seconds=s)} for i, s in enumerate(seconds)]
    found = population(f"lateness.{statistic}", {"promises": rows}, **parameters)
    return [row["y"] for row in sorted(found, key=lambda row: int(row["promise_id"]))]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=20))
def test_early_is_below_zero(population, seconds):
    assert late(population, seconds) == seconds
    assert late(population, seconds, "late") == [float(s > 0) for s in seconds]


def test_a_microsecond_late_is_late(population):
    assert late(population, [1e-6, 0], "late") == [1, 0]


def test_by_day_and_with_tolerance(population):
    half_a_day = 12 * 3600
    assert late(population, [half_a_day - 1, half_a_day], "late", day="yes") == [0, 1]
    assert late(population, [half_a_day], day="yes") == [86400]
    assert late(population, [60, 61], "late", tolerance="60") == [0, 1]


@pytest.mark.parametrize("missing", ["due_at", "kept_at"])
def test_what_is_not_done_has_no_lateness(population, missing):
    row = {"promise_id": "p", "due_at": DUE, "kept_at": DUE, missing: None}
    assert population("lateness", {"promises": [row]}) == []


def test_what_is_done_later_than_the_moment_is_not_done(population):
    row = {"promise_id": "p", "due_at": DUE, "kept_at": DUE + timedelta(days=1)}
    assert population("lateness", {"promises": [row]}, as_of=DUE.isoformat()) == []
