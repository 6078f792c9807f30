"""The database is away: answers are taken all the same, wait in a file, and follow once, whatever breaks off."""

from __future__ import annotations

import errno
import os
import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError

from clew.store import durable
from clew_server.collect import intake
from clew_server.erasure.person import Person
from clew_server.lakes.handles import opened
from clew_server.surveys.answering.sealing import seal_id
from clew_server.surveys.answering.storing import backlog, known, shelf, spool, writing
from clew_server.surveys.forgetting import forget
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Distribution, Participant, Response

pytestmark = pytest.mark.django_db
GOOD = {"asked": "satisfied", "q.satisfied": "5"}


@pytest.fixture(autouse=True)
def nothing_waits(company):
    """No other test's answers wait, and none are left."""
    yield
    for name in ("answers", "answers.taken"):
        (opened(company.id).store.place.folder / "unsettled" / name).unlink(missing_ok=True)


@pytest.fixture
def public(published, way):
    return way(published())


@pytest.fixture
def away(monkeypatch):
    """Take the database away for the length of a ``with`` block."""

    class Away:
        def __init__(self, says=OperationalError):
            self.says = says

        def __enter__(self):
            def gone(*_given, **_which):
                raise self.says("no database")

            self.patch = monkeypatch.context()
            broken = self.patch.__enter__()
            for module, name in ((shelf, "_responses"), (shelf, "_participants"), (shelf, "_open_all"),
                                 (writing, "_keep_together"), (known, "_read"), (known, "_whole")):  # fmt: skip
                broken.setattr(module, name, gone)
            shelf._shelves.clear()

        def __exit__(self, *_how):
            self.patch.__exit__(None, None, None)
            shelf._shelves.clear()

    return Away


def form_of(page, **said):
    return {**GOOD, "seed": page.field("seed"), "began": page.field("began"), **said}


def again(company):
    """As if the server had been killed and started."""
    backlog._held.clear()
    shelf.forget_all()
    backlog.begin()


def text_of_file(company) -> str:
    return "".join(path.read_text() for path in spool.files(company.id))


@pytest.mark.parametrize("is_killed", [False, True])
def test_all_of_a_survey_is_answered_without_the_database_and_is_there_once_afterwards(
    is_killed, public, company, visit, send, rows, away
):
    first = visit(f"/s/{public.slug}")
    shelf._responses_of_late._since = shelf._responses_of_late._since.replace(year=2020)
    with away():
        last = send(first.action, form_of(first, **{"q.satisfied": "2"})).leads_to
        assert visit(last).status == 200
        last = send(last, {"asked": "reasons", "q.reasons": "late"}).leads_to
        done = send(last, {"asked": "words", "q.words": "Łódź"}).leads_to
        assert done.endswith("/done")
        assert send(last, {"asked": "words", "q.words": "Łódź"}).leads_to == done  # sent twice
        assert visit(done).status == 200
    assert not Response.objects.exists()
    assert backlog.count(company.id) == 1
    if is_killed:
        again(company)
    assert visit(done).status == 200  # it waits, and is there
    assert backlog.drain(company.id) == 1
    assert (spool.files(company.id), backlog._held) == ([], {})
    kept = Response.objects.get()
    assert (kept.id, kept.state, kept.revision) == (first.response_id, "finished", 3)
    assert kept.answers["words"]["words"] == "Łódź"
    assert rows(kept.id)["words"]["verbatim"] == "Łódź"
    assert backlog.drain(company.id) == 0


@pytest.mark.parametrize("says", [OperationalError, InterfaceError])
def test_who_was_answering_goes_on(public, company, visit, send, away, says):
    first = visit(f"/s/{public.slug}")
    last = send(first.action, form_of(first)).leads_to
    with away(says):
        assert visit(last).status == 200
        assert send(last, {"asked": "words", "q.words": "w"}).leads_to.endswith("/done")
    assert Response.objects.get().state == "started"
    backlog.drain(company.id)
    assert Response.objects.get().state == "finished"


def test_what_only_the_database_knows_is_given_back(public, mail, ask, visit, send, away):
    first = visit(f"/s/{public.slug}")
    going = send(first.action, form_of(first)).leads_to
    who = ask(mail(public.survey))
    shelf.forget_all()
    with away():
        for address, form in (
            (going, {"asked": "words", "q.words": "dear"}),
            (f"/s/{personal_token(who.id)}", GOOD),
            (first.action, form_of(first)),
            (first.action, {**GOOD, "seed": first.field("seed")}),
        ):
            page = send(address, form)
            assert (page.status, page.action) == (503, address)
    assert Response.objects.get().revision == 1


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_who_has_opened_their_link_may_answer(is_anonymous, company, published, mail, ask, visit, send, rows, away):
    who = ask(mail(published(is_anonymous=is_anonymous)), fields={"plan": "gold"})
    address = f"/s/{personal_token(who.id)}"
    visit(address)
    visit(address)
    shelf._responses_of_late._since = shelf._responses_of_late._since.replace(year=2020)
    if is_anonymous:  # the file of links stands
        shelf.links.use([shelf.Link(company.id, who.distribution_id, ask(who.distribution, 2).id)], datetime.now(UTC))
    with away():
        first = visit(address)
        assert first.status == 200
        sent = send(address, form_of(first))
        assert send(address, form_of(first)).leads_to == sent.leads_to
        send(sent.leads_to, {"asked": "words"})
        assert visit(address).status == (410 if is_anonymous else 200)
    told = text_of_file(company)
    assert (str(who.id) in told) is not is_anonymous
    if is_anonymous:
        assert who.customer_id not in told
        assert set(re.findall(r"T\d\d:(\d\d:[\d.]+)", told)) == {"00:00"}
    assert backlog.drain(company.id) == 1
    who.refresh_from_db()
    assert (who.state, who.finished_at is None) == (("asked", True) if is_anonymous else ("finished", False))
    assert Response.objects.get().state == "finished"


