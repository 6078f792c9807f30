# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Extracts of days: what is settled is read once, whatever comes later; what is not is read as of each moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec import structs

from clew.questions import answer
from clew.questions.extracts.keeping import KNOWN
from clew.questions.parse import parse_question
from clew.questions.spans.reading import CELLS

START, ONE = datetime(2026, 1, 1), timedelta(days=1)
QUESTION = parse_question("first_contact_resolution", start="2026-01-01", end="2026-03-01", as_of="2026-03-01")


@pytest.fixture(autouse=True)
def _forget():
    CELLS.forget()
    KNOWN.forget()


def tickets(first, days):
    places = range(first, first + days)
    return [
        {"ticket_id": f"t{day}", "customer_id": f"c{day % 5}", "topic": "bill", "opened_at": START + day * ONE}
        for day in places
    ]


@pytest.fixture
def ran(engine, monkeypatch):
    texts = []
    read = engine.read
    monkeypatch.setattr(engine, "read", lambda sql, views: (texts.append(sql), read(sql, views))[1])
    return texts


def reads_of_days(ran):
    return [text for text in ran if '"nobody"' in text]


def with_more(lake, rows):
    before = lake.views["tickets"]
    new = lake.write("tickets", rows).views["tickets"].files
    lake.views["tickets"] = replace(before, files=(*before.files, *new))


def test_days_that_are_settled_are_read_once(lake, engine, ran):
    lake.write("tickets", tickets(0, 59))
    first = answer(QUESTION, lake, engine)
    assert len(reads_of_days(ran)) == 1
    with_more(lake, tickets(59, 2))
    ran.clear()
    later = structs.replace(QUESTION, start=datetime(2026, 1, 3), as_of=datetime(2026, 3, 2))
    found = answer(later, lake, engine)
    (text,) = reads_of_days(ran)
    assert "MAKE_TIMESTAMP(2026, 2, 21" in text, "the last week alone"
    assert "MAKE_TIMESTAMP(2026, 1, 3, 0, 0, 0.0)" not in text
    CELLS.forget()
    KNOWN.forget()
    assert answer(later, lake, engine).rows == found.rows
    assert first.rows[0].n == found.rows[0].n + 2


def test_a_row_that_comes_late_changes_its_days(lake, engine):
    lake.write("tickets", tickets(0, 40))
    before = answer(QUESTION, lake, engine)
    with_more(lake, [{**tickets(10, 1)[0], "ticket_id": "late", "opened_at": START + timedelta(days=10, hours=1)}])
    after = answer(QUESTION, lake, engine)
    assert after.rows[0].n == before.rows[0].n + 1
    assert after.rows[0].value < before.rows[0].value


def test_a_ticket_that_may_be_left_out_later_settles_nothing(lake, engine, ran):
    lake.write("tickets", tickets(0, 40))
    change = {"ticket_id": "t1", "changed_at": START, "what": "status", "value": "merged"}
    lake.write("ticket_changes", [change])
    answer(QUESTION, lake, engine)
    assert reads_of_days(ran) == []
