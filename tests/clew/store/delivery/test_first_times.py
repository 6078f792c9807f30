"""Times that happen once: a first reply, a ticket solved and not closed, a promise made and not kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from clew.store.delivery import Deliveries

Told = tuple[str, dict[str, Any]]


def at(day: int) -> str:
    return f"2026-11-{day:02d}T10:00:00Z"


@pytest.fixture
def event(track) -> Callable[..., Told]:
    """Return an event of a ticket on a day of November."""

    def told(name: str, day: int, **more: Any) -> Told:
        return "track", track(f"{name} {day}", name, ticket_id="t1", timestamp=at(day), **more)

    return told


def zendesk(status: str, day: int) -> Told:
    ticket = {"id": "t1", "requester_id": "u1", "status": status, "created_at": at(1), "updated_at": at(day)}
    return "zendesk", {"id": f"z{day}", "time": at(day), "detail": ticket}


@pytest.fixture
def whole(another, clock, rows_of) -> Callable[..., dict[str, Any]]:
    """Give the one row of a table after messages that came in order, one load each, or the other way round in one."""
    count = 0

    def row(table: str, *told: Told) -> dict[str, Any]:
        nonlocal count
        found = []
        for order in (told, told[::-1]):
            count += 1
            workspace = another(str(count))
            deliveries = Deliveries.of(workspace, clock)
            for shape, message in order:
                deliveries.append(shape, "key", json.dumps(message).encode())
                deliveries.commit()
                if count % 2:
                    workspace.catch_up()
            deliveries.close()
            workspace.catch_up()
            (one,) = rows_of(workspace, table)
            found.append(one)
        assert found[0] == found[1]
        return found[0]

    return row


def day_of(row: dict[str, Any], name: str) -> int | None:
    return row[name].day if row[name] else None


def test_the_first_reply_stands(whole, event):
    row = whole("tickets", event("Ticket Opened", 1), event("Ticket Replied", 2), event("Ticket Replied", 5))
    assert (day_of(row, "opened_at"), day_of(row, "replied_at")) == (1, 2)


def test_a_reply_that_is_stated_stands_before_the_ones_that_were_told(whole, event):
    stated = "tickets", {"messageId": "r", "ticket_id": "t1", "replied_at": at(3), "version_at": at(4)}
    assert day_of(whole("tickets", event("Ticket Replied", 2), stated), "replied_at") == 3


def test_closing_does_not_move_when_a_ticket_was_solved(whole, event):
    row = whole("tickets", event("Ticket Solved", 2), event("Ticket Escalated", 3), event("Ticket Closed", 6))
    assert day_of(row, "resolved_at") == 2
    assert day_of(whole("tickets", event("Ticket Opened", 1), event("Ticket Closed", 6)), "resolved_at") == 6


def test_a_ticket_that_is_open_again_is_not_solved_until_it_is_again(whole, event):
    solved, again = event("Ticket Solved", 2), event("Ticket Reopened", 4)
    assert day_of(whole("tickets", solved, again), "resolved_at") is None
    row = whole("tickets", solved, again, event("Ticket Solved", 6), event("Ticket Closed", 9))
    assert day_of(row, "resolved_at") == 6
    assert day_of(whole("tickets", solved, event("Ticket Updated", 3, status="Pending")), "resolved_at") is None


def test_a_help_desk_that_closes_by_itself_solves_nothing_anew(whole):
    told = [zendesk("open", 1), zendesk("solved", 2), zendesk("solved", 3), zendesk("closed", 6)]
    assert day_of(whole("tickets", *told), "resolved_at") == 2
    reopened = [zendesk("solved", 2), zendesk("open", 3), zendesk("solved", 4), zendesk("closed", 8)]
    assert day_of(whole("tickets", *reopened), "resolved_at") == 4
    assert day_of(whole("tickets", *reopened[:2]), "resolved_at") is None


def test_a_delivery_that_repeats_what_was_promised_does_not_move_when_it_was(whole, track):
    made = "track", track("m1", "Order Completed", order_id="o1", promised_at="2026-11-09", timestamp=at(2))
    kept = "track", track("m2", "Order Delivered", order_id="o1", promised_at="2026-11-09", delivered_at=at(8),
                          timestamp=at(8))  # fmt: skip
    row = whole("promises", made, kept)
    assert [day_of(row, name) for name in ("made_at", "due_at", "kept_at")] == [2, 9, 8]
    assert day_of(whole("promises", kept), "made_at") == 8