def begun(public, visit, send, away) -> Response:
    """A response that waits, of a first page."""
    first = visit(f"/s/{public.slug}")
    shelf._responses_of_late._since = shelf._responses_of_late._since.replace(year=2020)
    with away():
        send(first.action, form_of(first))
    return backlog.response(first.response_id)


def test_a_line_that_was_cut_off_is_nobodys_and_spoils_no_other(public, company, visit, send, away, caplog):
    one = begun(public, visit, send, away)
    (path,) = spool.files(company.id)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    again(company)
    assert backlog.count(company.id) == 1
    two = begun(public, visit, send, away)
    path.write_bytes(path.read_bytes().replace(b'"rating":5', b'"rating":4', 1))  # damaged where it lies
    assert backlog.drain(company.id) == 1
    assert "not whole" in caplog.text
    assert Response.objects.get().id == two.id != one.id


def test_a_later_state_in_the_database_stays(public, company, visit, send, away):
    one = begun(public, visit, send, away)
    address = f"/s/r/{seal_id(one.id)}/last"
    assert (
        send(address, {"asked": "words", "q.words": "later"}).status == 303
    )  # the database is back, the file not read
    assert backlog.response(one.id) is None
    assert visit(address).leads_to.endswith("/done")
    backlog.drain(company.id)
    assert (Response.objects.get().revision, Response.objects.get().state) == (2, "finished")


def test_what_breaks_off_while_it_is_written_is_written_again_and_nothing_twice(
    public, company, visit, send, away, monkeypatch
):
    one, two = begun(public, visit, send, away), begun(public, visit, send, away)
    with monkeypatch.context() as broken:
        broken.setattr(backlog, "TOGETHER", 1)
        broken.setattr(durable, "remove", lambda _path: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            backlog.drain(company.id)
    assert Response.objects.count() == 2
    assert {path.name for path in spool.files(company.id)} == {"answers.taken"}
    three = begun(public, visit, send, away)
    Response.objects.filter(id=two.id).update(revision=7)
    assert backlog.drain(company.id) == 1
    assert {each.id: each.revision for each in Response.objects.all()} == {one.id: 1, two.id: 7, three.id: 1}
    assert spool.files(company.id) == []


def test_nobody_comes_back_after_an_erasure(public, company, mail, ask, visit, send, away):
    who = ask(mail(public.survey))
    visit(f"/s/{personal_token(who.id)}")
    visit(f"/s/{personal_token(who.id)}")
    with away():
        sent = send(f"/s/{personal_token(who.id)}", GOOD)
    assert backlog.count(company.id) == 1
    forget(company.id, Person((who.customer_id, who.address)))
    assert (spool.files(company.id), backlog._held) == ([], {})
    again(company)
    backlog.drain(company.id)
    assert not Response.objects.exists()
    assert not Participant.objects.exists()
    assert visit(sent.leads_to).status == 404


def test_what_the_database_had_and_has_no_more_was_removed_and_stays_so(public, company, visit, send, away):
    first = visit(f"/s/{public.slug}")
    last = send(first.action, form_of(first)).leads_to
    with away():
        send(last, {"asked": "words"})
    Response.objects.all().delete()
    assert backlog.drain(company.id) == 0
    assert not Response.objects.exists()


def test_answers_by_a_way_that_is_gone_stay_and_to_a_survey_that_is_gone_not(public, company, visit, send, away):
    begun(public, visit, send, away)
    Distribution.objects.filter(pk=public.pk).delete()
    assert backlog.drain(company.id) == 1
    assert Response.objects.get().distribution_id is None
    path = opened(company.id).store.place.folder / "unsettled" / "answers"
    one = Response(id=uuid4(), survey_id=uuid4(), version=1, language="en", revision=1,
                   began_at=public.survey.changed_at, changed_at=public.survey.changed_at)  # fmt: skip
    spool.append(company.id, [writing.Keep(company.id, one, public.survey.changed_at)])
    assert path.exists()
    assert backlog.drain(company.id) == 0
    assert not path.exists()


def test_where_the_disk_is_full_too_the_page_comes_back(public, company, visit, send, rows, away, monkeypatch):
    one = begun(public, visit, send, away)
    before = text_of_file(company)
    first = visit(f"/s/{public.slug}")

    def full(descriptor, data):
        os.write(descriptor, data[:10])
        raise OSError(errno.ENOSPC, "no room")

    with away(), monkeypatch.context() as broken:
        broken.setattr(durable, "append_durably", full)
        broken.setattr(intake, "_durable", durable_at_once)
        assert send(first.action, form_of(first)).status == 503
    assert text_of_file(company) == before
    assert backlog.response(one.id) is not None


async def durable_at_once(_done):
    """As if the journal had a disk of its own."""


def test_a_line_is_on_the_disk_before_anybody_is_told(public, company, visit, send, away, monkeypatch):
    synced = []
    monkeypatch.setattr(durable, "sync_data", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    monkeypatch.setattr(durable, "sync_folder", lambda folder: synced.append(folder.stat().st_ino))
    begun(public, visit, send, away)
    (path,) = spool.files(company.id)
    assert {path.stat().st_ino, path.parent.stat().st_ino} <= set(synced)


def test_all_columns_of_a_response_wait(company):
    columns = {field.attname for field in Response._meta.concrete_fields}
    assert set(spool._COLUMNS) == columns
