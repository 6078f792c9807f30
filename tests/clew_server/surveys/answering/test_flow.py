"""Answering page by page: saved when left, resumable, back button and double submits harmless."""

from __future__ import annotations

import re
import sys
from uuid import UUID

import pytest

from clew_server.surveys.answering.pages.words import TOLD
from clew_server.surveys.answering.sealing import opened_id, response_of, seal_id
from clew_server.surveys.keeping import publish, save
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Response

#: Its package names the function by the same name.
route_module = sys.modules["clew.surveys.running.route"]

pytestmark = pytest.mark.django_db


def token(who) -> str:
    return f"/s/{personal_token(who.id)}"


@pytest.fixture
def public(published, way):
    return way(published())


def begin(visit, send, address, fields):
    """Open a link, send its first page: where that leads, and the response."""
    first = visit(address)
    form = {"asked": "satisfied", "seed": first.field("seed"), "began": first.field("began"), **fields}
    return send(first.action, form), first.response_id


def test_opening_a_public_link_writes_nothing_and_the_first_page_begins_a_response(public, visit, send, rows):
    first = visit(f"/s/{public.slug}")
    assert first.status == 200
    assert first.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in first.headers
    assert not Response.objects.exists()
    sent, response_id = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    assert sent.leads_to == f"/s/r/{seal_id(response_id)}/why"
    kept = Response.objects.get()
    assert (kept.id, kept.state, kept.revision, kept.distribution_id) == (response_id, "started", 1, public.id)
    found = rows(response_id)
    assert found["satisfied"]["rating"] == 2
    assert found["satisfied"]["complete"] is False
    assert found["satisfied"]["channel"] == "web"
    assert found["words"]["answer_state"] == "not_asked"


def test_pages_follow_each_other_to_the_thanks_and_the_last_state_is_in_the_tables(public, visit, send, rows):
    sent, response_id = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    why = visit(sent.leads_to)
    sent = send(why.action, {"asked": "reasons", "q.reasons": ["late", "other"], "q.reasons.other": "Regen"})
    last = visit(sent.leads_to)
    sent = send(last.action, {"asked": "words", "q.words": "Łódź 😀 <b>"})
    assert sent.leads_to == f"/s/r/{seal_id(response_id)}/done"
    assert visit(sent.leads_to).status == 200
    kept = Response.objects.get()
    assert (kept.state, kept.revision) == ("finished", 3)
    assert kept.finished_at is not None
    assert set(kept.seconds) <= {"score", "why", "last"}
    found = rows(response_id)
    assert all(row["complete"] for row in found.values())
    assert found["reasons.other"]["verbatim"] == "Regen"
    assert found["words"]["verbatim"] == "Łódź 😀 <b>"


def test_where_the_answers_lead_is_worked_out_once_before_a_page_and_once_with_it(public, visit, send, monkeypatch):
    ways, known_fields = [], route_module.known_fields
    monkeypatch.setattr(route_module, "known_fields", lambda fields: ways.append(fields) or known_fields(fields))
    first = visit(f"/s/{public.slug}")
    ways.clear()
    last = send(first.action, {"asked": "satisfied", "q.satisfied": "5", "seed": first.field("seed")}).leads_to
    assert len(ways) == 2
    ways.clear()
    assert send(last, {"asked": "words", "q.words": "w"}).leads_to.endswith("/done")
    assert len(ways) == 2


def test_going_back_shows_what_was_answered_and_another_answer_takes_another_way(public, visit, send, rows):
    sent, response_id = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    why = visit(sent.leads_to)
    sent = send(why.action, {"asked": "reasons", "q.reasons": "late"})
    last = visit(sent.leads_to)
    assert send(last.action, {"asked": "words", "back": "1"}).leads_to == f"/s/r/{seal_id(response_id)}/why"
    assert 'value="late" id="f-reasons-0" checked' in visit(f"/s/r/{seal_id(response_id)}/why").text
    sent = send(f"/s/r/{seal_id(response_id)}/score", {"asked": "satisfied", "q.satisfied": "5"})
    assert sent.leads_to == f"/s/r/{seal_id(response_id)}/last"
    assert visit(f"/s/r/{seal_id(response_id)}/why").leads_to == f"/s/r/{seal_id(response_id)}/last"
    send(sent.leads_to, {"asked": "words"})
    assert rows(response_id)["reasons.late"]["answer_state"] == "not_asked"
    assert set(Response.objects.get().answers) == {"satisfied", "words"}


def test_the_page_after_one_that_is_sent_again_is_the_next_one(public, visit, send):
    sent, response_id = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    send(sent.leads_to, {"asked": "reasons", "q.reasons": "late"})
    again = send(f"/s/r/{seal_id(response_id)}/score", {"asked": "satisfied", "q.satisfied": "1"})
    assert again.leads_to == f"/s/r/{seal_id(response_id)}/why"


