"""Who may answer, how much may come, and that nothing typed is lost where we cannot save it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import DatabaseError

from clew_server.collect import intake
from clew_server.collect.bodies.reading import Held
from clew_server.collect.pace import Pace
from clew_server.collect.replies import refused
from clew_server.surveys.answering import app, leaving, pages, posting
from clew_server.surveys.answering.pages.words import TOLD, WORDS
from clew_server.surveys.answering.rendered import UNSAVED
from clew_server.surveys.answering.sealing import seal_id, seal_time
from clew_server.surveys.answering.storing import known, saving, shelf, writing
from clew_server.surveys.keeping import set_state
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Distribution, Response

pytestmark = pytest.mark.django_db
GOOD = {"asked": "satisfied", "q.satisfied": "5"}


@pytest.fixture
def public(published, way):
    return way(published())


def finish(visit, send, slug) -> str:
    first = visit(f"/s/{slug}")
    sent = send(first.action, {**GOOD, "seed": first.field("seed")})
    return send(sent.leads_to, {"asked": "words"}).leads_to


def test_a_distribution_ends_with_its_quota_and_who_began_may_finish(published, way, visit, send):
    public = way(published(), quota=2)
    begun = visit(f"/s/{public.slug}")
    going = send(begun.action, {**GOOD, "seed": begun.field("seed")}).leads_to
    for _ in range(2):
        finish(visit, send, public.slug)
    public.refresh_from_db()
    assert (public.state, public.reason, public.ended_at is not None) == ("ended", "quota", True)
    full = visit(f"/s/{public.slug}")
    assert (full.status, full.text) == (410, told(public, "full"))
    assert send(f"/s/{public.slug}", GOOD).status == 410
    assert visit(going).status == 200
    assert send(going, {"asked": "words"}).leads_to.endswith("/done")


@pytest.mark.parametrize(("state", "after"), [
    ("running", "ended"), ("paused", "ended"), ("ended", "ended"), ("deleted", "deleted"),
])  # fmt: skip
def test_a_quota_ends_what_goes_on_and_brings_back_nothing_that_was_deleted(state, after, published, way, visit, send):
    public = way(published(), quota=1)
    begun = visit(f"/s/{public.slug}")
    going = send(begun.action, {**GOOD, "seed": begun.field("seed")}).leads_to
    Distribution.objects.filter(pk=public.pk).update(state=state, reason="before")
    assert send(going, {"asked": "words"}).leads_to.endswith("/done")
    public.refresh_from_db()
    assert (public.state, public.reason) == (after, "before" if after == state else "quota")


def told(public, what) -> str:
    """What a page that tells ``what`` reads."""
    return pages.told_page(what, "en", known._whole(public.survey_id).live).decode()


@pytest.mark.parametrize("state", ["paused", "ended", "planned"])
def test_a_distribution_that_does_not_run_begins_nothing(state, public, visit, send):
    first = visit(f"/s/{public.slug}")
    going = send(first.action, {**GOOD, "seed": first.field("seed")}).leads_to
    Distribution.objects.filter(pk=public.pk).update(state=state)
    assert visit(f"/s/{public.slug}").text == told(public, "closed")
    assert send(f"/s/{public.slug}", GOOD).status == 410
    assert visit(going).status == 200  # who began may finish


@pytest.mark.parametrize("is_anonymous", [False, True])
@pytest.mark.parametrize(("state", "reason", "status"), [
    ("paused", "", 200), ("paused", "bounces", 200), ("ended", "", 200), ("ended", "quota", 410), ("planned", "", 410),
    ("deleted", "ended", 410),
])  # fmt: skip
def test_who_was_sent_a_link_may_answer_while_the_survey_is_open(
    is_anonymous, state, reason, status, published, mail, ask, visit, send
):
    mailed = mail(published(is_anonymous=is_anonymous))
    address = f"/s/{personal_token(ask(mailed).id)}"
    Distribution.objects.filter(pk=mailed.pk).update(state=state, reason=reason)
    first = visit(address)
    assert first.status == status
    sent = send(address, {**GOOD, "seed": first.field("seed")})
    assert sent.status == {200: 303}.get(status, status)
    set_state(mailed.survey, is_open=False)
    assert visit(address).status == 410


def test_a_closed_survey_takes_nothing_at_all(public, visit, send):
    first = visit(f"/s/{public.slug}")
    going = send(first.action, {**GOOD, "seed": first.field("seed")}).leads_to
    set_state(public.survey, is_open=False)
    for page in (visit(f"/s/{public.slug}"), visit(going), send(going, {"asked": "words"}), send(first.action, GOOD)):
        assert page.status == 410
    assert Response.objects.get().revision == 1


@pytest.mark.parametrize(("hours", "status"), [(-1, 410), (1, 200)])
def test_a_survey_ends_at_its_time(hours, status, published, way, visit):
    ends = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    assert visit(f"/s/{way(published(closes_at=ends)).slug}").status == status


def test_a_slug_of_a_distribution_that_sends_opens_nothing(published, mail, visit):
    assert visit(f"/s/{mail(published()).slug}").status == 404


def test_an_unpublished_or_deleted_survey_is_gone(public, visit):
    public.survey.deleted_at = datetime.now(UTC)
    public.survey.save()
    assert visit(f"/s/{public.slug}").status == 404


@pytest.mark.parametrize(("kind", "encoding", "body", "status"), [
    ("application/json", "", b"{}", 415),
    ("multipart/form-data; boundary=x", "", b"--x--", 415),
    ("application/x-www-form-urlencoded", "gzip", b"\x1f\x8b", 415),
    ("application/x-www-form-urlencoded; charset=latin-1", "", b"q.satisfied=%ff", 422),
    ("application/x-www-form-urlencoded", "", b"\xff\xfe&&==&q.satisfied=\xf0", 422),
    ("application/x-www-form-urlencoded", "", b"a=1&" * 16_385, 413),
    ("application/x-www-form-urlencoded", "", b"a&" * 5001, 400),
    ("application/x-www-form-urlencoded", "", b"", 422),
])  # fmt: skip
def test_bodies_that_are_no_forms_of_ours(kind, encoding, body, status, public, visit):
    told = visit(f"/s/{public.slug}", "POST", body, content_type=kind, content_encoding=encoding)
    assert told.status == status
    assert told.headers["content-type"].startswith("text/html")
    assert not Response.objects.exists()


def test_a_length_that_is_said_is_believed_before_the_body_is_read(public, visit):
    told = visit(f"/s/{public.slug}", "POST", b"", content_type="application/x-www-form-urlencoded",
                 content_length=str(app.LARGEST + 1))  # fmt: skip
    assert told.status == 413


def test_who_asks_too_often_from_one_address_waits(public, visit, monkeypatch):
    pace = Pace(2, "answer pages", lambda: 0.0)
    monkeypatch.setattr(app, "_pace", lambda: pace)
    address = f"/s/{public.slug}"
    assert [visit(address).status for _ in range(3)] == [200, 200, 429]
    assert visit(address).headers["retry-after"] == "60"
    assert visit(address, came_from="203.0.113.9").status == 200


def no_journal(monkeypatch):
    async def refuse(*_given, **_more):
        raise refused(503, "disk", "nothing can be written now")

    monkeypatch.setattr(saving, "acknowledge_own", refuse)


def no_shelf(monkeypatch):
    def refuse(_group):
        raise DatabaseError("no database")

    monkeypatch.setattr(writing, "_keep_together", refuse)
    shelf._shelves.clear()


@pytest.mark.parametrize("fault", [no_journal, no_shelf])
def test_what_cannot_be_saved_comes_back_as_it_was_typed_and_can_be_sent_again(
    fault, public, visit, send, rows, monkeypatch
):
    first = visit(f"/s/{public.slug}")
    sent = send(first.action, {**GOOD, "seed": first.field("seed")})
    with monkeypatch.context() as broken:
        fault(broken)
        page = send(sent.leads_to, {"asked": "words", "q.words": "long and dear <words>"})
        assert page.status == 503
        assert int(page.headers["retry-after"]) > 0
        assert "long and dear &lt;words&gt;" in page.text
        assert UNSAVED["en"] in page.text
        again = send(f"/s/{public.slug}", GOOD)
        assert again.status == 503
        assert again.field("seed")
    done = send(page.action, {"asked": "words", "q.words": "long and dear <words>"})
    assert done.leads_to.endswith("/done")
    assert rows(first.response_id)["words"]["verbatim"] == "long and dear <words>"


def away(*_given, **_which):
    raise DatabaseError("no database")


def no_reading(monkeypatch):
    """The database does not answer at all: nothing is read, nothing is written."""
    for name in ("_responses", "_participants"):
        monkeypatch.setattr(shelf, name, away)
    monkeypatch.setattr(writing, "_keep_together", away)
    monkeypatch.setattr(known, "_read", away)
    monkeypatch.setattr(known, "_whole", away)
    shelf._shelves.clear()
    known.forget_all()


def broken_saving(monkeypatch):
    monkeypatch.setattr(posting, "read_form", away)


def fields_in(page) -> dict[str, list[str]]:
    """All hidden fields of a page, as a browser would send them."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', page.text):
        name, value = (unescape(re.search(f'{each}="([^"]*)"', tag)[1]) for each in ("name", "value"))
        found.setdefault(name, []).append(value)
    return found


