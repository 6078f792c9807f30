"""Anonymous means anonymous: nothing that is kept, anywhere, leads from an answer to a person."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from clew.store.loading.blocks import decode_block
from clew_server.collect import intake
from clew_server.lakes.handles import opened
from clew_server.surveys.answering.sealing import new_id, response_of, seal_id
from clew_server.surveys.answering.storing import known, saving
from clew_server.surveys.answering.storing.saving import begun
from clew_server.surveys.links import personal_token
from clew_server.surveys.models import Contact, Delivery, Participant, Response, Suppression

pytestmark = pytest.mark.django_db

ADDRESS, PROXIED = "203.0.113.77", "198.51.100.23"
DUTIES = {
    "fields": {"first_name": "Zuzanna", "plan": "platinum"},
    "about": {"ticket_id": "T-4711", "location": "Gdynia"},
}


@pytest.fixture
def nobody(published, mail):
    return mail(published(is_anonymous=True))


def link(who) -> str:
    return f"/s/{personal_token(who.id)}"


def answer(visit, send, who, rating: str) -> UUID:
    """Answer all pages by somebody's link, from an address; the response."""
    more = {"came_from": ADDRESS, "x_forwarded_for": PROXIED, "user_agent": "Strange/1.0"}
    first = visit(link(who), **more)
    sent = send(first.action, {"asked": "satisfied", "q.satisfied": rating, "seed": first.field("seed"),
                               "began": first.field("began")}, **more)  # fmt: skip
    while not sent.leads_to.endswith("/done"):
        page = visit(sent.leads_to, **more)
        sent = send(page.action, {"asked": page.field("asked"), "began": page.field("began")}, **more)
    visit(sent.leads_to, **more)
    return first.response_id


def texts_of(row: Any) -> set[str]:
    """All values of a row, and what is inside of them, as texts."""
    found: set[str] = set()
    todo = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            todo += value
        elif isinstance(value, datetime):
            found.add(value.isoformat())
        elif value not in (None, "", True, False):
            found.add(str(value))
    return found


def is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def test_no_column_joins_a_response_to_a_participant(nobody, ask, visit, send):
    people = [ask(nobody, at, language="pl", **DUTIES) for at in range(3)]
    for who, rating in zip(people, "251", strict=True):
        answer(visit, send, who, rating)
    shared = {str(nobody.id), "started", "finished"}
    responses = [texts_of(one) for one in Response.objects.all()]
    for model in (Participant, Delivery, Contact, Suppression):
        for row in model.objects.all():
            for kept in responses:
                assert not {text for text in texts_of(row) & kept - shared if not is_number(text)}, model
    assert not [field for field in Response._meta.fields if field.related_model in {Participant, Delivery, Contact}]
    assert not [field for field in Participant._meta.get_fields() if field.related_model is Response]
    assert {one.participant for one in Response.objects.all()} == {None}
    assert {str((one.about, one.fields)) for one in Response.objects.all()} == {"({}, {})"}


@pytest.mark.parametrize(("chosen", "browser", "language"), [
    ("", "", "en"), ("", "ru", "ru"), ("?lang=ro", "ru", "ro"),
])  # fmt: skip
def test_the_language_of_an_anonymous_response_is_that_of_the_page_and_not_the_participants(
    chosen, browser, language, nobody, ask, visit, send, rows
):
    first = visit(link(ask(nobody, language="pl")) + chosen, accept_language=browser)
    assert f'<html lang="{language}"' in first.text
    form = {"asked": "satisfied", "q.satisfied": "2", "seed": first.field("seed")}
    send(first.action, form, accept_language=browser)
    assert Response.objects.get().language == language
    assert rows(first.response_id)["satisfied"]["language"] == language


