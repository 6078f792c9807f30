"""Clocks that are off, and those that are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from clew.importers.tracking.clock import tell_time

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def told(timestamp, sent, received=NOW):
    micros = int(received.timestamp() * 1_000_000)
    found = tell_time(pa.array([timestamp], pa.string()), pa.array([sent], pa.string()), pa.array([micros], pa.int64()))
    occurred = found.occurred[0].as_py()
    at = datetime.fromtimestamp(int(occurred) / 1_000_000, UTC) if occurred.isdigit() else occurred
    return at, found.said[0].as_py(), bool(found.ahead[0])


@pytest.mark.parametrize("off", [timedelta(hours=3), timedelta(hours=-7), timedelta(days=400), timedelta(seconds=11)])
def test_a_clock_that_is_off_is_put_right_and_its_word_kept(off):
    happened = NOW - timedelta(minutes=5)
    said = (happened + off).isoformat()
    assert told(said, (NOW + off).isoformat()) == (happened, said, False)


@pytest.mark.parametrize("off", [timedelta(), timedelta(seconds=2), timedelta(seconds=-9)])
def test_what_the_way_takes_is_no_fault_of_the_clock(off):
    happened = NOW - timedelta(minutes=5)
    assert told(happened.isoformat(), (NOW + off).isoformat()) == (happened, None, False)


def test_without_a_time_it_is_when_it_came_and_without_a_time_of_sending_the_word_stands():
    assert told(None, None) == (NOW, None, False)
    assert told(None, (NOW + timedelta(hours=3)).isoformat())[0] == NOW
    old = NOW - timedelta(days=400)
    assert told(old.isoformat(), None) == (old, None, False)


def test_more_than_a_day_ahead_is_told_and_a_day_is_not():
    assert told((NOW + timedelta(hours=24, seconds=1)).isoformat(), None)[2]
    assert not told((NOW + timedelta(hours=24)).isoformat(), None)[2]


def test_a_browsers_number_is_milliseconds_and_nonsense_stays_to_be_told():
    assert told("1795953600000", None)[0] == datetime.fromtimestamp(1795953600, UTC)
    assert told("tomorrow", None)[0] == "tomorrow"
