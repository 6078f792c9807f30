"""Texts as one person reads them."""

from __future__ import annotations

import pytest

from clew.surveys import load_survey
from clew.surveys.model.questions import FEELINGS
from clew.surveys.model.words import WORDS
from clew.surveys.running import Answer, Reader, option_text, route

TEXT = """
format: 1
id: piped
title: Piped
program: none
languages: [en, pl]
fields: [first_name]
pages:
  - id: one
    questions:
      - {id: score, type: stars, text: S}
      - {id: why, type: multiple, text: W, other: true, options: [{id: late, text: {en: late, pl: późno}},
      {id: dear, text: dear}]}
      - {id: rank, type: ranking, text: R, options: [{id: a, text: A}, {id: b, text: B}]}
      - {id: grid, type: matrix, text: G, rows: [{id: r, text: R}], columns: [{id: c, text: {en: C, pl: Ć}}]}
      - {id: said, type: short_text, text: T, not_applicable: {en: No words, pl: Bez słów}}
      - {id: felt, type: feeling, text: F}
  - id: two
    questions: [{id: last, type: statement, text: L}]
"""
ANSWERS = {
    "score": Answer(rating=0),
    "why": Answer(choices=("late", "other"), words="<b>far</b>"),
    "rank": Answer(choices=("b", "a")),
    "grid": Answer(rows={"r": Answer(choices=("c",))}),
    "said": Answer(state="missing"),
    "felt": Answer(choices=("calm",)),
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{answer.score}}", "0"), ("{{answer.why}}", "późno, <b>far</b>"), ("{{answer.rank}}", "B, A"),
        ("{{answer.rank.a}}", "2"), ("{{answer.grid.r}}", "Ć"), ("{{answer.said|nothing}}", "nothing"),
        ("{{answer.felt}}", "spokój"), ("{{answer.gone|x}}", "x"), ("{{customer.first_name|friend}}", "Ana"),
        ("{{customer.town|there}}", "there"), ("a {{b}}", "a {{b}}"),
    ],
)  # fmt: skip
def test_what_is_put_in(text, said):
    survey = load_survey(TEXT)
    reader = Reader(survey, "pl", route(survey, ANSWERS), {"first_name": "Ana", "town": ""})
    assert reader.says({"pl": text}) == said


def test_answers_of_every_page_that_was_left_are_put_in():
    survey = load_survey(TEXT + "  - {id: three, questions: [{id: more, type: stars, text: M}]}\n")
    answers = ANSWERS | {"last": Answer(), "more": Answer(rating=4)}
    assert Reader(survey, "en", route(survey, answers), {}).says("{{answer.score}} {{answer.more}}") == "0 4"


def test_answers_that_are_not_on_the_way_are_not_put_in():
    survey = load_survey(TEXT)
    assert Reader(survey, "en", route(survey, {"score": Answer(rating=1)}), {}).says("{{answer.score|none}}") == "none"


def test_options_read_in_each_language():
    survey = load_survey(TEXT)
    question = survey.question
    found = [
        option_text(survey, question(name), option, language)
        for name, option, language in (
            ("why", "late", "pl"), ("why", "dear", "pl"), ("why", "other", "ru"), ("said", "na", "pl"),
            ("felt", "na", "ro"),
            ("grid", "c", "pl"), ("felt", "angry", "ru"), ("why", "gone", "en"),
        )
    ]  # fmt: skip
    assert found == ["późno", "dear", "Другое", "Bez słów", "Nu se aplică", "Ć", "злость", ""]


def test_every_word_of_ours_is_there_in_the_four_languages():
    assert set(FEELINGS) < set(WORDS)
    assert all(set(said) == {"en", "pl", "ro", "ru"} for said in WORDS.values())
    assert all(len({said[language] for said in WORDS.values()}) == len(WORDS) for language in ("en", "pl", "ro", "ru"))
