"""Zendesk's wide CSV: tickets, their metrics, what customers said."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

HEADER = "Id,Requester id,Requester external id,Assignee,Group,Via,Created at,Updated at,Status,Solved at,"
HEADER += "First reply time in minutes,Satisfaction Score"


def test_tickets_with_times_of_reply_and_solving(example: Callable[[str], Any]) -> None:
    tickets = {row["ticket_id"]: row for row in example("zendesk_tickets.csv").rows["tickets"]}
    first, second, reopened = tickets["10001"], tickets["10002"], tickets["10004"]
    assert "replied_at" not in first
    assert second["replied_at"] - second["opened_at"] == timedelta(minutes=313)
    assert second["resolved_at"] > second["replied_at"]
    assert (second["channel"], second["kind"], second["team"]) == ("Web form", "problem", "Delivery")
    assert "resolved_at" not in reopened
    assert json.loads(reopened["properties"])["Reopens"] == "1"
    kinds = Counter(row.get("kind") for row in tickets.values())
    assert kinds == {"question": 8, "problem": 16, None: 16}


def test_satisfaction_as_csat(example: Callable[[str], Any]) -> None:
    said = example("zendesk_tickets.csv").rows["feedback"]
    assert Counter((row.get("rating"), row["answer_state"]) for row in said) == {
        (5.0, "given"): 10,
        (1.0, "given"): 5,
        (None, "missing"): 10,
    }
    assert {(row["metric"], row["scale_min"], row["scale_max"], row["program"]) for row in said} == {
        ("csat", 1, 5, "transactional")
    }


def test_people_stay_out_of_the_tables(example: Callable[[str], Any]) -> None:
    read = example("zendesk_tickets.csv")
    assert {row["value"] for row in read.identifiers} >= {"anna.nowak@example.com"}
    assert "Nowak" not in str(read.rows)


def test_our_own_number_of_the_customer_wins_where_every_ticket_has_it(written: Callable[..., Any]) -> None:
    line = "{},77,{},Eve,Billing,Email,2026-01-01 10:00,2026-01-02 10:00,Solved,2026-01-02 10:00,5,Good\n"
    full = written(HEADER + "\n" + line.format(1, "C1") + line.format(2, "C2"))
    assert [row["customer_id"] for row in full.rows["tickets"]] == ["C1", "C2"]
    partly = written(HEADER + "\n" + line.format(1, "C1") + line.format(2, ""))
    assert {row["customer_id"] for row in partly.rows["tickets"]} == {"77"}


def test_a_score_that_the_sample_does_not_show_is_known(written: Callable[..., Any]) -> None:
    read = written(HEADER + "\n1,7,,Eve,Billing,Email,2026-01-01,2026-01-02,Open,,5,Unoffered\n")
    (block,) = [block for block in read.mapping.blocks if block.table == "feedback"]
    assert block.values["rating"] == {"Good": "5", "Bad": "1"}
    assert read.rows["feedback"] == []
