"""Keys: looked up once in a while, by one of many, revoked within five seconds, known while the database is away."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError
from tests.clew_server.collect.conftest import answered, scoped

from clew.importers.tracking import PUBLIC
from clew.store.loading.blocks import decode_block
from clew_server.accounts.models import Key
from clew_server.collect import database, keys
from clew_server.lakes.handles import opened

TRACK = {"userId": "u1", "event": "E"}


@pytest.fixture
def clock(monkeypatch):
    """A clock that is turned by hand."""
    now = [100.0]

    class Time:
        monotonic = staticmethod(lambda: now[0])

    monkeypatch.setattr(keys, "time", Time)
    return now


def test_a_key_is_looked_up_once_in_a_while(ask, key_of, clock, django_assert_num_queries):
    assert ask("/v1/track", TRACK, key_of("collect")).status == 200
    clock[0] += keys.TRUST
    with django_assert_num_queries(0):
        assert ask("/v1/track", TRACK, key_of("collect")).status == 200
    clock[0] += 0.1
    with django_assert_num_queries(1):
        assert ask("/v1/track", TRACK, key_of("collect")).status == 200


def test_of_many_at_once_one_looks_it_up(ask_at_once, key_of, monkeypatch):
    asked, find = [], keys.find_key

    def counted(token):
        asked.append(token)
        return find(token)

    monkeypatch.setattr(keys, "find_key", counted)
    replies = ask_at_once("/v1/track", [TRACK] * 50, key_of("collect"))
    assert {reply.status for reply in replies} == {200}
    assert len(asked) == 1


def test_a_revoked_key_is_taken_for_four_seconds_at_most(ask, key_of, clock):
    token = key_of("collect")
    assert ask("/v1/track", TRACK, token).status == 200
    Key.objects.filter(name="collect").delete()
    clock[0] += keys.TRUST + 0.1
    assert ask("/v1/track", TRACK, token).status == 401
    assert ask("/v1/track", TRACK, token).status == 401
    assert keys.TRUST < 5


def test_while_the_database_is_away_known_keys_are_taken_for_what_they_were(ask, key_of, clock, monkeypatch):
    assert ask("/v1/track", TRACK, key_of("collect")).status == 200

    def away(_token):
        raise DatabaseError("away")

    monkeypatch.setattr(keys, "find_key", away)
    clock[0] += 60
    assert ask("/v1/track", TRACK, key_of("collect")).status == 200
    reply = ask("/v1/track", TRACK, key_of("server"))
    assert (reply.status, "retry-after" in reply.headers) == (503, True)
    clock[0] += keys.TRUST_ALONE
    assert ask("/v1/track", TRACK, key_of("collect")).status == 503


def test_a_token_that_is_no_token_is_not_looked_up(ask, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask("/v1/track", TRACK, "x" * 201).status == 401


def test_a_key_opens_what_it_does_where_its_use_cannot_be_written_down(ask, key_of, monkeypatch):
    token = key_of("collect")
    Key.objects.update(used_at=None)

    def full(*_given, **_named):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", full)
    assert ask("/v1/track", TRACK, token).status == 200


def test_the_journal_says_which_messages_came_by_a_public_key(shop, ask, key_of):
    public = {**TRACK, "event": "Ticket Solved", "properties": {"ticket_id": "4711"}}
    for token in (key_of("collect"), key_of("server")):
        assert ask("/v1/track", {**public, "messageId": token}, token).status == 200
    assert ask("/v1/track", {**public, "writeKey": key_of("collect")}).status == 200
    journal = opened(shop.id).store.place.journal
    blocks = [decode_block(record.body) for record in journal.read() if record.kind == "api" and record.body]
    sources = [source for block in blocks for source in block.rows.column("source").to_pylist()]
    ids = {key.scope: str(key.id) for key in Key.objects.filter(workspace=shop)}
    assert sources == [f"{PUBLIC}{ids['collect']}", ids["server"], f"{PUBLIC}{ids['collect']}"]


class Slow:
    """Stands before the database: it answers when it may, at the latest when it has had enough."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may, self.asked, self.waited_for = threading.Event(), 0, False
        self._find = keys.find_key
        monkeypatch.setattr(keys, "find_key", self)

    def __call__(self, token):
        self.asked += 1
        self.waited_for |= not self.may.wait(10)
        return self._find(token)