def test_a_flawed_page_comes_back_with_what_was_typed_and_is_not_saved(public, visit, send):
    first = visit(f"/s/{public.slug}")
    sent = send(first.action, {"asked": "satisfied", "seed": first.field("seed")})
    assert sent.status == 422
    assert sent.field("seed") == first.field("seed")
    assert not Response.objects.exists()


def test_twenty_double_submits_are_one_response(public, visit, send_at_once, rows):
    first = visit(f"/s/{public.slug}")
    form = {"asked": "satisfied", "seed": first.field("seed"), "q.satisfied": "5"}
    told = send_at_once([(first.action, form)] * 20)
    assert {page.leads_to for page in told} == {f"/s/r/{first.field('seed')}/last"}
    assert Response.objects.count() == 1
    assert rows(first.response_id)["satisfied"]["rating"] == 5


def test_twenty_different_submits_of_a_page_leave_one_of_them_whole_everywhere(public, visit, send, send_at_once, rows):
    sent, response_id = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    page = sent.leads_to
    send_at_once(
        [(page, {"asked": "reasons", "q.reasons": ["late" if at % 2 else "damaged"]}) for at in range(20)]
        + [(f"/s/r/{seal_id(response_id)}/score", {"asked": "satisfied", "q.satisfied": "3"})]
    )
    kept = Response.objects.get()
    assert kept.revision == 22
    found = rows(response_id)
    assert kept.answers["reasons"]["choices"] == [
        name for name in ("late", "damaged") if found[f"reasons.{name}"]["choice"] == "yes"
    ]
    assert kept.answers["satisfied"]["rating"] == found["satisfied"]["rating"] == 3


def test_a_finished_response_stays_as_it_is_and_who_sends_another_is_told_so(public, visit, send, rows):
    sent, response_id = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "5"})
    done = send(sent.leads_to, {"asked": "words", "q.words": "first"}).leads_to
    assert send(f"/s/r/{seal_id(response_id)}/last", {"asked": "words", "q.words": "first"}).leads_to == done
    second = send(f"/s/r/{seal_id(response_id)}/last", {"asked": "words", "q.words": "second"})
    assert (second.status, TOLD["finished"][0].sentence in second.text) == (409, True)
    assert send(f"/s/r/{seal_id(response_id)}/nowhere", {"q.words": "first"}).status == 409
    assert visit(f"/s/r/{seal_id(response_id)}/last").leads_to == done
    assert Response.objects.get().answers["words"]["words"] == "first"


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_another_person_at_a_page_from_history_begins_a_response_of_their_own(
    is_anonymous, published, way, visit, send, send_at_once, rows
):
    address = f"/s/{way(published(is_anonymous=is_anonymous)).slug}"
    first = visit(address)
    form = {"asked": "satisfied", "seed": first.field("seed"), "began": first.field("began"), "q.satisfied": "5"}
    done = send(send(first.action, form).leads_to, {"asked": "words"}).leads_to
    assert send(first.action, form).leads_to == done  # sent twice
    other = {**form, "q.satisfied": "1"}
    told = send_at_once([(first.action, other)] * 5)
    assert len({page.leads_to for page in told}) == 1
    page = told[0].leads_to
    assert page.endswith("/why")
    other_id = opened_id(page.split("/")[3])
    assert Response.objects.count() == 2
    assert Response.objects.get(id=first.response_id).answers["satisfied"]["rating"] == 5
    assert rows(other_id)["satisfied"]["rating"] == 1
    assert send(first.action, {**form, "q.satisfied": ""}).status == 422
    send(send(page, {"asked": "reasons"}).leads_to, {"asked": "words"})
    assert Response.objects.get(id=other_id).state == "finished"


def test_a_finished_response_of_a_personal_link_is_told_to_be_so(published, mail, ask, visit, send):
    address = token(ask(mail(published())))
    done = send(send(address, {"asked": "satisfied", "q.satisfied": "5"}).leads_to, {"asked": "words"}).leads_to
    assert send(address, {"asked": "satisfied", "q.satisfied": "5"}).leads_to == done
    assert send(address, {"asked": "satisfied", "q.satisfied": "1"}).status == 409
    assert Response.objects.get().answers["satisfied"]["rating"] == 5


