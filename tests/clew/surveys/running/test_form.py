"""What a browser posts, with and without JavaScript, becomes typed answers or flaws; missing is not zero."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.surveys import load_survey
from clew.surveys.running import SENTENCES, Answer, Flaw, read_form
from clew.surveys.running.fields import cleaned

from ..conftest import EVERY_TYPE  # noqa: TID252 - a survey beside the tests

SURVEY = load_survey(EVERY_TYPE)
MISSING, NO = Answer(state="missing"), Answer(state="not_applicable")
PAGE_OF = {question.id: page for page in SURVEY.pages for question in page.questions}
KNOWN = {"recommend": 0}


def posted(name, **form):
    """What is read of a question; names of fields are written with _ for a dot."""
    sent = {f"q.{name}{key.replace('_', '.')}": value for key, value in form.items()}
    found = read_form(PAGE_OF[name], {"asked": [name], **sent}, KNOWN, {"why": Answer(words="so")})
    flaws = [(flaw.code, flaw.row, flaw.values) for flaw in found.flaws]
    return found.answers.get(name), flaws


def of(*values, **parts):
    return {"": list(values), **{f"_{part}": [value] for part, value in parts.items()}}


@pytest.mark.parametrize(
    ("sent", "losing"),
    [
        ({}, []),
        ({"q.order.a": [""], "q.seen": [" "], "q.orders": ["c"], "q.order": []}, []),
        ({"q.order": ["c"]}, ["order"]),
        ({"q.order.b": ["1"], "q.seen.other": ["tv"]}, ["order"]),
        ({"q.seen": ["radio"]}, ["seen"]),
    ],
)
def test_what_was_sent_and_is_no_answer_would_be_lost_what_is_blank_would_not(sent, losing):
    page = load_survey(
        """
        format: 1
        id: a
        title: A
        program: none
        pages:
          - id: one
            questions:
              - {id: order, type: ranking, required: true, text: Order?, options: [
                 {id: a, text: A}, {id: b, text: B}, {id: c, text: C}]}
              - {id: seen, type: multiple, required: true, other: true, text: Seen?, options: [{id: web, text: Web}]}
        """
    ).pages[0]
    assert [flaw.question for flaw in read_form(page, sent, {}).losing] == losing


@pytest.mark.parametrize(
    ("name", "form", "answer"),
    [
        ("recommend", of("0"), Answer(rating=0)),
        ("recommend", of(" 10 "), Answer(rating=10)),
        ("satisfied", of(), MISSING),
        ("satisfied", of("", " "), MISSING),
        ("satisfied", of("na"), NO),
        ("satisfied", of(na="1"), NO),
        ("satisfied", of("5", "5"), Answer(rating=5)),
        ("effort", of("1"), Answer(rating=1)),
        ("ease", of("7"), Answer(rating=7)),
        ("shop", of("3"), Answer(rating=3)),
        ("warmth", of("-3"), Answer(rating=-3)),
        ("warmth", of("+2"), Answer(rating=2)),
        ("about", of("x"), Answer()),
        ("reason", of("no"), Answer(choices=("no",))),
        ("reason", of("other", other=" too\r\nfar "), Answer(choices=("other",), words="too\nfar")),
        ("reason", of(other="far"), Answer(choices=("other",), words="far")),
        ("reason", of("price", other="far"), Answer(choices=("price",), words="far")),
        ("reason", of("other"), Answer(choices=("other",))),
        ("reason", of(), MISSING),
        ("seen", of("shop", "web", "web"), Answer(choices=("web", "shop"))),
        ("seen", of("none"), Answer(choices=("none",))),
        ("seen", of(other="tv"), Answer(choices=("other",), words="tv")),
        ("order", of("c", "a"), Answer(choices=("c", "a"))),
        ("order", of(a="2", c="1"), Answer(choices=("c", "a"))),
        ("order", of(a="3"), Answer(choices=("a",))),
        ("order", of(), MISSING),
        ("staff", of(kind="4", quick="na"), Answer(rows={"kind": Answer(rating=4), "quick": NO})),
        ("staff", of(kind="4"), Answer(rows={"kind": Answer(rating=4), "quick": MISSING})),
        ("staff", of(), MISSING),
        ("staff", of(na="on"), NO),
        ("staff", of(kind="na", quick="na"), Answer(state="not_applicable", rows={"kind": NO, "quick": NO})),
        ("often", of(phone="never"), Answer(rows={"phone": Answer(choices=("never",))})),
        ("why", of(" na "), Answer(words="na")),
        ("why", of("a\r\nb"), Answer(words="a\nb")),
        ("why", of(" \n "), MISSING),
        ("name", of("a\n b"), Answer(words="a b")),
        ("felt", of("calm"), Answer(choices=("calm",))),
    ],
)  # fmt: skip
def test_what_was_sent_is_an_answer(name, form, answer):
    assert posted(name, **form) == (answer, [])


@pytest.mark.parametrize(
    ("name", "form", "flaws"),
    [
        ("recommend", of(), [("required", "", {})]),
        ("recommend", of("11"), [("not_on_scale", "", {"low": 0, "high": 10})]),
        ("recommend", of("1e1"), [("not_on_scale", "", {"low": 0, "high": 10})]),
        ("recommend", of("٣"), [("not_on_scale", "", {"low": 0, "high": 10})]),
        ("recommend", of("99999"), [("not_on_scale", "", {"low": 0, "high": 10})]),
        ("recommend", of("na"), [("not_on_scale", "", {"low": 0, "high": 10})]),
        ("recommend", of("1", "2"), [("one", "", {})]),
        ("satisfied", of("3", na="1"), [("not_applicable", "", {})]),
        ("satisfied", of("3", "na"), [("not_applicable", "", {})]),
        ("satisfied", of("0"), [("not_on_scale", "", {"low": 1, "high": 5})]),
        ("reason", of("prise"), [("not_an_option", "", {})]),
        ("reason", of("price", "no"), [("one", "", {})]),
        ("seen", of("web", "none"), [("exclusive", "", {"option": "none"})]),
        ("seen", of("none", other="tv"), [("exclusive", "", {"option": "none"})]),
        ("seen", of("web", "shop", "other"), [("too_many", "", {"count": 2})]),
        ("seen", of("x"), [("not_an_option", "", {})]),
        ("order", of("a", "a"), [("same_place", "", {})]),
        ("order", of("a", "b", "c"), [("too_many", "", {"count": 2})]),
        ("order", of("d"), [("not_an_option", "", {})]),
        ("order", of(a="1", b="1"), [("same_place", "", {})]),
        ("order", of(a="4"), [("not_on_scale", "", {"low": 1, "high": 3})]),
        ("order", of(a="x"), [("not_on_scale", "", {"low": 1, "high": 3})]),
        ("staff", of(kind="6", quick="x"), [("not_on_scale", "kind", {"low": 1, "high": 5}),
                                            ("not_on_scale", "quick", {"low": 1, "high": 5})]),
        ("staff", of(kind="4", na="1"), [("not_applicable", "", {})]),
        ("often", of(phone="x"), [("not_an_option", "phone", {})]),
        ("often", of(phone="na"), [("not_an_option", "phone", {})]),
        ("why", of("a" * 51), [("too_long", "", {"count": 50, "length": 51})]),
        ("felt", of("hungry"), [("not_an_option", "", {})]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_flaw(name, form, flaws):
    assert posted(name, **form) == (None, flaws)


CHANGED = """
format: 1
id: a
title: A
program: none
pages:
  - id: one
    questions:
      - {id: both, type: multiple, text: T, required: true, at_least: 2, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: rank, type: ranking, text: T, required: true, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: grid, type: matrix, text: T, required: true, min: 1, max: 2, low: l, high: h, rows: [{id: r, text: R}]}
