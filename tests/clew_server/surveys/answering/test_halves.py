"""Half a page: what is good on it is kept although it is shown again, for a flaw or in another language."""

from __future__ import annotations

import pytest

from clew_server.surveys.answering.storing import saving, shelf
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Response

pytestmark = pytest.mark.django_db

TEXT = """
format: 1
id: halves
title: {en: Halves, pl: Połowy}
program: relationship
languages: [en, pl]
pages:
  - id: one
    questions:
      - {id: score, type: nps, text: {en: How likely?, pl: Jak bardzo?}, required: true}
      - {id: city, type: short_text, max_length: 10, text: {en: Town?, pl: Miasto?}}
      - {id: liked, type: stars, text: {en: Stars?, pl: Gwiazdki?}}
      - {id: why, type: long_text, text: {en: Why not?, pl: Dlaczego?}, show_if: liked < 3}
    jumps:
      - {to: end, when: score > 8}
  - id: two
    questions:
      - {id: more, type: long_text, text: {en: What else?, pl: Co jeszcze?}}
"""
ASKED = "score,city,liked"
LONG = "Konstantynopol"


@pytest.fixture
def halves(published, way):
    return way(published(TEXT))


def form_of(page, **said) -> dict[str, str]:
    sealed = {name: page.field(name) for name in ("seed", "began") if page.field(name)}
    return {"asked": ASKED, **sealed, **{name.replace("_", "."): value for name, value in said.items()}}


def answers() -> dict[str, dict]:
    return Response.objects.get().answers


def test_good_answers_of_a_page_with_a_flaw_are_kept_and_the_page_is_not_left(halves, visit, send, rows):
    first = visit(f"/s/{halves.slug}")
    again = send(first.action, form_of(first, q_score="9", q_city=LONG, q_liked="2"))
    assert again.status == 422
    assert LONG in again.text
    assert 'name="q.why"' in again.text  # what an answer brings up is asked with what is wrong
    kept = Response.objects.get()
    assert (kept.id, kept.state, kept.revision, kept.seconds) == (first.response_id, "started", 1, {})
    assert kept.answers == {"score": {"rating": 9}, "liked": {"rating": 2}}
    found = rows(kept.id)
    assert (found["score"]["rating"], found["score"]["complete"]) == (9, False)
    assert again.field("seed") == first.field("seed")
    sent = send(again.action, {**form_of(again, q_score="9", q_city="Gdynia", q_liked="2"), "asked": f"{ASKED},why"})
    assert sent.leads_to.endswith("/done")
    assert Response.objects.get().state == "finished"
    assert rows(kept.id)["city"]["verbatim"] == "Gdynia"


def test_who_leaves_after_a_flaw_comes_back_to_that_page_with_what_was_good(published, mail, ask, visit, send):
    who = ask(mail(published(TEXT)))
    address = f"/s/{personal_token(who.id)}"
    first = visit(address)
    assert send(first.action, form_of(first, q_score="9", q_city=LONG)).status == 422
    page = visit(visit(address).leads_to)
    assert page.action.endswith("/one")
    assert 'value="9" id="f-score-9" checked' in page.text
    who.refresh_from_db()
    assert (who.state, who.finished_at) == ("started", None)


def test_a_flaw_takes_back_no_earlier_answer_and_finishes_nothing(halves, visit, send, rows):
    first = visit(f"/s/{halves.slug}")
    two = send(first.action, form_of(first, q_score="5", q_city="Sopot")).leads_to
    page = visit(two.replace("/two", "/one"))
    assert send(page.action, form_of(page, q_score="10", q_city=LONG)).status == 422
    kept = Response.objects.get()
    assert (kept.state, kept.answers["score"], kept.answers["city"]) == ("started", {"rating": 10}, {"words": "Sopot"})
    assert rows(kept.id)["city"]["complete"] is False
    assert visit(two).leads_to == page.action  # all that is asked is answered, and was not sent
    assert visit(two.replace("/two", "/done")).leads_to == page.action
    assert send(page.action, form_of(page, q_score="10", q_city="Sopot")).leads_to.endswith("/done")


