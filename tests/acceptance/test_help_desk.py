"""The Italian help desk and the receipt of permits: tickets and deadlines made of event logs, beside plain Python."""

from __future__ import annotations

import pytest
from oracles.event_logs import events, instant, traces
from oracles.help_desk import done_at
from oracles.paths import calendar_seconds, in_order, inverted_cdf
from oracles.working_time import office_hours

DESK, PERMITS = "helpdesk-it/helpdesk.xes.gz", "receipt-permits/receipt.xes.gz"
ZONE = "Europe/Rome"


@pytest.fixture(scope="module")
def tickets(acceptance_data):
    """Return when each ticket that was done was opened and done."""
    paths = in_order(events(list(traces(acceptance_data / DESK)))).values()
    return [(path[0].at, done) for path in paths if (done := done_at(path))]


@pytest.fixture(scope="module")
def desk(imported):
    book = imported(ZONE, (DESK, "helpdesk/tickets.toml"))
    book("calendar", "set", "--week", "mon-fri 8-17")
    return book


def test_every_path_is_a_ticket(desk):
    rows = {table["name"]: table["rows"] for table in desk("tables")["tables"]}
    assert (rows["tickets"], rows["events"]) == (4_580, 21_348)


@pytest.mark.parametrize("words", [(), ("--set", "time=working")])
@pytest.mark.parametrize(("statistic", "percent"), [("closed_median", 50), ("closed_p90", 90)])
def test_resolution_time_in_calendar_and_working_time(desk, tickets, words, statistic, percent):
    seconds = office_hours(ZONE, 8, 17) if words else calendar_seconds
    found = desk.one(f"resolution_time.{statistic}", *words)
    assert found["n"] == len(tickets) == 4_567
    assert found["value"] == inverted_cdf([seconds(*each) for each in tickets], percent)


def test_permits_that_ended_after_their_deadline(imported, acceptance_data):
    """All 1,434 requests have a deadline, 1,329 of them also an end: of these 377 ended late."""
    found = [trace.attributes for trace in traces(acceptance_data / PERMITS)]
    ended = [each for each in found if each.get("deadline") and each.get("enddate")]
    late = sum(instant(each["enddate"]) > instant(each["deadline"]) for each in ended)
    town = imported("Europe/Amsterdam", (PERMITS, "receipt/permits.toml"))
    told = town.one("lateness.late")
    assert (round(told["value"] * told["n"]), told["n"]) == (late, len(ended)) == (377, 1_329)
    assert told["value"] == pytest.approx(0.2837, abs=0.00005)
    assert town.one("promise_kept")["n"] > told["n"], "a deadline that passed without an end is broken too"