"""


def test_required_questions_want_all_that_they_ask():
    page = load_survey(CHANGED).pages[0]
    found = read_form(page, {"q.both": ["a"], "q.rank": ["a"]}, {})
    assert [(flaw.question, flaw.code, flaw.row) for flaw in found.flaws] == [
        ("both", "too_few", ""), ("rank", "rank_all", ""), ("grid", "required", "r"),
    ]  # fmt: skip
    assert read_form(page, {"q.both": ["a", "b"], "q.rank": ["b", "a"], "q.grid.r": ["1"]}, {}).flaws == ()


def test_only_what_was_asked_is_read():
    """Without JavaScript "name" was not on the form, since "why" had no answer yet: it stays open."""
    page = SURVEY.pages[2]
    found = read_form(page, {"asked": ["why", "felt"], "q.why": ["late"]}, KNOWN)
    assert set(found.answers) == {"why", "felt"}
    found = read_form(page, {"asked": ["why,name,felt"], "q.why": ["late"], "q.name": ["x"]}, KNOWN)
    assert found.answers["name"] == Answer(words="x")
    found = read_form(page, {"asked": ["why", "name"], "q.name": ["x"]}, KNOWN)
    assert set(found.answers) == {"why"}
    found = read_form(page, {"asked": ["name"], "q.name": ["x"]}, KNOWN, {"why": Answer(words="late")})
    assert found.answers == {"name": Answer(words="x")}


def test_a_form_without_the_mark_had_asked_all():
    found = read_form(SURVEY.pages[2], {"q.why": ["late"]}, KNOWN)
    assert found.answers == {"why": Answer(words="late"), "name": MISSING, "felt": MISSING}


def test_a_page_that_is_not_shown_reads_nothing():
    assert read_form(SURVEY.pages[2], {"q.why": ["late"]}, {"recommend": 9}).answers == {}


def test_a_text_alone_is_taken_for_a_list():
    assert read_form(SURVEY.pages[0], {"q.recommend": "7"}, {}).answers["recommend"] == Answer(rating=7)


def test_every_flaw_has_its_sentence():
    values = {"low": 1, "high": 5, "count": 2, "option": "none", "length": 9}
    for code, sentences in SENTENCES.items():
        assert set(sentences) == {"en", "pl", "ro", "ru"}
        for language, sentence in sentences.items():
            assert sentence.endswith(".")
            assert set(re.findall(r"%\((\w+)\)s", sentence)) == set(re.findall(r"%\((\w+)\)s", sentences["en"]))
            assert "%(" not in Flaw("q", code, values).said(language)


def test_a_flaw_is_said_with_the_words_of_the_option():
    flaw = Flaw("seen", "exclusive", {"option": "none"})
    assert flaw.said("de", {"none": "Nothing"}) == "“Nothing” goes with no other answer. Please keep one."
    assert flaw.said("ru-RU", {"none": "Ничего"}).startswith("«Ничего»")


def test_words_are_cleaned_of_what_is_no_text():
    assert cleaned("\ufeff a\x00\x07\tb\rc\ud83d ") == "a\tb\nc\ufffd"


NAMES = st.sampled_from(sorted(f"q.{name}{part}" for name in PAGE_OF for part in ("", ".other", ".na", ".kind", ".a")))
TEXT = st.text(st.characters(), max_size=6) | st.sampled_from(["0", "10", "na", "other", "web", "price", "a", "-1"])


@settings(max_examples=300)
@given(
    st.dictionaries(NAMES | st.text(max_size=5) | st.just("asked"), st.lists(TEXT, max_size=4) | TEXT, max_size=12),
    st.sampled_from(SURVEY.pages),
)
def test_nothing_that_is_sent_is_an_error(form, page):
    found = read_form(page, form, KNOWN)
    flawed = {flaw.question for flaw in found.flaws}
    assert not flawed & set(found.answers)
    assert all(flaw.said("pl") for flaw in found.flaws)
    for name, answer in found.answers.items():
        if name in {"recommend", "satisfied"} and answer.rating is not None:
            assert 0 <= answer.rating <= 10