TYPED = {
    "asked": "words",
    "q.words": 'long and "dear" <words>\r\n& a line, ł',
    "q.words.more": ["a", "b"],
    "website": "",
}


@pytest.mark.parametrize("fault", [no_reading, broken_saving])
@pytest.mark.parametrize("begins", [True, False])
def test_what_is_posted_while_nothing_works_is_given_back_whole(fault, begins, public, visit, send, rows, monkeypatch):
    first = visit(f"/s/{public.slug}?lang=pl")
    form = {**GOOD, "seed": first.field("seed"), "began": first.field("began")}
    address = first.action
    if not begins:
        address, form = send(first.action, form).leads_to, TYPED
    with monkeypatch.context() as broken:
        fault(broken)
        page = send(address, form)
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert page.action == address
    assert fields_in(page) == {name: [value] if isinstance(value, str) else value for name, value in form.items()}
    assert "<words>" not in page.text
    assert WORDS["again"][1] in page.text
    assert TOLD["unsaved"][1].sentence in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    shelf._shelves.clear()
    assert send(page.action, fields_in(page)).status == 303
    if not begins:
        assert rows(first.response_id)["words"]["verbatim"] == TYPED["q.words"].replace("\r\n", "\n")


@pytest.mark.parametrize(("language", "at"), [("en", 0), ("pl", 1), ("ro", 2), ("ru", 3)])
def test_who_sends_too_often_is_given_back_what_they_sent(language, at, public, send, monkeypatch):
    monkeypatch.setattr(app, "_pace", lambda: Pace(0, "answer pages", lambda: 0.0))
    page = send(f"/s/r/{seal_id(uuid4())}/last?frame=1", TYPED, accept_language=language)
    assert (page.status, page.headers["retry-after"]) == (429, "60")
    assert fields_in(page)["q.words"] == [TYPED["q.words"]]
    assert unescape(page.text).count(TOLD["too_many"][at].sentence) == 1
    assert f">{WORDS['again'][at]}</button>" in page.text
    assert "frame-ancestors *" in page.headers["content-security-policy"]  # the widget's page is still seen
    assert app._held_late.now == 0


