# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Kept answers: the same for the same content, never one that is out of date or damaged."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime

import pytest

from clew.errors import UsageError
from clew.metrics import METRICS
from clew.questions import asking, cache
from clew.questions.cache import AnswerCache
from clew.questions.parse import parse_question
from clew.questions.plan import make_plan
from clew.store.naming.renames import stored_rename
from clew.store.settings import Settings, document_change

QUESTION = parse_question("nps", by="channel")


def rows(count, rating=10):
    return [
        {
            "feedback_id": str(i),
            "metric": "nps",
            "rating": rating,
            "answered_at": datetime(2026, 3, 1),
            "channel": "web",
        }
        for i in range(count)
    ]


@pytest.fixture
def hashed(lake):
    lake.write("feedback", rows(6))
    return lake


@pytest.fixture
def asked(monkeypatch):
    """How often an answer was really computed."""
    calls = []

    def count(*arguments):
        calls.append(arguments)
        return asking.answer(*arguments)

    monkeypatch.setattr(cache, "answer", count)
    return calls


def files(folder):
    return sorted(path for path in folder.rglob("*.json"))


def test_the_second_time_comes_from_the_cache(hashed, engine, asked, tmp_path):
    kept = AnswerCache(tmp_path / "cache")
    first, second = (kept.ask(QUESTION, hashed, engine) for _ in range(2))
    assert len(asked) == 1
    assert (first.cached, second.cached) == (False, True)
    assert second.rows == first.rows
    another_process = AnswerCache(tmp_path / "cache").ask(QUESTION, hashed, engine)
    assert (len(asked), another_process.cached, another_process.rows) == (1, True, first.rows)


def test_one_more_row_is_the_new_answer(hashed, engine, tmp_path):
    kept = AnswerCache(tmp_path / "cache")
    assert kept.ask(QUESTION, hashed, engine).rows[0].n == 6
    hashed.write("feedback", rows(7))
    assert kept.ask(QUESTION, hashed, engine).rows[0].n == 7
    assert len(files(tmp_path / "cache")) == 2  # another process may still ask of the content before this one
    for folder in (tmp_path / "cache" / "feedback").iterdir():
        os.utime(folder, (0, folder.stat().st_mtime - 7200))
    hashed.write("feedback", rows(8))
    assert kept.ask(QUESTION, hashed, engine).rows[0].n == 8
    assert len(files(tmp_path / "cache")) == 2  # answers over what is long gone are gone


@pytest.mark.parametrize("change", ["rules", "names", "received", "zone", "parameters", "min_n", "as_of"])
def test_whatever_decides_an_answer_is_in_its_key(hashed, engine, asked, change):
    kept = AnswerCache()
    kept.ask(QUESTION, hashed, engine)
    words = {"zone": {"zone": "Europe/Warsaw"}, "parameters": {"settings": ["together=yes"]}, "min_n": {"min_n": 9},
             "as_of": {"as_of": "2026-03-01"}}.get(change, {})  # fmt: skip
    if change == "rules":
        hashed.settings = Settings.of(document_change("rule", "default", {"format": 1, "statuses": {"hm": "customer"}}))
    if change == "names":
        hashed.settings = Settings.of(
            stored_rename({"id": "1", "column": "channel", "old": "web", "new": "site", "stated_at": "2026"})
        )
    if change == "received":  # a year before the answers: all of them lie after the last import
        hashed.received_at = datetime(2025, 3, 1)
    kept.ask(parse_question("nps", by="channel", **words), hashed, engine)
    assert len(asked) == 2


def test_what_comes_into_other_tables_changes_no_answer(hashed, engine, asked, tmp_path):
    hashed.received_at = datetime(2026, 3, 2)
    kept = AnswerCache(tmp_path / "cache")
    kept.ask(QUESTION, hashed, engine)
    hashed.write("tickets", [{"ticket_id": "1", "opened_at": datetime(2026, 4, 1)}])
    hashed.received_at = datetime(2026, 4, 2)
    assert kept.ask(QUESTION, hashed, engine).cached
    tickets = parse_question("resolution_time")
    kept.ask(tickets, hashed, engine)
    assert kept.ask(QUESTION, hashed, engine).cached, "one table's answers push out another's"
    assert len(asked) == 2


def test_another_definition_is_another_answer(hashed, engine, asked, monkeypatch):
    kept = AnswerCache()
    kept.ask(QUESTION, hashed, engine)
    monkeypatch.setattr(cache, "source_hash", lambda: "changed")
    kept.ask(QUESTION, hashed, engine)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:70] + b"x" + b[71:], lambda _: b"", lambda b: b + b" "]
)
def test_a_damaged_file_is_no_answer_and_is_replaced(hashed, engine, asked, tmp_path, damage):
    first = AnswerCache(tmp_path / "cache").ask(QUESTION, hashed, engine)
    (path,) = files(tmp_path / "cache")
    path.write_bytes(damage(path.read_bytes()))
    second = AnswerCache(tmp_path / "cache").ask(QUESTION, hashed, engine)
    assert (len(asked), second.cached, second.rows) == (2, False, first.rows)
    assert AnswerCache(tmp_path / "cache").ask(QUESTION, hashed, engine).cached


def test_a_folder_that_cannot_be_written_costs_no_answer(hashed, engine, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert AnswerCache(tmp_path / "cache").ask(QUESTION, hashed, engine).rows[0].n == 6


def test_memory_keeps_the_latest_only(hashed, engine, asked):
    kept = AnswerCache(kept=1)
    other = parse_question("nps")
    for question in (QUESTION, other, other, QUESTION):
        kept.ask(question, hashed, engine)
    assert len(asked) == 3


class Watched(dict):
    """Views that remember which of them were looked at."""

    def __init__(self, views):
        super().__init__(views)
        self.seen = set()

    def get(self, name, default=None):
        self.seen.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.seen.add(name)
        return super().__getitem__(name)


@pytest.mark.parametrize("metric", list(METRICS))
def test_an_answer_looks_at_the_tables_of_its_plan_alone(lake, engine, metric):
    """What it looks at beside them would be missing in its key, and the answer out of date without a word."""
    day = datetime(2026, 3, 1)
    lake.write("feedback", rows(3))
    lake.write("customers", [{"customer_id": "c"}])
    lake.write("purchases", [{"purchase_id": "1", "customer_id": "c", "purchased_at": day}])
    lake.write("events", [{"event_id": "1", "customer_id": "c", "occurred_at": day}])
    lake.write("calls", [{"call_id": "1", "customer_id": "c", "queued_at": day}])
    lake.write("tickets", [{"ticket_id": "1", "customer_id": "c", "topic": "x", "opened_at": day}])
    changes = [("status", "pending", "agent"), ("reply", "Hello", "agent"), ("status", "solved", "agent")]
    lake.write(
        "ticket_changes",
        [
            {"ticket_id": "1", "changed_at": day, "ordinal": place, "what": what, "value": value, "by": by}
            for place, (what, value, by) in enumerate(changes)
        ],
    )
    lake.views = Watched(lake.views)
    defined = METRICS[metric]
    settings = {p.name: "us" if p.name == "holder" else "customer_id" for p in defined.parameters if p.required}
    lake.views.seen.clear()
    question = parse_question(metric, settings=settings)
    with suppress(UsageError):  # where the data lack what it needs it has looked, too
        asking.answer(question, lake, engine)
    assert lake.views.seen <= set(make_plan(question).tables)
