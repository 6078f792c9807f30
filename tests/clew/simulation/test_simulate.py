"""The exports as files: the same bytes for the same seed, and exactly what the truth counts."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from defusedxml import ElementTree

from clew.errors import UsageError
from clew.simulation import read_truth, simulate


def digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        simulate(tmp_path / name, seed=seed, customers=300)
    a, b, c = (digests(tmp_path / name) for name in "abc")
    assert a == b
    assert a.keys() == c.keys()
    assert not {name for name in a if name.startswith("exports") and a[name] == c[name]}


def test_the_truth_lies_beside_the_exports_and_never_among_them(company):
    assert read_truth(company.folder / "truth.json") == company.truth
    names = {path.name for path in company.exports.iterdir()}
    others = {"crm_customers.csv", "visits.csv", "invoices.csv", "web_and_app_events.jsonl", "fault_repairs.xes"}
    others |= {"helpdesk_tickets.csv", "helpdesk_history.jsonl", "phone_calls.csv", "contracts.csv"}
    assert others < names
    assert all(re.fullmatch(r"survey_20\d\d-W\d\d\.csv", name) for name in names - others)
    assert len(names - others) == 79
    for word in (b"planted", b"decoy", b"truth"):
        assert not [path for path in company.exports.iterdir() if word in path.read_bytes()]


def test_counts_of_the_tables(company):
    counts = company.truth.counts
    customers, visits = company.table("crm_customers.csv"), company.table("visits.csv")
    invoices = company.table("invoices.csv")
    assert (len(customers), len(visits), len(invoices)) == (2_000, counts["visits"], counts["invoices"])
    assert (company.exports / "crm_customers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    known = {row["nr_klienta"] for row in customers}
    assert {row["customer_no"] for row in visits} <= known
    assert {row["customer_no"] for row in invoices} <= known
    assert len({row["invoice_no"] for row in invoices}) == len(invoices)
    assert {row["kind"] for row in invoices} == {"purchase", "refund"}


def test_events_are_in_order_and_of_twelve_touchpoints_in_five_channels(company):
    lines = (company.exports / "web_and_app_events.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert len(events) == company.truth.counts["events"]
    assert [event["time"] for event in events] == sorted(event["time"] for event in events)
    assert {event["channel"] for event in events} == {"web", "app"}
    assert all(event["event"] for event in events)
    assert not [event for event in events if event["touchpoint"] == "Fault report"], "they stand in the log of repairs"
    answers = [row for row in company.answers().values() if row["survey"] == "Transactional"]
    assert len({row["touchpoint"] for row in answers}) == 12
    assert len({row["channel"].lower() for row in answers}) == 5


def test_repairs_are_a_log_in_order_of_time_that_is_slow_by_phone(company):
    log = ElementTree.parse(company.exports / "fault_repairs.xes").getroot()
    space = {"x": "http://www.xes-standard.org/"}
    traces = log.findall("x:trace", space)
    assert len(traces) == company.truth.counts["repairs"]
    hours: dict[str, list[float]] = {"phone": [], "app": []}
    events = 0
    for trace in traces:
        keys = [{child.get("key"): child.get("value") for child in event} for event in trace.findall("x:event", space)]
        events += len(keys)
        times = [datetime.fromisoformat(event["time:timestamp"]).timestamp() for event in keys]
        assert times == sorted(times)
        assert [keys[0]["concept:name"], keys[1]["concept:name"]] == ["Fault report", "Line test"]
        hours[keys[0]["channel"]].append((times[1] - times[0]) / 3600)
    assert events == company.truth.counts["repair_events"]
    assert min(hours["phone"]) > max(hours["app"])


@pytest.mark.parametrize(("customers", "months"), [(199, 18), (300, 14)])
def test_a_company_too_small_for_its_effects_is_refused(tmp_path, customers, months):
    with pytest.raises(UsageError, match="at least 200 customers and 15 months"):
        simulate(tmp_path, seed=1, customers=customers, months=months)
    assert not list(tmp_path.iterdir())
