"""What has just happened to customers: tickets solved, orders delivered, events that fit."""

from __future__ import annotations

from tests.clew.customers.happening.watching import DAY, DELIVERED, SOLVED, UNTIL, VISITED, Watcher, event, ticket

from clew.customers.happening import Sought


def test_nothing_happens_where_nothing_came(another):
    for sought in (SOLVED, DELIVERED, VISITED, Sought(after="event")):
        assert Watcher(another, sought).look() == []


def test_each_kind_tells_what_it_is_about(another):
    tickets, changes = zip(
        ticket(1, [("2026-01-07", "solved")], channel="chat"),
        ticket(2, [("2026-01-03", "solved")]),
        ticket(3, [("2026-01-07", "solved"), ("2026-01-08", "open")]),
        strict=True,
    )
    another.load("tickets", tickets)
    another.load("ticket_changes", [one for told in changes for one in told])
    another.load("promises", [
        {"promise_id": "p1", "customer_id": "k1", "order_id": "o1", "made_at": "2026-01-01", "kept_at": "2026-01-09"},
        {"promise_id": "p2", "customer_id": "k2", "made_at": "2026-01-01", "kept_at": "2026-01-09"},
    ])  # fmt: skip
    another.load("events", [event(1, touchpoint="shop"), event(2, touchpoint="web", customer="k2")])
    (solved,) = Watcher(another, SOLVED).look()
    assert (solved.customer_id, solved.about["ticket_id"], solved.about["channel"]) == ("k1", "t1", "chat")
    assert [one.about["order_id"] for one in Watcher(another, DELIVERED).look()] == ["o1"]
    assert [one.customer_id for one in Watcher(another, Sought(after="event", touchpoint="shop")).look()] == ["k1"]
    assert Watcher(another, Sought(after="event")).look() == []


def test_a_ticket_is_told_whichever_of_its_rows_came_last(another):
    watcher = Watcher(another, SOLVED)
    (one, changes), (two, more) = ticket(1, [("2026-01-07", "solved")]), ticket(2, [("2026-01-08", "solved")])
    another.load("tickets", [one])
    assert watcher.names() == []
    another.load("ticket_changes", changes + more)
    assert watcher.names() == ["ticket t1 2026-01-07T00:00:00"]
    another.load("tickets", [two])
    assert watcher.names() == ["ticket t2 2026-01-08T00:00:00"]
    another.load("tickets", [{"ticket_id": "t3", "customer_id": "k1", "opened_at": "2026-01-02",
                              "resolved_at": "2026-01-09"}])  # fmt: skip
    assert watcher.names() == ["ticket t3 2026-01-09T00:00:00"]


def test_a_ticket_that_is_reopened_is_told_only_when_it_is_solved_again(another):
    watcher = Watcher(another, SOLVED)
    row, changes = ticket(1, [("2026-01-07", "solved"), ("2026-01-08", "open")])
    another.load("tickets", [row])
    another.load("ticket_changes", changes)
    assert watcher.names() == []
    another.load("ticket_changes", ticket(1, [("2026-01-21", "solved")])[1])
    assert watcher.names() == [], "that has not come yet"
    assert watcher.names(UNTIL + 2 * DAY) == ["ticket t1 2026-01-21T00:00:00"]
    assert watcher.names(UNTIL + 2 * DAY) == [] and watcher.asked == 0  # noqa: PT018


def test_an_old_ticket_among_new_rows_is_not_told(another):
    watcher = Watcher(another, SOLVED)
    row, changes = ticket(1, [("2026-01-03", "solved")])
    another.load("tickets", [row])
    another.load("ticket_changes", [*changes, {**changes[0], "changed_at": "2026-01-12", "what": "reply"}])
    assert watcher.names() == []
