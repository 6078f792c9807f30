"""A ticket that a help desk's export told stays as it is, whatever is said about it; only word of it changes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from clew.importers.mapping.model import Filter, Mapping
from clew.importers.tracking import PUBLIC, TRACKING, as_read_now, is_older
from clew.importers.tracking.messages import LARGEST_RECORD, contents
from clew.store.delivery import RULES
from clew.store.delivery import deliveries as delivering

EXPORT = [
    ("ticket_id", "customer_id", "opened_at", "channel", "topic", "priority", "touchpoint", "team", "resolved_at",
     "version_at"),
    ("4711", "c1", "2026-11-02T08:00:00", "phone", "delivery", "high", "after sales", "red", "2026-11-03T08:00:00",
     "2026-11-03T08:00:00"),
]  # fmt: skip
AT = "2026-11-20T10:00:00Z"
ABOUT = {
    "feedback": {"messageId": "s1", "feedback_id": "r1|csat", "customer_id": "c1", "metric": "csat", "rating": 2,
                 "scale_min": 1, "scale_max": 5, "ticket_id": "4711", "channel": "email", "touchpoint": "survey",
                 "team": "blue", "answered_at": AT, "version_at": AT, "properties": {"survey": "after a ticket"}},
    "calls": {"messageId": "s2", "call_id": "k1", "customer_id": "c2", "queued_at": AT, "team": "blue",
              "ticket_id": "4711"},
    "promises": {"messageId": "s3", "promise_id": "p1", "customer_id": "c2", "kind": "call back", "due_at": AT,
                 "ticket_id": "4711", "channel": "email", "touchpoint": "call back"},
    "track": {"messageId": "s4", "userId": "c3", "event": "Help Read", "timestamp": AT,
              "properties": {"ticket_id": "4711", "team": "blue", "topic": "cats"}},
    "screen": {"messageId": "s5", "userId": "c3", "name": "Help", "properties": {"ticket_id": "4711"}},
}  # fmt: skip


@pytest.fixture
def exported(workspace, write_csv) -> None:
    workspace.import_files([write_csv("tickets.csv", EXPORT)], table="tickets")


@pytest.fixture
def tickets(workspace, rows_of) -> Callable[[], list[dict[str, Any]]]:
    """Give the tickets as they stand once all that came is loaded."""

    def standing() -> list[dict[str, Any]]:
        workspace.catch_up()
        return rows_of(workspace, "tickets")

    return standing


def old() -> Mapping:
    """The mapping by which each message that named a ticket was word of it."""

    def block(now: Any) -> Any:
        if now.columns.get("ticket_id") != "told_ticket":
            return now
        where = {"change_what": Filter(("",), negated=True)}
        if now.table == "tickets":
            where = {"ticket_id": Filter(("",), negated=True), "kind": Filter(("page", "screen"), negated=True)}
        return msgspec.structs.replace(now, columns={**now.columns, "ticket_id": "ticket_id"}, where=where)

    return msgspec.structs.replace(TRACKING, blocks=tuple(block(now) for now in TRACKING.blocks))


@pytest.mark.parametrize("shape", ABOUT)
def test_what_is_said_about_a_ticket_says_nothing_of_it(exported, send, tickets, shape):
    before = tickets()
    send(ABOUT[shape], shape=shape)
    assert tickets() == before


def test_what_is_about_a_ticket_still_names_it(exported, workspace, send, tickets, rows_of):
    for shape, said in ABOUT.items():
        send(said, shape=shape)
    tickets()
    for table in ("feedback", "calls", "promises"):
        assert [row["ticket_id"] for row in rows_of(workspace, table)] == ["4711"]
    assert rows_of(workspace, "ticket_changes") == []


def test_an_answer_about_a_ticket_cannot_say_what_its_status_is(workspace, send, tickets, rows_of):
    send({**ABOUT["feedback"], "change_what": "status", "change_value": "solved"}, shape="feedback")
    assert tickets() == rows_of(workspace, "ticket_changes") == []


@pytest.fixture
def _by_the_older_mapping(monkeypatch):
    text = old().to_json()
    monkeypatch.setattr(delivering, "_MAPPING", text)
    monkeypatch.setattr(delivering, "_MAPPING_HASH", hashlib.sha256(text.encode()).hexdigest())


@pytest.mark.usefixtures("_by_the_older_mapping")
def test_what_came_before_keeps_its_id_and_its_place_when_it_is_read_again(workspace, deliveries, send, rows_of):
    """It was told apart without its time then, and measured in characters: it is in the tables, and stays there."""
    said = {"type": "track", "userId": "u1", "event": "Logged In", "timestamp": AT}
    large = {"type": "track", "userId": "u1", "event": "Read", "messageId": "m1", "properties": {"words": "ż" * 20_000}}
    deliveries.append("batch", "key", json.dumps({"batch": [said, large]}, ensure_ascii=False).encode())
    send({"kind": "complaint", "messageId": "m2", "verbatim": "a" * (LARGEST_RECORD + 1)}, shape="feedback")
    workspace.catch_up()
    ((digest, made),), _ = contents([json.dumps(said)], ["track"])
    ids = [row["event_id"] for row in rows_of(workspace, "events")]
    assert made != f"content:{digest}" in ids
    assert len(ids) == 2
    workspace.rebuild()
    assert [row["event_id"] for row in rows_of(workspace, "events")] == ids
    assert len(rows_of(workspace, "feedback")) == 1
    assert is_older(old())


@pytest.mark.usefixtures("_by_the_older_mapping")
def test_what_came_by_the_older_mapping_is_read_as_now(exported, workspace, send, tickets):
    before = tickets()
    for shape, said in ABOUT.items():
        send(said, shape=shape)
    assert tickets() == before
    workspace.rebuild()
    assert tickets() == before
    assert as_read_now(old()) == TRACKING


def test_word_of_a_ticket_is_taken_from_events_and_from_records(workspace, send, track, tickets, rows_of):
    send(track("m1", "Ticket Opened", ticket_id="t1", topic="delivery"))
    send({"messageId": "m2", "ticket_id": "t2", "opened_at": AT, "change_what": "status", "change_value": "open"},
         shape="tickets")  # fmt: skip
    assert [row["ticket_id"] for row in tickets()] == ["t1", "t2"]
    assert [row["ticket_id"] for row in rows_of(workspace, "ticket_changes")] == ["t1", "t2"]
    assert json.loads(rows_of(workspace, "events")[0]["properties"])["ticket_id"] == "t1"


def test_a_public_key_tells_nothing_of_tickets_and_promises(exported, workspace, deliveries, track, tickets, rows_of):
    def sent(source: str, mark: str) -> None:
        said = [
            track(f"{mark}1", "Ticket Solved", ticket_id="4711"),
            track(f"{mark}2", "Order Completed", order_id=mark, total=5, currency="EUR", promised_at="2026-12-01"),
            track(f"{mark}3", "Order Delivered", order_id=mark, delivered_at="2026-12-01"),
            track(f"{mark}4", "Survey Answered", metric="csat", score=3, scale_min=1, scale_max=5, ticket_id="4711"),
        ]
        deliveries.append("batch", source, json.dumps({"batch": said}).encode())
        deliveries.commit()

    before = tickets()
    sent(f"{PUBLIC}key", "o")
    assert tickets() == before
    counts = {name: len(rows_of(workspace, name)) for name in ("ticket_changes", "promises", "purchases", "events")}
    assert counts == {"ticket_changes": 0, "promises": 0, "purchases": 1, "events": 4}
    assert [row["ticket_id"] for row in rows_of(workspace, "feedback")] == ["4711"]
    sent("key", "s")
    assert tickets() != before
    assert len(rows_of(workspace, "ticket_changes")) == len(rows_of(workspace, "promises")) == 1


def before_touchpoints() -> Mapping:
    """The mapping by which the name of an event was its ticket's touchpoint."""

    def block(now: Any) -> Any:
        columns = {**now.columns, "touchpoint": "touchpoint"}
        return msgspec.structs.replace(now, columns=columns) if now.table == "tickets" else now

    return msgspec.structs.replace(TRACKING, blocks=tuple(block(now) for now in TRACKING.blocks))