def test_who_sends_too_often_and_too_much_is_told_so_without_being_read(public, send, monkeypatch):
    monkeypatch.setattr(app, "_pace", lambda: Pace(0, "answer pages", lambda: 0.0))
    monkeypatch.setattr(app, "_held_late", Held(10))
    page = send(f"/s/{public.slug}", TYPED)
    assert (page.status, page.headers["retry-after"]) == (429, "60")
    assert page.text == pages.told_page("busy", "en").decode()


def test_an_opting_out_that_cannot_be_kept_is_sent_again_by_a_button(published, mail, ask, send, monkeypatch):
    who = ask(mail(published()))
    address = f"/s/out/{personal_token(who.id)}"
    with monkeypatch.context() as broken:
        broken.setattr(leaving, "_opt_out", away)
        page = send(address, {})
    assert (page.status, page.action) == (503, address)
    assert send(page.action, {}).status == 200


def test_what_breaks_unforeseen_is_a_page_too_and_says_when_to_come_again(public, visit, monkeypatch):
    async def broken(*_given):
        raise RuntimeError(public.slug)

    monkeypatch.setattr(known, "way_by_slug", broken)
    page = visit(f"/s/{public.slug}")
    assert (page.status, page.headers["retry-after"]) == (503, "5")


def test_surveys_are_answered_as_they_were_while_the_database_is_away(public, visit, monkeypatch):
    assert visit(f"/s/{public.slug}").status == 200

    monkeypatch.setattr(known, "_read", away)
    assert visit(f"/s/{public.slug}").status == 200
    known.forget_all()
    assert visit(f"/s/{public.slug}").status == 503


def test_a_definition_is_not_asked_for_at_every_request(public, visit, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(known, "TRUST", 60.0)
    visit(f"/s/{public.slug}")
    with django_assert_num_queries(0):
        assert visit(f"/s/{public.slug}").status == 200


def test_a_program_that_fills_in_what_nobody_sees_is_marked(public, visit, send, rows):
    first = visit(f"/s/{public.slug}")
    sent = send(first.action, {**GOOD, "seed": first.field("seed"), "website": "http://spam.example"})
    send(sent.leads_to, {"asked": "words"})
    kept = Response.objects.get()
    assert kept.flags == ["honeypot"]
    assert '"honeypot"' in rows(kept.id)["words"]["properties"]


def test_seconds_are_those_since_the_page_was_shown_and_made_up_times_count_for_nothing(public, visit, send):
    first = visit(f"/s/{public.slug}")
    began = seal_time(datetime.now(UTC) - timedelta(seconds=40))
    sent = send(first.action, {**GOOD, "seed": first.field("seed"), "began": began})
    send(sent.leads_to, {"asked": "words", "began": "1000.aaaaaaaaaaaaaaaaaaaaaa"})
    assert set(kept := Response.objects.get().seconds) == {"score"}
    assert 40 <= kept["score"] <= 45


def test_a_personal_link_of_an_erased_participant_is_gone(published, mail, ask, visit):
    who = ask(mail(published()))
    address = f"/s/{personal_token(who.id)}"
    assert visit(address).status == 200
    who.delete()
    assert visit(address).status == 404


def test_two_writers_of_one_workspace_commit_side_by_side(published, way, visit, send, rows):
    survey = published()
    nobody = published(survey.text.replace("id: delivery", "id: nobody"), is_anonymous=True)
    for each in (survey, nobody):
        first = visit(f"/s/{way(each).slug}")
        send(first.action, {**GOOD, "seed": first.field("seed")})
        assert rows(first.response_id)["satisfied"]["rating"] == 5
    assert intake._committers == {}
