"""Both event logs as paths: every transition, variant and duration beside a plain Python that reads the XES itself."""

from __future__ import annotations

from collections import Counter
from statistics import fmean

import pytest
from oracles.event_logs import events, traces
from oracles.paths import calendar_seconds, durations, ends, in_order, inverted_cdf, transitions, variants
from oracles.working_time import office_hours

PERMITS, DESK = "receipt-permits/receipt.xes.gz", "helpdesk-it/helpdesk.xes.gz"
ZONE = "Europe/Rome"
both_logs = pytest.mark.parametrize("file", [PERMITS, DESK], ids=["permits", "desk"])
both_clocks = pytest.mark.parametrize("time", ["calendar", "working"])
CLOCKS = {"calendar": calendar_seconds, "working": office_hours(ZONE, 8, 17)}


@pytest.fixture(scope="module")
def oracle(acceptance_data):
    return {file: in_order(events(list(traces(acceptance_data / file)))) for file in (PERMITS, DESK)}


@pytest.fixture(scope="module")
def book(imported):
    def with_calendar(file):
        made = imported(ZONE, (file, None))
        made("calendar", "set", "--week", "mon-fri 8-17")
        return made

    return with_calendar


@both_clocks
@both_logs
def test_every_transition_with_its_exact_waits(book, oracle, file, time):
    told = book(file)("paths", "--by", "run", "--time", time, "--view", "transitions")
    found = {
        (row["from"], row["to"]): (row["count"], row["paths"], row["median_seconds"], row["p90_seconds"])
        for row in told["rows"]
    }
    expected = transitions(oracle[file], CLOCKS[time])
    assert found.keys() == expected.keys()
    for pair, each in expected.items():
        assert found[pair] == pytest.approx((each.count, each.paths, each.median, each.p90), abs=1e-6), pair


@both_logs
def test_where_paths_start_and_end(book, oracle, file):
    told = book(file)("paths", "--by", "run", "--view", "transitions")
    assert {row["name"]: row["paths"] for row in told["starts"]} == ends(oracle[file], 0)
    assert {row["name"]: row["paths"] for row in told["ends"]} == ends(oracle[file], -1)


@both_logs
def test_every_variant(book, oracle, file):
    told = book(file)("paths", "--by", "run", "--view", "variants", "--limit", "1000")
    found = Counter({tuple(row["variant"]): row["count"] for row in told["rows"]})
    assert found == variants(oracle[file])
    few = book(file)("paths", "--by", "run", "--view", "variants", "--limit", "5")
    assert sum(row["share"] for row in few["rows"]) + few["other"]["share"] == pytest.approx(1)


@both_clocks
@both_logs
def test_durations(book, oracle, file, time):
    told = book(file)("paths", "--by", "run", "--time", time, "--view", "summary")
    lasted = durations(oracle[file], CLOCKS[time])
    expected = (inverted_cdf(lasted, 50), inverted_cdf(lasted, 90), fmean(lasted))
    assert (told["median_seconds"], told["p90_seconds"], told["mean_seconds"]) == pytest.approx(expected, abs=1e-6)


def test_permits_as_published(book):
    """The median of .797 h in some counts lies between two paths; the one that at least half do not exceed is .778."""
    told = book(PERMITS)("paths", "--by", "run", "--view", "summary")
    assert (told["paths"], told["events"], told["names"], told["variants"]) == (1_434, 8_577, 27, 116)
    rows = book(PERMITS)("paths", "--by", "run", "--view", "transitions")["rows"]
    assert (len(rows), sum(r["count"] for r in rows), max(r["count"] for r in rows)) == (99, 7_143, 1_177)
    top = book(PERMITS)("paths", "--by", "run", "--view", "variants", "--limit", "1")["rows"][0]
    assert top["count"] == 713
    hours = [told[name] / 3600 for name in ("median_seconds", "p90_seconds", "mean_seconds")]
    assert hours == pytest.approx([0.778, 338.3, 129.8], abs=0.05)


def test_help_desk_as_published(book):
    told = book(DESK)("paths", "--by", "run", "--view", "summary")
    assert (told["paths"], told["events"], told["names"], told["variants"]) == (4_580, 21_348, 14, 226)
    assert told["mean_seconds"] / 86_400 == pytest.approx(40.86, abs=0.005)
    assert len(book(DESK)("paths", "--by", "run", "--view", "transitions")["rows"]) == 55
    shares = [row["share"] for row in book(DESK)("paths", "--by", "run", "--view", "variants", "--limit", "5")["rows"]]
    assert (shares[0], sum(shares)) == pytest.approx((0.5166, 0.7692), abs=0.00005)


def test_the_rows_behind_a_transition_are_its_events(book, oracle):
    pair = ("Take in charge ticket", "Wait")
    told = book(DESK)("paths", "--by", "run", "--view", "transitions", "--rows", ",".join(pair), "--limit", "5000")
    assert len(told["rows"]) == 2 * transitions(oracle[DESK])[pair].count
    assert all(row["journal_ref"] for row in told["rows"])
