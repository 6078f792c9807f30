"""What has just happened to customers: tickets solved, orders delivered, events that fit."""

from __future__ import annotations

from datetime import UTC, datetime

from clew.customers import delivered_orders, fitting_events, solved_tickets, still_solved

SINCE, UNTIL = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 20, tzinfo=UTC)


def test_nothing_happens_where_nothing_came_and_what_came_is_told_once(workspace, load, engine):
    empty = workspace.snapshot()
    assert solved_tickets(empty, engine, SINCE, UNTIL) == delivered_orders(empty, engine, SINCE, UNTIL) == []
    assert fitting_events(empty, engine, SINCE, UNTIL, name="Visited") == []
    assert still_solved(empty, engine, ["t1"], UNTIL) == {"t1"}
    load("tickets", [
        {"ticket_id": "t1", "customer_id": "k1", "opened_at": "2026-01-02", "channel": "chat"},
        {"ticket_id": "t2", "customer_id": "k2", "opened_at": "2026-01-02"},
        {"ticket_id": "t3", "customer_id": "k3", "opened_at": "2026-01-02"},
    ])  # fmt: skip
    load("ticket_changes", [
        {"ticket_id": "t1", "changed_at": "2026-01-07", "what": "status", "value": "solved"},
        {"ticket_id": "t2", "changed_at": "2026-01-03", "what": "status", "value": "solved"},
        {"ticket_id": "t3", "changed_at": "2026-01-07", "what": "status", "value": "solved"},
        {"ticket_id": "t3", "changed_at": "2026-01-08", "what": "status", "value": "open"},
    ])  # fmt: skip
    load("promises", [
        {"promise_id": "p1", "customer_id": "k1", "order_id": "o1", "made_at": "2026-01-01", "kept_at": "2026-01-09"},
        {"promise_id": "p2", "customer_id": "k2", "made_at": "2026-01-01", "kept_at": "2026-01-09"},
    ])  # fmt: skip
    load("events", [
        {"event_id": "e1", "customer_id": "k1", "occurred_at": "2026-01-10", "name": "Visited", "touchpoint": "shop"},
        {"event_id": "e2", "customer_id": "k2", "occurred_at": "2026-01-10", "name": "Visited", "touchpoint": "web"},
    ])  # fmt: skip
    lake = workspace.snapshot()
    (solved,) = solved_tickets(lake, engine, SINCE, UNTIL)
    assert (solved.customer_id, solved.about["ticket_id"], solved.about["channel"]) == ("k1", "t1", "chat")
    assert still_solved(lake, engine, ["t1", "t3", "unknown"], UNTIL) == {"t1", "unknown"}
    assert [one.about["order_id"] for one in delivered_orders(lake, engine, SINCE, UNTIL)] == ["o1"]
    assert [one.customer_id for one in fitting_events(lake, engine, SINCE, UNTIL, touchpoint="shop")] == ["k1"]
    assert fitting_events(lake, engine, SINCE, UNTIL) == []
