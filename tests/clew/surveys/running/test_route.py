"""The way through a survey: forward only, and what is no longer on the way counts for nothing."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.surveys import Survey, load_survey, survey_document
from clew.surveys.running import Answer, read_form, route

from ..conftest import EVERY_TYPE  # noqa: TID252 - a survey beside the tests

MISSING = Answer(state="missing")
WAY = """
format: 1
id: way
title: Way
program: none
fields: [plan]
pages:
  - {id: one, questions: [{id: a, type: rating, min: 0, max: 9, text: A}],
     jumps: [{to: three, when: a = 3}, {to: end, when: a = 9}, {to: four, when: a = 4 and customer.plan = 'gold'}]}
  - {id: two, questions: [{id: b, type: rating, min: 0, max: 9, text: B}], jumps: [{to: end}]}
  - {id: three, show_if: customer.plan != 'free', questions: [{id: c, type: short_text, text: C}]}
  - {id: four, questions: [{id: d, type: short_text, text: D, show_if: b = 5}, {id: s, type: statement, text: S}]}
"""


def way(answers, fields=None):
    found = route(load_survey(WAY), answers, fields)
    return [passed.page.id for passed in found.passed], found.page.id if found.page else None


def rated(**answers):
    return {name: Answer(rating=value) for name, value in answers.items()}


@pytest.mark.parametrize(
    ("answers", "fields", "found"),
    [
        ({}, {}, ([], "one")),
        (rated(a=0), {}, (["one"], "two")),
        ({"a": MISSING}, {}, (["one"], "two")),
        (rated(a=9), {}, (["one"], None)),
        (rated(a=3), {"plan": "gold"}, (["one"], "three")),
        (rated(a=3), {"plan": "free"}, (["one"], "four")),
        (rated(a=3), {}, (["one"], "four")),
        (rated(a=4), {"plan": "gold"}, (["one"], "four")),
        (rated(a=4), {}, (["one"], "two")),
        (rated(a=1, b=5), {}, (["one", "two"], None)),
        (rated(a=3, b=5), {"plan": "gold"}, (["one"], "three")),
        (rated(b=5), {}, ([], "one")),
    ],
)
def test_pages_come_in_the_order_of_the_survey_and_its_jumps(answers, fields, found):
    assert way(answers, fields) == found


def test_a_page_with_a_statement_is_left_when_it_was_read():
    survey = load_survey(WAY)
    at = route(survey, rated(a=3))
    assert [question.id for question in at.shown] == ["s"]
    posted = read_form(at.page, {"asked": ["s"]}, at.known)
    assert route(survey, rated(a=3) | posted.answers).is_finished


def test_answers_that_are_no_longer_on_the_way_are_not_seen():
    """Page two was answered, then the customer went back: b = 5 shows nothing on page four."""
    found = route(load_survey(WAY), rated(a=3, b=5))
    assert [question.id for question in found.shown] == ["s"]
    assert found.progress == 0.75
    assert "b" not in found.known


def test_a_survey_that_nobody_checked_ends_too():
    """A jump to its own page or an earlier one leads on to the next."""
    document = survey_document(load_survey(WAY))
    for to in ("one", "two"):
        document["pages"][1]["jumps"] = [{"to": to}]
        survey = msgspec.convert(document, Survey)
        found = route(survey, rated(a=1, b=1, c=1, d=1) | {"s": Answer()})
        assert [passed.page.id for passed in found.passed][:2] == ["one", "two"]
        assert found.is_finished


def test_a_question_of_the_same_page_is_shown_by_the_answer_before_it(every_type):
    before = {question.id: MISSING for page in every_type.pages[:2] for question in page.questions}
    before["recommend"] = Answer(rating=3)
    assert [question.id for question in route(every_type, before).shown] == ["why", "felt"]
    at = route(every_type, before | {"why": Answer(words="late")})
    assert [question.id for question in at.shown] == ["why", "name", "felt"]


SURVEY = load_survey(EVERY_TYPE)
VALUES = st.sampled_from(
    ["", "0", "3", "5", "7", "10", "na", "other", "price", "web", "a", "1", "never", "calm", "late"]
)
NAMES = sorted(
    {"asked"}
    | {f"q.{question.id}" for question in SURVEY.questions}
    | {f"q.staff.{row}" for row in ("kind", "quick")}
    | {f"q.order.{option}" for option in ("a", "b", "c")}
    | {f"q.{name}.{part}" for name in ("reason", "seen", "why", "satisfied") for part in ("other", "na")}
)
FORMS = st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, max_size=3), max_size=12)


@settings(max_examples=100)
@given(st.lists(FORMS, min_size=12, max_size=12))
def test_a_run_only_goes_forward_and_ends(forms):
    answers: dict[str, Answer] = {}
    before = 0.0
    for form in forms:
        at = route(SURVEY, answers, {"plan": "gold"})
        pages = [SURVEY.pages.index(passed.page) for passed in at.passed]
        assert pages == sorted(set(pages))
        assert at.progress >= before
        before = at.progress
        if at.is_finished:
            return
        answers |= read_form(at.page, form, at.known, answers).answers
    full = {question.id: answers.get(question.id, MISSING) for question in SURVEY.questions}
    assert route(SURVEY, full).is_finished
