"""Customer service's exports: what they tell is what was drawn, in the words and with the dirt of real tools."""

from __future__ import annotations

import csv
import itertools
import json
from collections import Counter, defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from clew.simulation import simulate
from clew.simulation.exports.helpdesk import HISTORY_DIRT, TICKET_DIRT
from clew.simulation.exports.telephone import CALL_DIRT

WARSAW = ZoneInfo("Europe/Warsaw")


def rows_of(company, name, separator):
    with (company.exports / name).open(encoding="utf-8", newline="") as lines:
        header, *body = csv.reader(lines, delimiter=separator)
    return [dict(zip(header, row, strict=True)) for row in body if len(row) == len(header)]


def tickets_of(company):
    rows = rows_of(company, "helpdesk_tickets.csv", ",")
    return [row for row in rows if row["Status"] != "deleted" and not row["Ticket ID"].startswith("8")]


def history_of(company):
    lines = (company.exports / "helpdesk_history.jsonl").read_text("utf-8").splitlines()
    assert tuple(lines[-len(HISTORY_DIRT) :]) == HISTORY_DIRT
    return [json.loads(line) for line in lines[: -len(HISTORY_DIRT)]]


def calls_of(company):
    rows = rows_of(company, "phone_calls.csv", ";")
    return [row for row in rows if row["queue"] != "TEST" and row["call_id"] != "T-1"]


def test_every_row_that_counts_is_counted(company):
    counts = company.truth.counts
    tickets, calls, history = tickets_of(company), calls_of(company), history_of(company)
    assert len({row["Ticket ID"] for row in tickets}) == len(tickets) == counts["tickets"]
    assert len({row["call_id"] for row in calls}) == len(calls) == counts["calls"]
    assert len({row["audit_id"] for row in history}) == counts["ticket_changes"] < len(history)
    contracts = rows_of(company, "contracts.csv", ";")
    assert len({row["contract_no"] for row in contracts}) == len(contracts) == counts["subscriptions"]
    known = {row["nr_klienta"] for row in company.table("crm_customers.csv")}
    assert {row["customer_no"] for row in contracts} == known, "every customer has a contract or had one"
    for row, column in [(tickets, "Customer No"), (calls, "customer_no")]:
        unknown = [each for each in row if each[column] not in known]
        assert 0 < len(unknown) < 0.04 * len(row)
        assert {each[column] for each in unknown} == {""}


def test_the_history_ends_where_the_ticket_stands(company):
    changes = defaultdict(list)
    for row in {row["audit_id"]: row for row in history_of(company)}.values():
        changes[str(row["ticket_id"])].append(row)
    statuses = Counter()
    for ticket in tickets_of(company):
        own = changes[ticket["Ticket ID"]]
        status = [row for row in own if row["field"] == "status"]
        solved = [row for row in status if row["value"] == "solved"]
        assert status[-1]["value"] == ticket["Status"]
        assert [row["value"] for row in own if row["field"] == "group"][-1] == ticket["Group"]
        assert [row["value"] for row in own if row["field"] == "assignee"] == [ticket["Assignee"]] * bool(
            ticket["Assignee"]
        )
        assert (own[0]["field"], own[0]["value"], own[1]["field"]) == ("status", "new", "group")
        assert own[0]["created_at"][:19].replace("T", " ") == ticket["Created at"]
        assert own[-1]["created_at"][:19].replace("T", " ") == ticket["Updated at"]
        if ticket["Solved at"]:
            assert solved[-1]["created_at"][:19].replace("T", " ") == ticket["Solved at"]
        reopened = sum(1 for a, b in itertools.pairwise(status) if (a["value"], b["value"]) == ("solved", "open"))
        assert reopened == int(ticket["Reopens"])
        statuses[ticket["Status"]] += 1
    assert set(statuses) <= {"new", "open", "pending", "solved", "closed"}
    assert statuses["closed"] > 0.9 * statuses.total()
    assert statuses["open"] + statuses["pending"] + statuses["new"] > 0, "some are not solved when the record ends"


def test_the_history_has_the_offset_of_its_day_and_runs_in_time(company):
    times = [datetime.fromisoformat(row["created_at"]) for row in history_of(company)]
    assert times == sorted(times)
    assert {time.utcoffset() for time in times} == {time.astimezone(WARSAW).utcoffset() for time in times}
    assert all(time.astimezone(WARSAW).utcoffset() == time.utcoffset() for time in times)
    assert max(times) < datetime.fromisoformat("2026-10-01T00:00:00+02:00")


def test_a_call_is_answered_or_given_up_and_says_its_reason_only_then(company):
    for call in calls_of(company):
        answered = bool(call["answered_at"])
        assert answered != bool(call["abandoned_at"])
        assert answered == bool(call["agent_group"]) == bool(call["reason"])
        assert answered or not call["ticket_no"]
        at = [datetime.strptime(call[name], "%d.%m.%Y %H:%M:%S") for name in ("queued_at", "ended_at")]  # noqa: DTZ007
        assert at[0] < at[1]
    tickets = {row["Ticket ID"] for row in tickets_of(company)}
    about = [call["ticket_no"] for call in calls_of(company) if call["ticket_no"]]
    assert 0.05 < len(about) / company.truth.counts["calls"] < 0.4
    assert set(about) <= tickets


def test_broken_lines_stand_at_the_end(company):
    for name, dirt in (("helpdesk_tickets.csv", TICKET_DIRT), ("phone_calls.csv", CALL_DIRT)):
        assert (company.exports / name).read_text("utf-8").splitlines()[-len(dirt) :] == list(dirt)
    assert (company.exports / "contracts.csv").read_text("utf-8").splitlines()[-1].startswith("Razem: ")


def test_contracts_that_run_have_no_end_and_prices_have_a_comma(company):
    contracts = rows_of(company, "contracts.csv", ";")
    ended = [row for row in contracts if row["end_date"]]
    assert 0.2 < len(ended) / len(contracts) < 0.5
    assert all(row["end_date"] > row["start_date"] for row in ended)
    assert {bool(row["end_date"]) == bool(row["end_reason"]) for row in contracts} == {True}
    assert {row["monthly_fee"] for row in contracts} == {"34,90", "54,90", "69,90", "84,90", "109,90"}


@pytest.mark.parametrize("seed", [1])
def test_without_faults_the_exports_are_of_the_same_kind_and_nothing_is_planted(company, tmp_path, seed):
    truth = simulate(tmp_path, seed=seed, customers=2_000, faults=False)
    assert {path.name for path in (tmp_path / "exports").iterdir()} == {path.name for path in company.exports.iterdir()}
    assert [effect.kind for effect in truth.planted if effect.found] == []
    assert (truth.faults, truth.background) == (False, ())
    assert truth.counts["promises_kept"] / truth.counts["promises_due"] > 0.96
    assert truth.counts["contacts"] == company.truth.counts["contacts"]
    assert truth.counts["customers"] == company.truth.counts["customers"]
