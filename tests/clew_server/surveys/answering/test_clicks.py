"""One click in an e-mail is an answer, kept as a partial one; programs that open every link are told apart."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from clew_server.surveys.answering import clicking
from clew_server.surveys.answering.sealing import response_of, seal_id
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Response

pytestmark = pytest.mark.django_db

CHOSEN = re.compile(r'<input[^>]*value="(\d+)"[^>]* checked')
ONE_QUESTION = """
format: 1
id: short
title: Short
program: relationship
pages:
  - id: only
    questions:
      - {id: score, type: nps, text: How likely?}
"""


@pytest.fixture
def short(published, mail):
    return mail(published(ONE_QUESTION))


def link(who, rating=None) -> str:
    return f"/s/{personal_token(who.id)}" + (f"?q.score={rating}" if rating is not None else "")


def test_a_click_is_kept_as_a_partial_answer_and_its_page_is_shown(short, ask, visit, send, rows):
    who = ask(short)
    shown = visit(link(who, 9))
    assert shown.status == 200
    kept = Response.objects.get()
    assert (kept.by_click, kept.state, kept.answers, kept.flags) == (True, "started", {"score": {"rating": 9}}, [])
    found = rows(kept.id)["score"]
    assert (found["rating"], found["complete"]) == (9, False)
    who.refresh_from_db()
    assert who.state == "started"
    assert visit(link(who)).leads_to == f"/s/r/{seal_id(kept.id)}/only"
    assert visit(f"/s/r/{seal_id(kept.id)}").leads_to == f"/s/r/{seal_id(kept.id)}/only"
    assert visit(f"/s/r/{seal_id(kept.id)}/done").leads_to == f"/s/r/{seal_id(kept.id)}/only"
    assert visit(f"/s/r/{seal_id(kept.id)}/only").status == 200
    sent = send(shown.action, {"asked": "score", "q.score": "9"})
    assert sent.leads_to == f"/s/r/{seal_id(kept.id)}/done"
    assert rows(kept.id)["score"]["complete"] is True
    assert Response.objects.get().by_click is False


@pytest.mark.parametrize("more", [{"method": "HEAD"}, {"sec_purpose": "prefetch;prerender"}, {"purpose": "prefetch"}])
def test_who_only_looks_ahead_writes_nothing(more, short, ask, visit):
    who = ask(short)
    told = visit(link(who, 9), **more)
    assert told.status == 200
    assert bool(told.body) is ("method" not in more)
    who.refresh_from_db()
    assert (who.state, who.opened_at) == ("asked", None)
    assert not Response.objects.exists()


def test_several_answers_of_one_link_within_seconds_are_a_program(short, ask, visit, send, rows):
    who = ask(short)
    for rating in range(11):
        visit(link(who, rating))
    kept = Response.objects.get()
    assert kept.flags == ["clicks"]
    assert '"clicks"' in rows(kept.id)["score"]["properties"]
    send(f"/s/r/{seal_id(kept.id)}/only", {"asked": "score", "q.score": "7"})
    assert Response.objects.get().flags == []  # a page that was sent says what was meant
    assert rows(kept.id)["score"]["rating"] == 7
    assert "clicks" not in rows(kept.id)["score"]["properties"]


def test_another_answer_later_or_the_same_again_is_a_person(short, ask, visit, monkeypatch):
    who = ask(short)
    visit(link(who, 3))
    visit(link(who, 3))
    assert Response.objects.get().revision == 1
    monkeypatch.setattr(clicking, "SCANNED", timedelta(0))
    visit(link(who, 8))
    kept = Response.objects.get()
    assert (kept.answers["score"]["rating"], kept.flags) == (8, [])


def test_a_click_changes_nothing_once_a_page_was_sent(published, mail, ask, visit, send):
    two = ONE_QUESTION + "  - id: more\n    questions:\n      - {id: why, type: short_text, text: Why?}\n"
    who = ask(mail(published(two)))
    first = visit(link(who))
    send(first.action, {"asked": "score", "q.score": "7"})
    assert visit(link(who, 1)).leads_to == f"/s/r/{seal_id(response_of(who.id))}/more"
    assert Response.objects.get().answers["score"]["rating"] == 7


@pytest.mark.parametrize("query", ["q.score=99", "q.score=x", "q.score=", "q.nobody=1", "q.score=1&q.score=2", "q.=1"])
def test_a_click_that_makes_no_sense_answers_nothing(query, short, ask, visit):
    who = ask(short)
    assert visit(f"{link(who)}?{query}").status == 200
    assert not Response.objects.exists()


def test_a_click_to_a_public_or_an_anonymous_survey_only_chooses_beforehand(published, way, mail, ask, visit):
    public = way(published(ONE_QUESTION))
    assert CHOSEN.findall(visit(f"/s/{public.slug}?q.score=4").text) == ["4"]
    assert not CHOSEN.findall(visit(f"/s/{public.slug}").text)
    nobody = published(ONE_QUESTION.replace("id: short", "id: nobody"), is_anonymous=True)
    who = ask(mail(nobody))
    assert CHOSEN.findall(visit(link(who, 4)).text) == ["4"]
    who.refresh_from_db()
    assert (who.state, who.opened_at) == ("asked", None)
    assert not Response.objects.exists()
