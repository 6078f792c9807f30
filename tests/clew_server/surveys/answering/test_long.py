"""Long answers in letters of many bytes: taken where they may be so long, else given back; nobody waits for them."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync
from tests.clew_server.surveys.answering.conftest import FORM, answered, scoped

from clew.surveys.running.reading import LONGEST_OTHER
from clew_server.collect.bodies.reading import Held
from clew_server.collect.pace import Pace
from clew_server.surveys.answering import app
from clew_server.surveys.answering.pages.words import TOLD
from clew_server.surveys.answering.storing import saving
from clew_server.surveys.models import Response

pytestmark = pytest.mark.django_db

NAMES = ("good", "bad", "else")
TEXT = """
format: 1
id: words
title: {en: Words, ru: Слова}
program: none
languages: [en, ru]
pages:
  - id: one
    questions:
      - {id: good, type: long_text, text: {en: Good?, ru: Хорошо?}}
      - {id: bad, type: long_text, text: {en: Bad?, ru: Плохо?}}
      - {id: else, type: long_text, text: {en: Else?, ru: Ещё?}}
      - id: where
        type: single
        other: true
        text: {en: Where?, ru: Где?}
        options: [{id: here, text: {en: Here, ru: Здесь}}]
"""


@pytest.fixture
def first(published, way, visit):
    return visit(f"/s/{way(published(TEXT)).slug}?lang=ru")


def body_of(page, **words: str) -> bytes:
    """What a browser sends of a page."""
    asked = {name: page.field(name) for name in ("asked", "seed", "began")}
    return urlencode({**asked, **{f"q.{name.replace('_', '.')}": said for name, said in words.items()}}).encode()


def post(visit, page, body: bytes, **more: str):
    return visit(page.action, "POST", body, content_type=FORM, content_length=str(len(body)), **more)


@pytest.mark.parametrize("letter", ["ж", "語", "😀"])
def test_all_that_a_page_asks_for_is_taken_in_any_script(letter, first, visit, rows):
    body = body_of(first, **dict.fromkeys(NAMES, letter * 5000))
    assert len(body) > app.SMALL
    assert post(visit, first, body).leads_to.endswith("/done?lang=ru")
    assert {rows(first.response_id)[name]["verbatim"] for name in NAMES} == {letter * 5000}


@pytest.mark.parametrize("letter", ["ж", "語"])
def test_what_is_too_long_is_told_so_and_given_back(letter, first, visit):
    body = body_of(first, good=letter * 11_000, bad="Всё")
    assert len(body) > app.SMALL
    again = post(visit, first, body)
    assert again.status == 422
    assert f">\n{letter * 11_000}</textarea>" in again.text
    assert again.text.count("Текст слишком длинный, число знаков: 11000, не более: 5000.") == 2
    assert Response.objects.get().answers == {"bad": {"words": "Всё"}}


def test_other_is_told_in_no_novel_either(first, visit):
    again = post(visit, first, body_of(first, where="other", where_other="ж" * (LONGEST_OTHER + 1)))
    assert (again.status, "ж" * (LONGEST_OTHER + 1) in again.text) == (422, True)
    assert post(visit, again, body_of(again, where="other", where_other="ж" * LONGEST_OTHER)).status == 303


def test_what_is_no_language_goes_along_to_no_other_page(first, visit):
    turned = post(visit, first, body_of(first, good="Да") + b"&lang=" + b"a" * 70_000)
    assert (turned.status, turned.action) == (200, first.action.partition("?")[0])
    assert len(turned.body) < 30_000


def test_more_than_any_page_can_be_is_refused_in_words_of_its_own(first, visit):
    body = body_of(first, good="ж" * 200_000)
    assert len(body) > app.LARGEST
    told = post(visit, first, body, accept_language="ru")
    assert (told.status, TOLD["too_much"][3].sentence in told.text) == (413, True)
    unsaid = visit(first.action, "POST", body_of(first, good="ж" * 11_000), content_type=FORM)
    assert unsaid.status == 413  # no browser sends a form without its length


def test_a_large_page_counts_as_many_requests_as_the_small_ones_that_fill_it(first, visit, monkeypatch):
    monkeypatch.setattr(app, "_pace", lambda: pace)
    body = body_of(first, good="ж" * 4999, bad="ж" * 4999, **{"else": "ж" * 4999})
    pace = Pace(3, "answer pages", lambda: 0.0)
    assert len(body) // app.SMALL == 1
    assert [post(visit, first, body).status for _ in range(2)] == [303, 429]
    assert [visit(first.action).status for _ in range(2)] == [200, 429]


def test_large_pages_keep_no_small_one_out(first, visit, monkeypatch):
    monkeypatch.setattr(app, "_held_large", Held(100_000))
    assert post(visit, first, body_of(first, **dict.fromkeys(NAMES, "ж" * 5000 + "ж" * 2000))).status == 503
    assert post(visit, first, body_of(first, good="ж" * 5000)).status == 303
    assert (app._held.now, app._held_large.now) == (0, 0)


def test_a_page_counts_until_it_is_answered(first, monkeypatch):
    seen = []
    kept = saving.acknowledge_own

    async def watched(*given, **more):
        seen.append(app._held_large.now)
        await kept(*given, **more)

    monkeypatch.setattr(saving, "acknowledge_own", watched)
    body = body_of(first, **dict.fromkeys(NAMES, "語" * 5000))
    scope = scoped("POST", first.action, content_type=FORM, content_length=str(len(body)))
    assert async_to_sync(answered)(scope, body).status == 303
    assert (seen, app._held_large.now) == ([len(body)], 0)