def test_a_personal_link_goes_on_where_its_owner_had_come_to(published, mail, ask, visit, send, rows):
    who = ask(mail(published()), 1, fields={"plan": "gold"}, about={"ticket_id": "T7", "crew": "north"},
              probability=0.25, language="pl")  # fmt: skip
    first = visit(token(who))
    assert 'lang="pl"' in first.text or "lang=pl" in first.text
    who.refresh_from_db()
    assert (who.state, who.opened_at is not None, who.started_at) == ("opened", True, None)
    sent = send(first.action, {"asked": "satisfied", "q.satisfied": "1"})
    response_id = response_of(who.id)
    assert sent.leads_to == f"/s/r/{seal_id(response_id)}/why"
    assert visit(token(who)).leads_to == f"/s/r/{seal_id(response_id)}/why"
    who.refresh_from_db()
    assert who.state == "started"
    found = rows(response_id)["satisfied"]
    assert found["customer_id"] == "K1"
    assert found["ticket_id"] == "T7"
    assert found["channel"] == "email"
    assert found["invitation_id"] == str(who.id)
    assert float(found["weight"]) == 4
    assert '"crew":"north"' in found["properties"].replace(" ", "")
    assert found["language"] == "pl"
    send(f"/s/r/{seal_id(response_id)}/why", {"asked": "reasons"})
    send(f"/s/r/{seal_id(response_id)}/last", {"asked": "words"})
    who.refresh_from_db()
    assert (who.state, who.finished_at is not None) == ("finished", True)
    thanks = visit(token(who))
    assert thanks.status == 200
    assert not re.search("name=[\"']?q[.]", thanks.text)


def test_two_first_pages_of_one_personal_link_are_one_response(published, mail, ask, visit, send):
    who = ask(mail(published()))
    one, two = visit(token(who)), visit(token(who))
    send(one.action, {"asked": "satisfied", "q.satisfied": "1", "seed": one.field("seed")})
    send(two.action, {"asked": "satisfied", "q.satisfied": "3", "seed": two.field("seed")})
    assert Response.objects.get().answers["satisfied"]["rating"] == 3


def test_nobody_reaches_another_response_with_a_form(published, way, visit, send):
    survey = published()
    one, two = way(survey), way(survey)
    _, response_id = begin(visit, send, f"/s/{one.slug}", {"q.satisfied": "2"})
    sent = send(f"/s/{two.slug}", {"asked": "satisfied", "q.satisfied": "5", "seed": seal_id(response_id)})
    assert sent.status == 400
    assert Response.objects.get().answers["satisfied"]["rating"] == 2


NOBODYS = UUID("9dd5b42d-3ef2-41da-85ba-543da5fbd6b4")


@pytest.mark.parametrize("is_anonymous", [False, True])
@pytest.mark.parametrize("mark", ["", "A" * 16])
def test_who_knows_the_id_of_a_response_from_an_export_can_neither_read_nor_change_it(
    mark, is_anonymous, published, way, visit, send, rows
):
    public = way(published(is_anonymous=is_anonymous))
    sent, response_id = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    assert {row["feedback_id"].split("|")[0] for row in rows(response_id).values()} == {str(response_id)}
    forged = [str(response_id), response_id.hex, sent.leads_to.split("/")[3][: len(mark) and -16] + mark]
    unknown = visit(f"/s/r/{seal_id(NOBODYS)}/why")
    for said in forged:
        for address in (f"/s/r/{said}", f"/s/r/{said}/why", f"/s/r/{said}/done"):
            assert (visit(address).status, visit(address).body) == (404, unknown.body)
        assert send(f"/s/r/{said}/score", {"asked": "satisfied", "q.satisfied": "5"}).body == unknown.body
        begun = send(f"/s/{public.slug}", {"asked": "satisfied", "q.satisfied": "5", "seed": said})
        assert opened_id(begun.leads_to.split("/")[3]) != response_id
    assert Response.objects.get(id=response_id).answers == {"satisfied": {"rating": 2}}
    assert visit(sent.leads_to).status == 200


def test_nobody_chooses_the_id_of_a_response(public, visit, send):
    sent = send(f"/s/{public.slug}", {"asked": "satisfied", "q.satisfied": "5", "seed": str(NOBODYS)})
    assert opened_id(sent.leads_to.split("/")[3]) != NOBODYS
    assert not Response.objects.filter(id=NOBODYS).exists()


@pytest.mark.parametrize("address", [
    "/s/", "/s/abc", "/s/" + "x" * 16, "/s/" + "x" * 43, "/s/r/1/2", f"/s/r/{seal_id(NOBODYS)}/score",
    f"/s/r/{seal_id(NOBODYS)}", f"/s/r/{seal_id(NOBODYS)}/done", "/s/out/" + "x" * 43, "/s/a/b/c/d",
    "/s/%00", "/s/../admin",
])  # fmt: skip
def test_what_is_not_there_is_told_plainly(address, visit, send, data, db):
    assert visit(address).status == 404
    assert send(address, {"q.a": "1"}).status in {404, 405}


def test_who_began_goes_on_with_the_version_they_began_with(published, way, people, visit, send):
    survey = published()
    public = way(survey)
    sent, _ = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    save(survey, survey.text.replace("  - id: why\n", "  - id: other\n"), survey.revision)
    publish(survey, people["owner"])
    assert visit(sent.leads_to).status == 200
    assert Response.objects.get().version == 1
    fresh, _ = begin(visit, send, f"/s/{public.slug}", {"q.satisfied": "2"})
    assert fresh.leads_to.endswith("/other")
