"""Zendesk's JSON: nested tickets as the account exports them, and as the API lists them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any


def test_the_json_says_what_the_csv_says(example: Callable[[str], Any]) -> None:
    nested = {row["ticket_id"]: row for row in example("zendesk_tickets.json").rows["tickets"]}
    flat = {row["ticket_id"]: row for row in example("zendesk_tickets.csv").rows["tickets"]}
    for name in ("customer_id", "opened_at", "replied_at", "resolved_at", "kind", "team", "version_at"):
        assert {key: row.get(name) for key, row in nested.items()} == {key: row.get(name) for key, row in flat.items()}


def test_comments_of_ratings_and_no_words_of_tickets(example: Callable[[str], Any]) -> None:
    read = example("zendesk_tickets.json")
    assert {row.get("verbatim") for row in read.rows["feedback"]} == {"Thank you", "Too slow", None}
    assert "Where is my parcel" not in str(read.rows)
    assert "anna.nowak" not in str(read.rows)


def test_what_the_api_lists(written: Callable[..., Any]) -> None:
    ticket = {
        "id": 7,
        "via": {"channel": "web"},
        "status": "solved",
        "created_at": "2026-03-01T10:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "requester_id": 99,
        "group_id": 5,
        "type": "incident",
        "satisfaction_rating": {"score": "good", "id": 1, "comment": None},
        "metric_set": {"full_resolution_time_in_minutes": {"calendar": 60, "business": 20}},
    }
    read = written(json.dumps({"tickets": [ticket], "count": 1}), "tickets.json")
    (row,) = read.rows["tickets"]
    assert read.preset == "zendesk-json"
    assert row["resolved_at"] - row["opened_at"] == timedelta(hours=1)
    assert (row["customer_id"], row["team"], row["kind"]) == ("99", "5", "problem")
    assert [said["rating"] for said in read.rows["feedback"]] == [5.0]
