"""What a filled-in form would send is read back as the answers that it was filled in with, for every type."""

from __future__ import annotations

import random

import pytest
from tests.clew_server.surveys.answering.pages.everything import live_of, shown_of
from tests.clew_server.surveys.answering.pages.reading import read

from clew.surveys.model.questions import (
    ANSWERED,
    Feeling,
    LongText,
    Matrix,
    Multiple,
    Ranking,
    ShortText,
    Single,
    option_ids,
    scale_of,
)
from clew.surveys.running import Answer, read_form
from clew.surveys.running.answer import MISSING, READ
from clew_server.surveys.answering.pages import question_page

LIVE = live_of()
PAGES = LIVE.asked.pages
NO = Answer(state="not_applicable")


def answer_to(question, chance: random.Random) -> Answer:
    """An answer that could have been given."""
    if not isinstance(question, ANSWERED):
        return READ
    if isinstance(question, Matrix):
        return matrix_answer({row.id: row_answer(question, chance) for row in question.rows})
    if question.not_applicable and chance.random() < 0.2:
        return NO
    return MISSING if not question.required and chance.random() < 0.2 else given_to(question, chance)


def given_to(question, chance: random.Random) -> Answer:
    if scale := scale_of(question):
        return Answer(rating=chance.randint(scale.min, scale.max))
    if isinstance(question, LongText):
        return Answer(words="two\nlines & <b>more</b>\n\nend")
    return Answer(words="a 'quoted' \"word\" ✓") if isinstance(question, ShortText) else chosen(question, chance)


def matrix_answer(rows: dict[str, Answer]) -> Answer:
    states = {row.state for row in rows.values()}
    if "given" in states:
        return Answer(rows=rows)
    return MISSING if "missing" in states else Answer(state="not_applicable", rows=rows)


def chosen(question, chance: random.Random) -> Answer:
    options = list(option_ids(question))
    if isinstance(question, Feeling):
        return Answer(choices=(chance.choice(options),))
    if isinstance(question, Single):
        one = chance.choice(options)
        return Answer(choices=(one,), words="<i>mine</i>" if one == "other" else "")
    if isinstance(question, Ranking):
        return Answer(choices=tuple(chance.sample(options, chance.randint(1, question.at_most or len(options)))))
    assert isinstance(question, Multiple)
    loose = [one for one in options if one != "nothing"]
    some = chance.sample(loose, chance.randint(1, len(loose)))
    return Answer(choices=tuple(one for one in options if one in some), words="&amp;" if "other" in some else "")


def row_answer(question: Matrix, chance: random.Random) -> Answer:
    if question.not_applicable and chance.random() < 0.3:
        return NO
    if not question.required and chance.random() < 0.3:
        return MISSING
    scale = scale_of(question)
    if scale:
        return Answer(rating=chance.randint(scale.min, scale.max))
    return Answer(choices=(chance.choice(option_ids(question)),))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru"])
def test_what_a_form_sends_is_what_it_was_filled_in_with(page, language):
    for seed in range(25):
        chance = random.Random(seed)  # noqa: S311
        answers = {question.id: answer_to(question, chance) for question in page.questions}
        shown = shown_of(LIVE, page.id, language, answers=answers, seed=str(seed))
        form = read(question_page(shown)).sent
        posted = read_form(page, form, {})
        assert posted.flaws == ()
        assert posted.answers == answers


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_a_form_that_nobody_filled_in_sends_nothing(page):
    form = read(question_page(shown_of(LIVE, page.id, began="B"))).sent
    assert form["asked"] == [",".join(question.id for question in page.questions)]
    assert (form["began"], form["seed"], form["website"]) == (["B"], ["sealed"], [""])
    posted = read_form(page, form, {})
    assert {flaw.code for flaw in posted.flaws} <= {"required"}
    assert all(answer in (READ, MISSING) for answer in posted.answers.values())


def test_every_type_is_on_the_pages():
    kinds = {type(question).__name__ for page in PAGES for question in page.questions}
    assert len(kinds) == 13, kinds


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_what_was_wrong_is_shown_again_as_it_was_sent(page):
    form = {
        "q.ease": ["99"], "q.share": ["7,x"], "q.reasons": ["late", "nothing"], "q.matters.price": ["1"],
        "q.matters.speed": ["1"], "q.areas.quality": ["4"], "q.city": ["<" * 80], "q.place.other": ["Bazaar"],
        "q.place": ["other"],
    }  # fmt: skip
    posted = read_form(page, form, {})
    shown = shown_of(LIVE, page.id, answers=posted.answers, flaws=posted.flaws, sent=form)
    sent = read(question_page(shown)).sent
    kept = {name: values for name, values in sent.items() if name in form and values != [""]}
    ids = {question.id for question in page.questions}
    wanted = {name: values for name, values in form.items() if name.split(".")[1] in ids and name != "q.ease"}
    assert {name: sorted(values) for name, values in kept.items()} == {name: sorted(v) for name, v in wanted.items()}


def test_a_matrix_that_does_not_apply_as_a_whole_does_not_in_any_row():
    form = read(question_page(shown_of(LIVE, "tables", answers={"areas": NO}))).sent
    answer = read_form(LIVE.asked.pages[2], form, {}).answers["areas"]
    assert answer == Answer(state="not_applicable", rows=dict.fromkeys(("quality", "delivery", "help-desk"), NO))
