"""Tickets that were to be asked about: which are still solved."""

from __future__ import annotations

from tests.clew.customers.happening.watching import DAY, SOLVED, UNTIL, Watcher, ticket

from clew.customers.happening import solved, still_solved


def test_of_tickets_that_are_known_those_that_are_open_now_are_not_solved(another, monkeypatch):
    monkeypatch.setattr(solved, "CHUNK", 2)
    engine, lake = Watcher(another, SOLVED).engine, another.workspace.snapshot
    assert still_solved(lake(), engine, ["t1"], UNTIL) == {"t1"}, "nothing came"
    told = [
        ticket(1, [("2026-01-07", "solved")]),
        ticket(2, [("2026-01-07", "solved"), ("2026-01-08", "open")]),
        ticket(3, [("2026-01-07", "solved"), ("2026-01-25", "open")]),
    ]
    another.load("tickets", [row for row, _ in told])
    another.load("ticket_changes", [one for _, changes in told for one in changes])
    names = ["t1", "t2", "t3", "unknown"]
    assert still_solved(lake(), engine, names, UNTIL) == {"t1", "t3", "unknown"}
    assert still_solved(lake(), engine, names, UNTIL + 7 * DAY) == {"t1", "unknown"}
    assert still_solved(lake(), engine, [], UNTIL) == frozenset()