async def tracked(token: str) -> int:
    return (await answered(scoped("/v1/track", token), [json.dumps(TRACK).encode()])).status


def test_a_slow_database_is_waited_for_a_moment_and_asked_once_and_what_it_says_then_counts(
    ask, key_of, clock, monkeypatch
):
    token = key_of("collect")
    assert ask("/v1/track", TRACK, token).status == 200
    Key.objects.filter(name="collect").delete()
    clock[0] += keys.TRUST + 0.1
    slow = Slow(monkeypatch)
    monkeypatch.setattr(keys, "PATIENCE", 0.05)

    async def run():
        said = [await tracked(token) for _ in range(3)]
        answer = keys._asking[token].answer
        slow.may.set()
        await answer
        return [*said, await tracked(token)]

    assert async_to_sync(run)() == [200, 200, 200, 401]
    assert (slow.asked, slow.waited_for) == (2, False)


def test_a_key_that_is_new_waits_longer_and_is_not_refused_for_good(shop, key_of, monkeypatch):
    token, slow = key_of("collect"), Slow(monkeypatch)
    monkeypatch.setattr(keys, "PATIENCE_FOR_NEW", 0.05)

    async def run():
        first = await tracked(token)
        answer = keys._asking[token].answer
        slow.may.set()
        await answer
        return first, await tracked(token)

    assert async_to_sync(run)() == (503, 200)
    assert (slow.asked, slow.waited_for) == (1, False)


def test_strangers_leave_no_more_questions_behind_than_may_wait(shop, key_of, monkeypatch):
    known, slow = key_of("collect"), Slow(monkeypatch)
    strangers = [f"{known[:-1]}{end}" for end in "xyz" if end != known[-1]] + [key_of("server")]
    monkeypatch.setattr(keys, "PATIENCE_FOR_NEW", 0.05)
    monkeypatch.setattr(keys, "MOST_ASKING", 2)

    async def run():
        said = [await tracked(token) for token in strangers]
        waiting = [asking.answer for asking in keys._asking.values()]
        slow.may.set()
        await asyncio.gather(*waiting)
        return said, len(waiting), await tracked(known)

    said, waiting, honest = async_to_sync(run)()
    assert (set(said), waiting, honest) == ({503}, 2, 200)


def test_while_there_is_no_connection_nothing_is_asked(ask, key_of, clock, monkeypatch):
    assert ask("/v1/track", TRACK, key_of("collect")).status == 200
    clock[0] += keys.TRUST + 0.1
    asked = []
    monkeypatch.setattr(keys, "find_key", asked.append)
    monkeypatch.setattr(database._trouble, "until", float("inf"), raising=False)
    assert ask("/v1/track", TRACK, key_of("collect")).status == 200
    assert ask("/v1/track", TRACK, key_of("server")).status == 503
    assert asked == []


def test_who_is_known_does_not_wait_while_a_connection_is_tried_again(ask, key_of, clock, monkeypatch):
    token = key_of("collect")
    assert ask("/v1/track", TRACK, token).status == 200
    clock[0] += keys.TRUST + 0.1
    slow = Slow(monkeypatch)
    monkeypatch.setattr(keys, "PATIENCE", 60.0)
    monkeypatch.setattr(database._trouble, "until", 0.0, raising=False)

    async def run():
        said, answer = await tracked(token), keys._asking[token].answer
        slow.may.set()
        await answer
        return said

    assert async_to_sync(run)() == 200
    assert (slow.asked, slow.waited_for, database.is_failing()) == (1, False, False)


def test_who_is_known_is_waited_for_a_second_and_who_is_new_not_much_longer():
    assert keys.PATIENCE <= 1 < keys.PATIENCE_FOR_NEW < 10


def test_it_is_written_down_that_a_key_was_used(ask, key_of):
    assert ask("/v1/track", TRACK, key_of("collect")).status == 200
    assert Key.objects.get(name="collect").used_at is not None