def test_times_are_those_of_the_hour_and_a_participant_has_none(nobody, ask, visit, send, rows):
    who = ask(nobody, **DUTIES)
    response_id = answer(visit, send, who, "2")
    who.refresh_from_db()
    assert (who.state, who.opened_at, who.started_at, who.finished_at) == ("asked", None, None, None)
    kept = Response.objects.get()
    for moment in (kept.began_at, kept.changed_at, kept.finished_at):
        assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
    assert kept.id != response_of(who.id)
    for row in rows(response_id).values():
        assert (row["customer_id"], row["invitation_id"], row["weight"], row["ticket_id"]) == (None,) * 4
        assert row["answered_at"].replace(minute=0, second=0, microsecond=0) == row["answered_at"]
        assert row["complete"] is True


def test_the_journal_has_the_hour_and_nothing_of_the_person(nobody, ask, visit, send, company):
    who = ask(nobody, **DUTIES)
    response_id = answer(visit, send, who, "2")
    intake.end_all(30)
    own = [record for record in opened(company.id).store.place.journal.read() if record.kind == "api" and record.body]
    seen = 0
    for record in own:
        rows = decode_block(record.body).rows
        told = str(rows.to_pydict())
        if str(response_id) not in told:
            continue
        seen += 1
        assert (record.received_at.minute, record.received_at.second) == (0, 0), "the journal tells when"
        for text in (str(who.id), who.id.hex, who.person, who.customer_id, who.address, personal_token(who.id),
                     "Zuzanna", "T-4711", ADDRESS, PROXIED):  # fmt: skip
            assert text not in told
    assert seen >= 3


def test_nothing_of_a_request_is_logged_set_or_kept(nobody, ask, visit, send, caplog, monkeypatch, company):
    caplog.set_level(logging.DEBUG)
    who = ask(nobody, **DUTIES)
    response_id = answer(visit, send, who, "2")
    with monkeypatch.context() as broken:
        broken.setattr(saving, "acknowledge_own", None)
        other = ask(nobody, 2)
        send(link(other), {"asked": "satisfied", "q.satisfied": "2", "seed": seal_id(new_id())})
        broken.setattr("clew_server.surveys.answering.beginning._told", None)
        assert visit(link(other)).status == 503
    assert "an answer page broke" in caplog.text, "what is wrong must be found"
    for one in (who, other):
        for text in (str(one.id), one.id.hex, personal_token(one.id), str(response_id), "/s/", ADDRESS, PROXIED):
            assert text not in caplog.text
    intake.end_all(30)
    opened(company.id).store.catch_up()
    for path in opened(company.id).store.place.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert ADDRESS.encode() not in content
            assert PROXIED.encode() not in content
    for model in apps.get_models():
        for row in model.objects.all():
            assert not {ADDRESS, PROXIED, "Strange/1.0"} & texts_of(row), model


def test_who_says_never_again_just_after_they_answered_is_known_by_the_day(nobody, ask, visit, send):
    who = ask(nobody)
    answer(visit, send, who, "2")
    assert visit(f"/s/out/{personal_token(who.id)}", "POST").status == 200
    assert {(one.at.hour, one.at.minute, one.at.second) for one in Suppression.objects.all()} == {(0, 0, 0)}


def test_that_enough_have_answered_tells_the_hour_of_the_last_one(published, mail, ask, visit, send):
    wanted = mail(published(is_anonymous=True), quota=1)
    answer(visit, send, ask(wanted), "2")
    wanted.refresh_from_db()
    assert (wanted.state, wanted.reason) == ("ended", "quota")
    assert wanted.ended_at == Response.objects.get().finished_at


def test_the_times_of_a_response_never_go_back_whatever_the_clock_says(nobody):
    hour, way = datetime(2026, 11, 29, 10, tzinfo=UTC), known._read(id=nobody.id)
    response = begun(way, uuid4(), "en", hour)
    told = []
    for minutes in (5, 59, 30, 65, 10):
        response.revision += 1
        response.changed_at = saving.changed(way, response, hour + timedelta(minutes=minutes))
        told.append(saving.version_of(way, response))
    assert all(before < after for before, after in pairwise(told))
    assert told[-1] - hour < timedelta(hours=1, seconds=1)
