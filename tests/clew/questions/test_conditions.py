# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Filters: numbers as numbers, times as times, text as text; blanks are said, never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.questions.asking import answer
from clew.questions.behind import rows_behind
from clew.questions.gathering.conditions import number_in
from clew.questions.parse import parse_question

ROWS = [
    {
        "channel": "web",
        "rating": 10.0,
        "complete": True,
        "properties": '{"age": 9, "code": "007", "day": "2026-03-01"}',
    },
    {"channel": "shop", "rating": 9.0, "complete": False, "properties": '{"age": 10.0, "code": "7"}'},
    {"channel": None, "rating": 0.0, "complete": None, "properties": '{"age": "n/a"}'},
    {"channel": "5", "rating": None, "complete": True, "properties": None},
]


def written(lake):
    first = datetime(2026, 3, 1, 12)
    return lake.write("feedback", [
        {"feedback_id": str(i), "metric": "nps", "answer_state": "given", "answered_at": first.replace(day=i + 1)} | row
        for i, row in enumerate(ROWS)
    ])  # fmt: skip


def kept(lake, engine, *where):
    found = answer(parse_question("nps", where=where), written(lake), engine)
    return found.rows[0].n + found.rows[0].missing if found.rows else 0


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["channel=web"], 1),
        (["channel=web", "channel=shop"], 2),
        (["channel!=web"], 3),
        (["channel!=web", "channel!=shop"], 2),
        (["channel="], 1),
        (["channel!="], 3),
        (["channel='web'"], 1),
        (['channel = "web"'], 1),
        (["channel=5.0"], 0),
        (["rating>=9"], 2),
        (["rating=0"], 1),
        (["rating<1e1"], 2),
        (["rating>8", "channel=web"], 1),
        (["rating>0", "rating<10"], 1),
        (["complete=yes"], 2),
        (["complete!=yes"], 2),
        (["answered_at>=2026-03-02"], 3),
        (["answered_at=2026-03-02"], 1),
        (["answered_at<=2026-03-02"], 2),
        (["answered_at>2026-03-02"], 2),
        (["answered_at<2026-03-02T12:00:00"], 1),
        (["properties.age>=9"], 3),
        (["properties.age=10"], 1),
        (["properties.age<10"], 1),
        (["properties.code=7"], 2),
        (["properties.code=007"], 2),
        (["properties.day>=2026-02-28"], 1),
        (["properties.nothing=1"], 0),
        (["answered=yes"], 4),
    ],
)
def test_what_a_filter_keeps(lake, engine, where, expected):
    assert kept(lake, engine, *where) == expected


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("rating=ten", "'rating' is a number; 'ten' is not"),
        ("complete>yes", "is yes or no"),
        ("complete=perhaps", "is yes or no"),
        ("answered_at>yesterday", "is no date"),
        ("answered_at>2026-13-01", "is no date"),
        ("channel<", "needs a value"),
        ("channel", "is no filter"),
        ("=web", "is no filter"),
        ("chanel=web", "Did you mean 'channel'"),
        ("properties=web", "bag of values"),
        ("id_hash=1", "no field"),
        ("nothing.x=1", "no field"),
        ("promises.nothing=1", "no field"),
        ("channel=a\0b", "no NUL"),
        ("channel=\ud800", "valid Unicode"),
        ("channel=" + "x" * 10_001, "at most 10000 characters"),
    ],
)
def test_what_cannot_be_is_said(where, message):
    with pytest.raises(UsageError, match=message):
        parse_question("nps", where=[where])


FIELDS = [
    *["channel", "rating", "answered_at", "complete", "weight", "customer_id", "properties.age", "properties.a.b"],
    *["properties.", "properties.x'y", 'properties."', "traits.plan", "customers.country", "promises.kept"],
    "customers.traits.\\",
]
HOSTILE = ["'; DROP TABLE feedback; --", "\\", "%", "1e308", "1e999", "9" * 400, "-0", "{}", "{{x}}", "$1", "?"]
fields = st.one_of(st.sampled_from(FIELDS), st.text(max_size=12))
values = st.one_of(
    st.text(max_size=20),
    st.floats().map(str),
    st.integers().map(str),
    st.datetimes().map(str),
    st.sampled_from(HOSTILE),
)
hostile = st.tuples(fields, st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "==", "<>", ""]), values).map("".join)


def answered_or_refused(lake, engine, where, by):
    """Any error but a :class:`UsageError` fails the test."""
    with suppress(UsageError):
        question = parse_question("nps", where=where, by=by)
        found = answer(question, lake, engine)
        assert sum(row.n for row in found.rows) <= len(ROWS)
        assert len(rows_behind(question, lake, engine)) <= len(ROWS)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(hostile, max_size=3), st.lists(fields, max_size=2))
def test_hostile_filters_give_an_answer_or_a_clear_no(lake, engine, where, by):
    if not lake.views["feedback"].files:
        written(lake)
    answered_or_refused(lake, engine, where, by)


@pytest.mark.deep
@settings(deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(hostile, max_size=3), st.lists(fields, max_size=2))
def test_five_thousand_hostile_filters(lake, engine, where, by):
    if not lake.views["feedback"].files:
        written(lake)
    answered_or_refused(lake, engine, where, by)


@settings(deadline=None)
@given(st.one_of(st.text(), st.floats().map(str)))
def test_numbers_are_finite(text):
    found = number_in(text)
    assert found is None or abs(found) < float("inf")
