"""The rows behind a transition: two contacts a transition, as their tables have them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clew.errors import UsageError
from clew.journeys.behind import rows_behind_transition
from clew.journeys.handle import AskedPaths

START = datetime(2026, 1, 1)  # noqa: DTZ001 - times of the lake are UTC without a zone


def test_each_transition_gives_both_contacts_and_the_wait(lake, asked):
    lake.walks(late=[("a", 5), ("b", 7)], early=[("b", 0), ("a", 1), ("b", 2), ("a", 3), ("b", 3)])
    rows = rows_behind_transition(asked(), "a", "b")
    assert [(r["transition"], r["step"], r["path"], r["occurred_at"][11:13]) for r in rows] == [
        (1, "from", "early", "01"), (1, "to", "early", "02"), (2, "from", "early", "03"), (2, "to", "early", "03"),
        (3, "from", "late", "05"), (3, "to", "late", "07"),
    ]  # fmt: skip
    assert [row["wait_seconds"] for row in rows if row["step"] == "to"] == [3600, 0, 7200]
    assert rows[0]["journal_ref"] == "seg-1/7/3"
    assert len(rows_behind_transition(asked(), "a", "b", limit=1)) == 2
    assert rows_behind_transition(asked(), "a", "a") == []


def test_rows_come_from_the_table_of_each_contact(lake, asked):
    lake.write("events", [{"name": "visit", "customer_id": "x", "occurred_at": START}])
    lake.write("calls", [{"customer_id": "x", "queued_at": START + timedelta(minutes=1), "queue": "north"}])
    one, other = rows_behind_transition(asked(), "visit", "call")
    assert (one["table"], other["table"], other["call_id"], other["queue"]) == (
        "events",
        "calls",
        "calls-000000",
        "north",
    )


def test_names_are_checked_and_may_have_commas(lake, asked, engine):
    lake.walks(r=[("yes, please", 0), ("no", 1)])
    with pytest.raises(UsageError, match="no name of a contact 'maybe'"):
        rows_behind_transition(asked(), "no", "maybe")
    handle = AskedPaths(asked().definition, lambda view: view(lake, engine))
    assert len(handle.rows_of("yes, please,no")) == 2
    assert (handle.behind("yes, please,no")["count"], handle.behind("yes, please,no")["not_shown"]) == (2, 0)
    with pytest.raises(UsageError, match="write FROM,TO"):
        handle.rows_of("yes")


def test_no_paths_have_no_names(asked):
    with pytest.raises(UsageError, match="none yet"):
        rows_behind_transition(asked(), "a", "b")


def test_the_document_says_what_is_not_listed(lake, asked, engine):
    lake.walks(one="abab", two="ab", three="ba")
    handle = AskedPaths(asked().definition, lambda view: view(lake, engine))
    found = handle.behind("a,b", 2)
    assert (len(found["rows"]), found["count"], found["not_shown"]) == (4, 6, 2)
    assert [len(handle.behind(pair, 0)["rows"]) for pair in ("a,b", "b,b")] == [0, 0]
    assert [handle.behind(pair, 0)["count"] for pair in ("a,b", "b,a", "b,b")] == [6, 4, 0]
