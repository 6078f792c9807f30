"""Whose complaint is open."""

from __future__ import annotations

from datetime import UTC, datetime

from clew.customers import complaining_customers

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def test_open_complaints_and_no_others(workspace, load, engine):
    assert complaining_customers(workspace.snapshot(), engine, NOW) == frozenset()
    load("identities", [{"from_id": "web-9", "to_id": "k1", "stated_at": "2026-01-01"}])
    load("tickets", [
        {"ticket_id": "t1", "customer_id": "web-9", "opened_at": "2026-01-06", "kind": "complaint"},
        {"ticket_id": "t2", "customer_id": "k2", "opened_at": "2026-01-06", "kind": "question"},
        {"ticket_id": "t3", "customer_id": "k3", "opened_at": "2026-01-06", "kind": "complaint"},
        {"ticket_id": "t4", "customer_id": "k4", "opened_at": "2026-01-06", "kind": "complaint"},
        {"ticket_id": "t5", "customer_id": "k5", "opened_at": "2026-03-06", "kind": "complaint"},
        {"ticket_id": "t6", "opened_at": "2026-01-06", "kind": "complaint"},
    ])  # fmt: skip
    load("ticket_changes", [
        {"ticket_id": "t3", "changed_at": "2026-01-07", "what": "status", "value": "solved"},
        {"ticket_id": "t4", "changed_at": "2026-01-07", "what": "status", "value": "solved"},
        {"ticket_id": "t4", "changed_at": "2026-01-08", "what": "status", "value": "open"},
        {"ticket_id": "t1", "changed_at": "2026-01-08", "what": "status", "value": "open"},
    ])  # fmt: skip
    lake = workspace.snapshot()
    assert complaining_customers(lake, engine, NOW) == {"k1", "web-9", "k4"}
    assert "k3" in complaining_customers(lake, engine, datetime(2026, 1, 6, 12, tzinfo=UTC))
