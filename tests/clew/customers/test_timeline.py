"""One customer's timeline over all tables: whole, in order, each entry once, with what stands above it."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.customers import timeline
from clew.customers.timeline import TABLES_IN_ORDER
from clew.errors import UsageError


@pytest.fixture(scope="module")
def lake(workspace, load):
    load(
        "customers",
        [{"customer_id": "k1", "first_seen_at": "2025-06-01", "country": "PL", "traits": '{"plan": "pro"}'}],
    )
    load("identities", [{"from_id": "web-9", "to_id": "k1", "stated_at": "2026-01-01"}])
    load("events", [
        {"event_id": "e1", "customer_id": "web-9", "occurred_at": "2026-01-01", "name": "order", "touchpoint": "Shop"},
        {"event_id": "e2", "customer_id": "k1", "occurred_at": "2026-01-05", "name": "invoice", "channel": "web"},
        {"event_id": "x", "customer_id": "k2", "occurred_at": "2026-01-05", "name": "order"},
    ])  # fmt: skip
    load(
        "calls",
        [{"call_id": "c1", "customer_id": "k1", "queued_at": "2026-01-05", "abandoned_at": "2026-01-05T00:09:00"}],
    )
    load("tickets", [
        {"ticket_id": "t1", "customer_id": "k1", "opened_at": "2026-01-06", "topic": "late"},
        {"ticket_id": "t2", "customer_id": "web-9", "opened_at": "2026-01-08"},
    ])  # fmt: skip
    load("ticket_changes", [
        {"ticket_id": "t1", "changed_at": "2026-01-06", "ordinal": 1, "what": "status", "value": "open"},
        {"ticket_id": "t1", "changed_at": "2026-01-07", "ordinal": 2, "what": "status", "value": "solved"},
    ])  # fmt: skip
    load("feedback", [
        {"feedback_id": "f1", "customer_id": "k1", "answered_at": "2026-01-09", "metric": "nps", "rating": 0,
         "scale_min": 0, "scale_max": 10, "verbatim": "Late", "program": "relationship"},
        {"feedback_id": "f2", "customer_id": "k1", "asked_at": "2026-01-10", "metric": "nps"},
    ])  # fmt: skip
    load("promises", [
        {"promise_id": "p1", "customer_id": "k1", "kind": "delivery", "made_at": "2026-01-01", "due_at": "2026-01-03",
         "kept_at": "2026-01-05"},
        {"promise_id": "p2", "customer_id": "k1", "made_at": "2026-01-02", "due_at": "2026-03-03"},
    ])  # fmt: skip
    load("purchases", [{"purchase_id": "u1", "customer_id": "k1", "purchased_at": "2026-01-01", "amount": "9.90",
                        "currency": "PLN"}])  # fmt: skip
    load("subscriptions", [{"subscription_id": "s1", "customer_id": "k1", "started_at": "2025-12-01",
                            "ended_at": "2026-01-11", "end_reason": "price"}])  # fmt: skip
    return workspace.snapshot()


WHOLE = [
    ("2026-03-03", "promises", "p2", "due"),
    ("2026-01-11", "subscriptions", "s1", "ended"),
    ("2026-01-10", "feedback", "f2", "survey"),
    ("2026-01-09", "feedback", "f1", "survey"),
    ("2026-01-08", "tickets", "t2", "opened"),
    ("2026-01-07", "ticket_changes", "t1", "status"),
    ("2026-01-06", "ticket_changes", "t1", "status"),
    ("2026-01-06", "tickets", "t1", "opened"),
    ("2026-01-05", "calls", "c1", "abandoned"),
    ("2026-01-05", "events", "e2", "invoice"),
    ("2026-01-05", "promises", "p1", "kept"),
    ("2026-01-03", "promises", "p1", "due"),
    ("2026-01-02", "promises", "p2", "made"),
    ("2026-01-01", "events", "e1", "order"),
    ("2026-01-01", "promises", "p1", "made"),
    ("2026-01-01", "purchases", "u1", "purchase"),
    ("2025-12-01", "subscriptions", "s1", "started"),
]


def told(page):
    return [(str(entry.at)[:10], entry.table, entry.id, entry.what) for entry in page.entries]


@pytest.mark.parametrize("name", ["k1", "web-9"])
def test_all_tables_are_one_timeline_by_any_id(lake, engine, name):
    page = timeline(name, lake, engine)
    assert told(page) == WHOLE
    assert page.before == ""


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 16])
def test_pages_hold_every_entry_once(lake, engine, limit):
    walked, before = [], ""
    while True:
        page = timeline("k1", lake, engine, limit, before)
        assert (page.header is None) == bool(before)
        walked, before = walked + told(page), page.before
        if not before:
            break
    assert walked == WHOLE


def test_many_rows_of_one_instant_are_not_lost(workspace, engine, load):
    load(
        "events",
        [{"event_id": f"e{n:02}", "customer_id": "k", "occurred_at": "2026-01-01", "name": "x"} for n in range(9)],
    )
    load("purchases", [{"purchase_id": f"n{n}", "customer_id": "k", "purchased_at": "2026-01-01"} for n in range(4)])
    walked, before = [], ""
    while len(walked) < 20:
        page = timeline("k", workspace.snapshot(), engine, 2, before)
        walked, before = walked + [entry.id for entry in page.entries], page.before
        if not before:
            break
    assert walked == [*(f"e{n:02}" for n in range(9)), *(f"n{n}" for n in range(4))]


def test_entries_say_what_people_ask(lake, engine):
    by = {(entry.id, entry.what): entry for entry in timeline("k1", lake, engine).entries}
    assert by["f1", "survey"].rating == 0
    assert by["f1", "survey"].text == "Late"
    assert by["p1", "due"].kept == "no"
    assert by["p2", "due"].kept == "not due"
    assert by["u1", "purchase"].amount.startswith("9.90")
    assert by["s1", "ended"].text == "price"
    assert all(entry.journal_ref.count("/") == 2 for entry in by.values())


def test_the_header_tells_one_customer_at_a_glance(lake, engine):
    found = timeline("web-9", lake, engine).header
    assert found.customer_id == timeline("k1", lake, engine).customer_id
    assert str(found.first_seen)[:10] == "2025-06-01"
    assert found.counts == {
        "feedback": 2, "tickets": 2, "calls": 1, "events": 2, "promises": 2, "purchases": 1, "subscriptions": 1,
    }  # fmt: skip
    assert [(one.metric, one.rating) for one in found.last_ratings] == [("nps", 0)]
    assert found.open_tickets == ("t2",)
    assert found.promises_broken == 1
    assert (found.country, found.traits) == ("PL", {"plan": "pro"})
    assert found.segments == ()


def test_segments_are_told(workspace, lake, engine):
    for name, country in (("poles", "PL"), ("others", "RO")):
        workspace.keep("segment", name, {"conditions": [{"field": "country", "operator": "=", "value": country}]})
    assert timeline("k1", workspace.snapshot(), engine).header.segments == ("poles",)


def test_a_promise_is_judged_as_of_the_moment(lake, engine):
    found = timeline("k1", lake, engine, as_of=datetime(2026, 4, 1))  # noqa: DTZ001 - UTC
    assert found.header.promises_broken == 2


def test_nobody_has_an_empty_timeline(lake, engine, workspace):
    found = timeline("nobody", lake, engine)
    assert found.entries == ()
    assert found.header.counts == {}
    assert (found.header.first_seen, found.header.segments) == (None, ())


@pytest.mark.parametrize(("options", "said"), [({"limit": 0}, "1 to"), ({"before": "x"}, "no place")])
def test_what_cannot_be_is_refused(lake, engine, options, said):
    with pytest.raises(UsageError, match=said):
        timeline("k1", lake, engine, **options)


def test_every_table_with_customers_has_its_place():
    assert set(TABLES_IN_ORDER) == {
        "feedback", "ticket_changes", "tickets", "calls", "events", "promises", "purchases", "subscriptions",
    }  # fmt: skip
