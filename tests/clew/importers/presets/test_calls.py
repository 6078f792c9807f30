"""Calls and chats: times or lengths of time, statuses in several words, English and Polish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest


def test_waits_in_seconds_and_a_yes_or_no(example: Callable[[str], Any]) -> None:
    rows = {row["call_id"]: row for row in example("contact_centre.csv").rows["calls"]}
    answered, given_up = rows["INT-4001"], rows["INT-4000"]
    assert answered["answered_at"] - answered["queued_at"] == timedelta(seconds=213)
    assert answered["ended_at"] - answered["answered_at"] == timedelta(seconds=644)
    assert "abandoned_at" not in answered
    assert "answered_at" not in given_up
    assert given_up["abandoned_at"] > given_up["queued_at"]
    assert (answered["queue"], answered["transfers"], answered["customer_id"]) == ("Orders", 1, "C1001")


def test_polish_words_and_clocks(example: Callable[[str], Any]) -> None:
    read = example("polaczenia.csv")
    rows = read.rows["calls"]
    assert sum("answered_at" in row for row in rows) == 48
    assert sum("abandoned_at" in row for row in rows) == 12
    assert all(row["customer_id"].startswith("phone:") for row in rows)
    assert "601" not in str([row["properties"] for row in rows])


LINES = {
    "times": (
        "call id,queue,queued at,answered at,abandoned at\n",
        "{n},Billing,2026-05-04 10:00,2026-05-04 10:01,\n",
        "{n},Billing,2026-05-04 10:00,,2026-05-04 10:02\n",
    ),
    "disposition": (
        "uniqueid,calldate,disposition,Queue,Ring Time,billsec\n",
        "{n},2026-05-04 10:00:00,ANSWERED,q1,60,30\n",
        "{n},2026-05-04 10:00:00,NO ANSWER,q1,120,0\n",
    ),
    "length of the talk": (
        "Chat ID,Started At,Agent,Wait (min),Chat Duration\n",
        "{n},2026-05-04 10:00,Eve,1,0:05:00\n",
        "{n},2026-05-04 10:00,,2,\n",
    ),
    "Polish flag": (
        "Id rozmowy;Data i godzina;Kolejka;Odebrane;Czas oczekiwania (s)\n",
        "{n};2026-05-04 10:00;Reklamacje;tak;60\n",
        "{n};2026-05-04 10:00;Reklamacje;nie;120\n",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_spellings(written: Callable[..., Any], name: str) -> None:
    head, taken, lost = LINES[name]
    text = head + "".join((taken if number % 3 else lost).format(n=number) for number in range(30))
    read = written(text)
    rows = read.rows["calls"]
    waits = [row.get("answered_at", row.get("abandoned_at")) - row["queued_at"] for row in rows]
    assert (read.preset, len(rows), read.rejected) == ("calls", 30, [])
    assert sum("answered_at" in row for row in rows) == 20
    assert {int(wait.total_seconds()) for wait in waits} == {60, 120}


def test_without_a_sign_of_what_became_of_them_nothing_is_assumed(written: Callable[..., Any]) -> None:
    read = written("call id,start time,queue,wait time\n" + "".join(f"{n},2026-05-04 10:00,q,5\n" for n in range(9)))
    assert read.preset == "calls"
    assert "Recognised" not in read.toml
