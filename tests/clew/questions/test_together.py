# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Questions of one page: each answer as if asked alone, what they share read once."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.errors import UsageError
from clew.questions import Question, answer
from clew.questions.cache import AnswerCache
from clew.questions.parse import parse_question
from clew.questions.spans.reading import CELLS
from clew.questions.together import ask_together

MARCH = {"start": "2026-03-01", "end": "2026-04-01", "as_of": "2026-04-01"}
WEEKS = {"start": "2026-01-05", "end": "2026-04-01", "as_of": "2026-04-01", "every": "week"}
PAGE = [
    parse_question(metric, **times)
    for metric in ("nps", "contact_rate", "first_contact_resolution", "csat")
    for times in ({**MARCH, "compare": "previous"}, {**MARCH, "compare": "year"}, WEEKS)
]


@pytest.fixture
def filled(lake):
    CELLS.forget()
    days = [datetime(2026, month, day) for month in (1, 2, 3) for day in range(1, 25)]
    lake.write("customers", [{"customer_id": f"c{place}"} for place in range(9)])
    for table, time in (("events", "occurred_at"), ("tickets", "opened_at"), ("feedback", "answered_at")):
        rows = [
            {f"{table.rstrip('s')}_id": str(place), "customer_id": f"c{place % 9}", time: at, "topic": "bill"}
            for place, at in enumerate(days)
        ]
        if table == "feedback":
            rows = [{**row, "metric": "nps", "rating": float(place % 11)} for place, row in enumerate(rows)]
        lake.write(table, [{k: v for k, v in row.items() if k != "topic" or table == "tickets"} for row in rows])
    return lake


@pytest.fixture
def ran(engine, monkeypatch):
    texts = []
    read = engine.read

    def note(sql, views, **options):
        texts.append(sql)
        return read(sql, views, **options)

    monkeypatch.setattr(engine, "read", note)
    return texts


def test_each_answer_is_the_one_that_is_given_alone(filled, engine):
    together = ask_together(PAGE, filled, engine)
    CELLS.forget()
    for question, found in zip(PAGE, together, strict=True):
        alone = answer(question, filled, engine)
        assert (found.rows, found.comparisons, found.warnings) == (alone.rows, alone.comparisons, alone.warnings)


def test_what_differs_in_when_alone_is_read_once(filled, engine, ran):
    ask_together(PAGE[:3], filled, engine)
    assert len([text for text in ran if '"unit"' in text]) == 1


def test_what_is_known_is_not_asked_again(filled, engine, ran, tmp_path):
    kept = AnswerCache(tmp_path / "answers")
    first = ask_together(PAGE[:3], filled, engine, kept)
    ran.clear()
    again = ask_together(PAGE[:3], filled, engine, AnswerCache(tmp_path / "answers"))
    assert ([found.cached for found in first], [found.cached for found in again]) == ([False] * 3, [True] * 3)
    assert [found.rows for found in again] == [found.rows for found in first]
    assert ran == []
    more = ask_together([PAGE[3], PAGE[0]], filled, engine, kept)
    assert [(found.metric, found.cached) for found in more] == [("contact_rate", False), ("nps", True)]


def test_a_question_that_cannot_be_is_said(filled, engine):
    with pytest.raises(UsageError, match="no field"):
        ask_together([PAGE[0], Question(metric="nps", by=("colour",))], filled, engine)


def test_no_question_no_answer(filled, engine):
    assert ask_together([], filled, engine) == []
