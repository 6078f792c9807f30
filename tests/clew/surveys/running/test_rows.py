"""Answers become rows of feedback that the table takes, keyed by ids, missing told apart from zero."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.surveys import load_survey
from clew.surveys.running import Answer, feedback_rows, read_form, route
from clew.tables import TABLES

from ..conftest import EVERY_TYPE  # noqa: TID252 - a survey beside the tests
from .test_route import FORMS

SURVEY = load_survey(EVERY_TYPE)
ROWS = [
    "recommend", "satisfied", "effort", "ease", "shop", "warmth", "reason", "seen.web", "seen.shop", "seen.none",
    "seen.other", "order.a", "order.b", "order.c", "staff.kind", "staff.quick", "often.phone", "why", "name", "felt",
]  # fmt: skip
FIRST = {
    "recommend": Answer(rating=0),
    "satisfied": Answer(state="not_applicable"),
    "effort": Answer(state="missing"),
    "ease": Answer(rating=7),
    "shop": Answer(rating=5),
    "warmth": Answer(rating=-3),
}
SECOND = {
    "about": Answer(),
    "reason": Answer(choices=("other",), words="far"),
    "seen": Answer(choices=("web", "other"), words="tv"),
    "order": Answer(choices=("c", "a")),
    "staff": Answer(rows={"kind": Answer(rating=4), "quick": Answer(state="not_applicable")}),
    "often": Answer(rows={"phone": Answer(choices=("daily",))}),
}
THIRD = {"why": Answer(words="Late."), "name": Answer(state="missing"), "felt": Answer(choices=("angry",))}


def rows_of(answers, **more):
    found = feedback_rows(SURVEY, answers, response_id="r1", **more)
    return {row["question"]: row for row in found}


@pytest.mark.parametrize("answers", [{}, FIRST, FIRST | SECOND, FIRST | SECOND | THIRD])
def test_who_knows_the_way_has_the_same_rows(answers):
    assert rows_of(answers, way=route(SURVEY, answers)) == rows_of(answers)


def cells(row):
    return tuple(
        row.get(name) for name in ("metric", "scale_min", "scale_max", "rating", "choice", "verbatim", "answer_state")
    )


def test_a_whole_response():
    rows = rows_of(FIRST | SECOND | THIRD, language="pl-PL", about={"customer_id": "c1", "channel": "e-mail"})
    assert {name: cells(row) for name, row in rows.items()} == {
        "recommend": ("nps", 0, 10, 0, None, None, "given"),
        "satisfied": ("csat", 1, 5, None, None, None, "not_applicable"),
        "effort": ("ces", 1, 5, None, None, None, "missing"),
        "ease": ("ces", 1, 7, 7, None, None, "given"),
        "shop": ("rating", 1, 5, 5, None, None, "given"),
        "warmth": ("rating", -3, 3, -3, None, None, "given"),
        "reason": ("choice", None, None, None, "other", "far", "given"),
        "seen.web": ("choice", None, None, None, "yes", None, "given"),
        "seen.shop": ("choice", None, None, None, "no", None, "given"),
        "seen.none": ("choice", None, None, None, "no", None, "given"),
        "seen.other": ("choice", None, None, None, "yes", "tv", "given"),
        "order.a": ("choice", 1, 3, 2, "a", None, "given"),
        "order.b": ("choice", 1, 3, None, None, None, "missing"),
        "order.c": ("choice", 1, 3, 1, "c", None, "given"),
        "staff.kind": ("csat", 1, 5, 4, None, None, "given"),
        "staff.quick": ("csat", 1, 5, None, None, None, "not_applicable"),
        "often.phone": ("choice", None, None, None, "daily", None, "given"),
        "why": ("text", None, None, None, None, "Late.", "given"),
        "name": ("text", None, None, None, None, None, "missing"),
        "felt": ("choice", None, None, None, "angry", None, "given"),
    }
    assert {(r["customer_id"], r["channel"], r["language"], r["complete"], r["program"]) for r in rows.values()} == {
        ("c1", "e-mail", "pl", True, "relationship")
    }
    assert rows["ease"]["instrument"] == "ease"
    assert rows["recommend"]["instrument"] == "every-type"
    assert rows["staff.kind"]["touchpoint"] == "counter"
    assert rows["staff.kind"]["feedback_id"] == "r1|staff.kind"


def test_answers_on_a_page_that_was_not_left_are_there_and_nothing_is_complete():
    rows = rows_of(FIRST | {"reason": SECOND["reason"], "why": Answer(words="too early")})
    assert cells(rows["reason"]) == ("choice", None, None, None, "other", "far", "given")
    assert [rows[name]["answer_state"] for name in ("seen.web", "why")] == ["not_asked", "not_asked"]
    assert not any(row["complete"] for row in rows.values())


def test_what_was_not_shown_was_not_asked():
    rows = rows_of(FIRST)
    assert rows["recommend"]["answer_state"] == "given"
    assert {rows[name]["answer_state"] for name in ROWS[6:]} == {"not_asked"}
    assert {row["complete"] for row in rows.values()} == {False}
    rows = rows_of({**FIRST, "recommend": Answer(rating=9)} | {**SECOND, "seen": Answer(choices=("shop",))} | THIRD)
    assert rows["why"]["answer_state"] == "not_asked"
    assert "verbatim" not in rows["why"]
    assert rows["recommend"]["complete"] is True


def test_a_matrix_that_does_not_apply_does_so_in_every_row():
    rows = rows_of(FIRST | {**SECOND, "staff": Answer(state="not_applicable")})
    assert {rows[name]["answer_state"] for name in ("staff.kind", "staff.quick")} == {"not_applicable"}
    rows = rows_of(FIRST | {**SECOND, "staff": Answer(state="missing")})
    assert {rows[name]["answer_state"] for name in ("staff.kind", "staff.quick")} == {"missing"}


def test_an_employee_answers_an_employee_survey():
    survey = load_survey(
        EVERY_TYPE.replace("relationship", "employee").replace("title:", "instrument: staff 2\ntitle:")
    )
    rows = feedback_rows(survey, {}, response_id="r")
    assert {(row["respondent"], row["instrument"]) for row in rows} == {("employee", "staff 2"), ("employee", "ease")}


@pytest.mark.parametrize("name", ["rating", "program", "colour", "journal_ref"])
def test_what_the_survey_says_nobody_else_does(name):
    with pytest.raises(UsageError, match=f"'{name}'"):
        feedback_rows(SURVEY, {}, response_id="r", about={name: 1})


@settings(max_examples=100)
@given(st.lists(FORMS, max_size=6))
def test_every_response_has_the_same_rows_and_the_table_takes_them(forms):
    answers: dict[str, Answer] = {}
    for form in forms:
        at = route(SURVEY, answers)
        if at.page is not None:
            answers |= read_form(at.page, form, at.known, answers).answers
    rows = feedback_rows(SURVEY, answers, response_id="r")
    assert [row["question"] for row in rows] == ROWS
    columns = TABLES["feedback"].by_name
    for row in rows:
        assert all(value in columns[name].choices for name, value in row.items() if columns[name].choices)
        assert set(row) <= set(TABLES["feedback"].mappable)
        answered = any(name in row for name in ("rating", "choice", "verbatim"))
        assert answered == (row["answer_state"] == "given")
        if "rating" in row:
            assert row["scale_min"] <= row["rating"] <= row["scale_max"]
