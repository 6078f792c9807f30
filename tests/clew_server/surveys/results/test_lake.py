"""Answers sent as people send them: on the page at once, the same figure in the tables, rows behind it by its link."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest

from clew.questions.parse import parse_question
from clew_server.collect import intake
from clew_server.lakes.handles import opened

from ..answering.conftest import fresh, send, visit  # noqa: F401, TID252 - the fixtures of answering
from .test_page import text_of

pytestmark = pytest.mark.database


def test_page_and_tables_say_the_same(as_owner, page, published, way, visit, send, company):  # noqa: F811
    survey = published()
    link, rng = way(survey), random.Random(4)  # noqa: S311 - no secret
    ratings = [rng.randint(1, 5) for _ in range(24)]
    for rating in ratings:
        first = visit(f"/s/{link.slug}")
        sent = send(
            first.action,
            {
                "asked": "satisfied",
                "seed": first.field("seed"),
                "began": first.field("began"),
                "q.satisfied": str(rating),
            },
        )
        assert sent.leads_to
    address = page("surveys:results", survey_id=survey.id)
    html = as_owner.get(address).content.decode()
    words = text_of(as_owner.get(address))
    intake.end_all(30)
    handle = opened(company.id)
    handle.store.catch_up()
    where = ["question=satisfied", f"properties.distribution={link.id}"]
    (row,) = handle.answer(parse_question("csat", where=where, zone="UTC")).answer.rows
    assert row.n == 24
    assert row.value == pytest.approx(sum(r >= 4 for r in ratings) / 24)
    assert f"{row.value:.0%} ({row.lo * 100:.0f} to {row.hi * 100:.0f}) n 24" in words
    behind = unescape(re.search(r'href="([^"]*questions/rows[^"]*)"', html)[1])
    reply = as_owner.get(behind)
    assert reply.status_code == 200
    assert "24" in text_of(reply)
    link_of_words = unescape(re.search(r'href="([^"]*/feedback/[^"]*)"', html.split('id="question-words"')[1])[1])
    assert as_owner.get(link_of_words).status_code == 200


def test_words_of_an_anonymous_survey_wait_on_the_page_of_feedback_too(
    as_owner,
    page,
    published,
    way,
    visit,  # noqa: F811
    send,  # noqa: F811
    company,
):
    survey = published(is_anonymous=True)
    link = way(survey)
    address = f"{page('feedback:feedback', company.id)}?period=all&where=properties.anonymous%3Dtrue"

    def answer(number):
        first = visit(f"/s/{link.slug}")
        hidden = {name: first.field(name) for name in ("seed", "began")}
        last = send(first.action, {"asked": "satisfied", "q.satisfied": "5", **hidden}).leads_to
        send(visit(last).action, {"asked": "words", "q.words": f"mumbled {number}"})

    def read():
        intake.end_all(30)
        opened(company.id).store.catch_up()
        return as_owner.get(address).content.decode()

    for number in range(9):
        answer(number)
    assert survey.responses.filter(state="finished").count() == 9
    assert "mumbled" not in read()
    answer(9)
    assert read().count("mumbled") >= 10