def test_the_same_half_page_again_and_a_page_that_says_nothing_write_nothing(halves, visit, send):
    first = visit(f"/s/{halves.slug}")
    assert send(first.action, form_of(first)).status == 422
    assert not Response.objects.exists()
    for _ in range(2):
        assert send(first.action, form_of(first, q_liked="3")).status == 422
    assert Response.objects.get().revision == 1
    assert send(first.action, form_of(first, q_liked="")).status == 422  # taken back
    assert answers()["liked"] == {"state": "missing"}


def test_half_a_page_that_cannot_be_saved_is_shown_all_the_same(halves, visit, send, monkeypatch, caplog):
    first = visit(f"/s/{halves.slug}")
    monkeypatch.setattr(saving, "acknowledge_own", None)
    again = send(first.action, form_of(first, q_score="9", q_city=LONG))
    assert (again.status, LONG in again.text) == (422, True)
    assert "good answers of a page could not be saved" in caplog.text
    assert not Response.objects.exists()


@pytest.mark.parametrize("lang", ["", "pl"])
def test_half_a_page_uses_up_no_anonymous_link(lang, published, mail, ask, visit, send):
    who = ask(mail(published(TEXT, is_anonymous=True)))
    address = f"/s/{personal_token(who.id)}"
    first = visit(address)
    again = send(first.action, form_of(first, q_score="9", q_city=LONG) | ({"lang": lang} if lang else {}))
    assert again.status == (200 if lang else 422)
    assert not Response.objects.exists()
    who.refresh_from_db()
    assert who.state in shelf.UNUSED
    assert visit(address).status == 200
    sent = send(again.action, form_of(again, q_score="5", q_city="Gdynia"))
    page = visit(sent.leads_to)
    back = visit(sent.leads_to.replace("/two", "/one"))
    assert send(back.action, form_of(back, q_score="6", q_city=LONG)).status == 422  # used up before: it is kept
    assert (page.status, answers()["score"]) == (200, {"rating": 6})


def test_another_language_shows_what_was_typed_right_or_wrong_and_complains_of_nothing(halves, visit, send, rows):
    first = visit(f"/s/{halves.slug}?frame=1")
    turned = send(first.action, form_of(first, q_city=LONG, q_liked="4", lang="pl"))
    assert turned.status == 200
    assert '<html lang="pl"' in turned.text
    assert LONG in turned.text
    assert 'value="4" id="f-liked-3" checked' in turned.text
    assert 'id="wrong"' not in turned.text
    assert 'aria-invalid="true"' not in turned.text
    assert turned.action == f"/s/{halves.slug}?frame=1&lang=pl"
    assert turned.field("seed") == first.field("seed")
    kept = Response.objects.get()
    assert (kept.answers, kept.language, kept.state) == ({"liked": {"rating": 4}}, "pl", "started")
    sent = send(turned.action, form_of(turned, q_score="7", q_city="Łódź", q_liked="4"))
    assert sent.leads_to.endswith("/two?frame=1&lang=pl")
    assert rows(kept.id)["city"]["language"] == "pl"


def test_another_language_leaves_no_page_not_even_one_that_is_all_right(halves, visit, send):
    first = visit(f"/s/{halves.slug}?lang=pl")
    turned = send(first.action, form_of(first, q_score="9", q_city="Gdynia", lang="en"))
    assert (turned.status, '<html lang="en"' in turned.text, "Gdynia" in turned.text) == (200, True, True)
    assert Response.objects.get().state == "started"
    assert send(first.action, form_of(first, lang="en")).status == 200


def test_a_language_that_there_is_not_is_none(halves, visit, send):
    first = visit(f"/s/{halves.slug}")
    turned = send(first.action, form_of(first, q_score="9", lang="<b>"))
    assert (turned.status, '<html lang="en"' in turned.text) == (200, True)
    assert turned.action == f"/s/{halves.slug}"
