# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Metrics of calls through the one door: competing endings against Aalen and Johansen in plain Python."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from clew.questions.asking import answer
from clew.questions.parse import parse_question

NOW = datetime(2026, 3, 2, 12)


def calls(n, seed):
    """Calls that wait up to five minutes, the last ones cut off by NOW: (seconds, ending or None) and the rows."""
    dice, found, rows = random.Random(seed), [], []  # noqa: S311 - a test
    for i in range(n):
        queued = NOW - timedelta(seconds=dice.randrange(1, 400))
        waited, ending = dice.randrange(1, 300), dice.choice(("answered_at", "answered_at", "abandoned_at", "ended_at"))
        until = queued + timedelta(seconds=waited)
        row = {"call_id": f"k{i}", "customer_id": f"c{i}", "queued_at": queued}
        rows.append(row | {ending: until} if until <= NOW else row)
        found.append((waited, ending) if until <= NOW else ((NOW - queued).total_seconds(), None))
    return found, rows


def incidence(found, cause, horizon):
    """Aalen-Johansen: at each time the share still waiting just before, times those who end so of those at risk."""
    waiting, share = 1.0, 0.0
    for time in sorted({seconds for seconds, ending in found if ending and seconds <= horizon}):
        risk = sum(seconds >= time for seconds, _ in found)
        share += waiting * sum(f == (time, cause) for f in found) / risk
        waiting *= 1 - sum(seconds == time and ending is not None for seconds, ending in found) / risk
    return share


def row(lake, engine, metric, **asked):
    (only,) = answer(parse_question(metric, as_of=NOW, **asked), lake, engine).rows
    return only


@pytest.mark.parametrize("seed", range(3))
def test_shares_of_endings_compete(lake, engine, seed):
    found, rows = calls(80, seed)
    lake.write("calls", rows)
    for statistic, cause in (("answered_within", "answered_at"), ("abandoned_within", "abandoned_at")):
        told = row(lake, engine, f"wait_time.{statistic}", settings={"target": "90"})
        assert told.value == pytest.approx(incidence(found, cause, 90))
        assert told.lo < told.value < told.hi
        assert told.n == 80


def test_who_gives_up_is_no_caller_who_would_have_been_answered(lake, engine):
    """Ten calls, none open: 4 answered after 10 s, 6 gave up after 5: four in ten, where Kaplan-Meier says all."""
    start = NOW - timedelta(hours=1)
    ends = [("answered_at", 10)] * 4 + [("abandoned_at", 5)] * 6
    lake.write(
        "calls",
        [
            {"call_id": str(i), "queued_at": start, name: start + timedelta(seconds=seconds)}
            for i, (name, seconds) in enumerate(ends)
        ],
    )
    assert row(lake, engine, "wait_time.answered_within").value == pytest.approx(0.4)
    assert row(lake, engine, "wait_time.abandoned_within").value == pytest.approx(0.6)
    assert row(lake, engine, "wait_time.answered_within", settings={"target": "9"}).value == 0.0
    assert row(lake, engine, "wait_time").value == 5.0
    assert row(lake, engine, "wait_time.answered_mean", min_n=1).value == 10.0
    assert row(lake, engine, "abandonment").value == pytest.approx(0.6)
    assert row(lake, engine, "abandonment", settings={"short": "6"}).missing == 6


def test_the_bots_share_of_the_time_is_seconds_over_seconds(lake, engine):
    start = NOW - timedelta(hours=1)
    lasting = [(100, 0), (100, 100), (300, 30), (500, 0), (1000, 70)]
    lake.write(
        "calls",
        [
            {"call_id": str(i), "queued_at": start, "ended_at": start + timedelta(seconds=s), "bot_seconds": float(bot)}
            for i, (s, bot) in enumerate(lasting)
        ],
    )
    assert row(lake, engine, "bot_share.time").value == pytest.approx(200 / 2000)
    assert row(lake, engine, "bot_share").value == pytest.approx(3 / 5)