def test_that_a_ticket_was_solved_moves_it_to_no_touchpoint(exported, workspace, send, track, tickets, rows_of):
    send(track("m1", "Ticket Solved", ticket_id="4711"), track("m2", "Ticket Opened", ticket_id="t2"))
    send({"messageId": "m3", "ticket_id": "t3", "opened_at": AT, "touchpoint": "shop"}, shape="tickets")
    send(track("m4", "Ticket Replied", ticket_id="t3"))
    send(track("m5", "Ticket Opened", ticket_id="t4", touchpoint="app"))
    touchpoints = {row["ticket_id"]: row["touchpoint"] for row in tickets()}
    assert touchpoints == {"4711": None, "t2": None, "t3": "shop", "t4": "app"}
    assert {row["touchpoint"] for row in rows_of(workspace, "events")} == {
        "Ticket Solved", "Ticket Opened", "Ticket Replied", "app"
    }  # fmt: skip


def test_the_rules_of_the_workspace_say_where_a_ticket_was(workspace, send, track, tickets):
    rule = {"by": "name", "pattern": "ticket opened", "touchpoint": "service", "channel": "phone"}
    workspace.keep(*RULES, {"rules": [rule]})
    send(track("m1", "Ticket Opened", ticket_id="t1"))
    send(track("m2", "Ticket Solved", ticket_id="t1"))
    assert [(row["touchpoint"], row["channel"]) for row in tickets()] == [("service", "phone")]


def test_what_was_taken_for_a_tickets_touchpoint_is_put_right_by_a_rebuild(
    workspace, send, track, tickets, monkeypatch
):
    text = before_touchpoints().to_json()
    monkeypatch.setattr(delivering, "_MAPPING", text)
    monkeypatch.setattr(delivering, "_MAPPING_HASH", hashlib.sha256(text.encode()).hexdigest())
    send(track("m1", "Ticket Opened", ticket_id="t1"))
    assert as_read_now(before_touchpoints()) == TRACKING
    assert [row["touchpoint"] for row in tickets()] == [None]
    workspace.rebuild()
    assert [row["touchpoint"] for row in tickets()] == [None]
