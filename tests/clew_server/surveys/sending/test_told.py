"""Statuses that a program tells: with a key for servers, the same words as the file, as often as it likes."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import join

from clew_server.accounts.limits import LIMITS, Limit
from clew_server.accounts.membership import keys
from clew_server.accounts.models import Workspace
from clew_server.surveys.links import personal_address
from clew_server.surveys.models import Delivery, Distribution, Participant, Suppression, Survey
from clew_server.surveys.models.ways import FILE, LINK
from clew_server.surveys.sending import statuses
from clew_server.surveys.sending.exporting import export
from clew_server.surveys.sending.pages import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(invited, published):
    """A way out whose links were given to another sender, with their participants."""
    made = invited(0, survey=published(), kind=FILE)
    people = [join(made, f"p{n}@example.org") for n in range(5)]
    export(made, timezone.now(), has_addresses=False)
    return made, people


@pytest.fixture
def tell(company, given):
    """Give what posts statuses of the way out with a key for servers, unless another key, way or body is said."""
    key = keys.create(company, "sender", "server", None, None)

    def post(said, *, way=None, authorization=f"Bearer {key}"):
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        headers = {"authorization": authorization} if authorization else {}
        address = f"/told/surveys/{way or given[0].id}/statuses/"
        return Client(enforce_csrf_checks=True).post(address, body, content_type="application/json", headers=headers)

    return post


def states():
    return dict(Delivery.objects.values_list("participant__address", "state"))


def test_statuses_are_taken_by_id_or_link_in_the_words_of_the_file_and_again_change_nothing(given, tell):
    _, people = given
    said = [
        {"id": str(people[0].id), "status": "delivered", "at": "2026-11-29T05:00:00Z"},
        {"link": personal_address(people[1].id), "event": "Open", "timestamp": "2026-11-29 05:00"},
        {"participant": str(people[2].id), "status": "hard_bounce", "reason": "5.1.1 no such\u0000 user"},
        {"token": personal_address(people[3].id).rsplit("/", 1)[1], "STATUS": "unsubscribed"},
        {"id": str(people[4].id), "status": "deferred"},
    ]
    answer = tell(said)
    assert (answer.status_code, answer.json()) == (200, {"success": True, "new": 4, "known": 1, "wrong": []})
    assert states() == {
        "p0@example.org": "delivered", "p1@example.org": "opened", "p2@example.org": "bounced",
        "p3@example.org": "sent", "p4@example.org": "sent",
    }  # fmt: skip
    assert Delivery.objects.get(participant=people[0]).told_at.isoformat() == "2026-11-29T05:00:00+00:00"
    assert Delivery.objects.get(participant=people[2]).error == "5.1.1 no such user"
    assert Participant.objects.get(id=people[3].id).state == "opted_out"
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"bounced", "opted_out"}
    again = tell({"statuses": said})
    assert again.json() == {"success": True, "new": 0, "known": 5, "wrong": []}


def test_what_is_opened_does_not_come_back_by_a_later_word_of_the_same_request(given, tell):
    one = str(given[1][0].id)
    tell([{"id": one, "status": "opened"}, {"id": one, "status": "bounced"}, {"id": one, "status": "delivered"}])
    assert states()["p0@example.org"] == "opened"


def test_wrong_ones_are_named_by_their_place_and_the_others_count(given, tell):
    _, people = given
    answer = tell([
        {"id": str(uuid4()), "status": "sent"},
        "nothing",
        {"id": str(people[0].id), "status": "fine"},
        {"id": 7, "status": "sent"},
        {"id": str(people[0].id), "status": "delivered", "at": "soon"},
        {"id": str(people[0].id), "status": "delivered"},
    ])  # fmt: skip
    assert answer.status_code == 200
    found = answer.json()
    assert (found["new"], [one["place"] for one in found["wrong"]]) == (1, [1, 2, 3, 4, 5])
    assert all(one["reason"] for one in found["wrong"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "no_json"),
        (b"{", "no_json"),
        (b"[" * 60_000, "no_json"),
        (b'[{"id": "\xff"}]', "no_json"),
        (b'[{"id": "\\ud800"}]', "no_json"),
        (b'"text"', "no_list"),
        (b'{"status": "sent"}', "no_list"),
        (b"[" + b",".join([b"{}"] * 501) + b"]", "too_long"),
    ],
)
def test_what_is_no_list_is_refused_whole(given, tell, body, code):
    answer = tell(body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_only_a_key_for_servers_of_the_workspace_opens_it(company, given, tell):
    said = [{"id": str(given[1][0].id), "status": "delivered"}]
    assert tell(said, authorization="").status_code == 401
    assert tell(said, authorization="Bearer wrong").headers["WWW-Authenticate"] == 'Basic realm="clew"'
    for scope in ("collect", "read", "write"):
        assert tell(said, authorization=f"Bearer {keys.create(company, scope, scope, None, None)}").status_code == 403
    other = Workspace.objects.create(id=uuid4(), name="other")
    theirs = keys.create(other, "theirs", "server", None, None)
    assert tell(said, authorization=f"Bearer {theirs}").status_code == 404
    assert set(states().values()) == {"sent"}


@pytest.mark.parametrize("what", ["is unknown", "is a link for everybody", "was deleted with its survey"])
def test_a_way_out_that_has_no_messages_is_not_there(given, tell, what):
    way = given[0]
    if what == "is unknown":
        assert tell([], way=uuid4()).status_code == 404
        return
    if what == "is a link for everybody":
        Distribution.objects.filter(pk=way.pk).update(kind=LINK)
    else:
        Survey.objects.update(deleted_at=timezone.now())
    assert (tell([]).status_code, tell([]).json()["code"]) == (404, "no_way")


def test_who_guesses_keys_or_sends_too_often_waits(given, tell, monkeypatch):
    monkeypatch.setitem(LIMITS, "unknown_key", Limit(per_address=1, per_name=1, seconds=3600))
    assert [tell([], authorization="Bearer wrong").status_code for _ in range(2)] == [401, 429]
    assert tell([]).status_code == 200, "a key that is known is not held up by that"
    monkeypatch.setattr(told.budgets, "passes", lambda *_: False)
    assert (tell([]).status_code, tell([]).headers["Retry-After"]) == (429, "60")


def test_a_fault_of_ours_says_to_send_it_again(given, tell, monkeypatch):
    def away(*_):
        raise DatabaseError("away")

    monkeypatch.setattr(told, "take_said", away)
    assert (tell([]).status_code, tell([]).headers["Retry-After"]) == (503, "5")


def test_one_status_of_a_large_way_reads_its_own_message_alone(given, tell, monkeypatch):
    way, people = given
    kept = []
    found = statuses._Found

    class Spy(found):
        def __init__(self, *args):
            super().__init__(*args)
            kept.append(len({one.id for one in self._by_id.values()}))

    monkeypatch.setattr(statuses, "_Found", Spy)
    monkeypatch.setattr(statuses, "CHUNK", 2)
    statuses.take_said(way, [{"id": str(one.id), "status": "delivered"} for one in people])
    assert kept == [2, 2, 1]
