"""The status contract: 200 for what is on the disk, 4xx for what the sender can mend, 429 and 503 with a time."""

from __future__ import annotations

import base64
import gzip
import json
import random
import threading
import zlib

import pytest
from django.db import OperationalError

from clew_server.collect import app, budgets, intake, keys
from clew_server.collect.bodies.lengthy import Beside
from clew_server.collect.pace import Pace, Paces
from clew_server.collect.routes import LARGEST, LARGEST_FROM_SERVERS, LARGEST_MESSAGE, ROUTES

TRACK = {"userId": "u1", "event": "Order Completed", "messageId": "m1"}
BATCH = {"batch": [{"type": "track", **TRACK}, {"type": "page", "userId": "u1", "name": "Home", "messageId": "m2"}]}


def padded(size: int, document: dict = TRACK) -> bytes:
    """A document of exactly so many bytes."""
    short = len(json.dumps({**document, "properties": {"note": ""}}))
    return json.dumps({**document, "properties": {"note": "x" * (size - short)}}).encode()


def batch_of(size: int) -> bytes:
    return (
        json.dumps({"batch": [{"type": "track", **TRACK, "messageId": f"m{n}"} for n in range(10)]})
        .encode()
        .ljust(size)
    )


@pytest.mark.parametrize(
    ("status", "code", "path", "body", "scope", "headers"),
    [
        pytest.param(200, None, "/v1/track", TRACK, "collect", {}, id="an event"),
        pytest.param(200, None, "/v1/t", TRACK, "collect", {}, id="an event, short path"),
        pytest.param(200, None, "/v1/batch", BATCH, "collect", {}, id="a batch"),
        pytest.param(200, None, "/v1/batch", BATCH, "server", {}, id="a batch of a server"),
        pytest.param(200, None, "/v1/batch", gzip.compress(json.dumps(BATCH).encode()), "server",
                     {"content_encoding": "gzip"}, id="a packed batch"),
        pytest.param(200, None, "/v1/batch", zlib.compress(json.dumps(BATCH).encode()), "server",
                     {"content_encoding": "deflate"}, id="a deflated batch"),
        pytest.param(200, None, "/v1/track", padded(LARGEST_MESSAGE), "collect", {}, id="an event as large as may be"),
        pytest.param(200, None, "/v1/batch", batch_of(LARGEST), "collect", {}, id="a body as large as may be"),
        pytest.param(200, None, "/v1/batch", batch_of(LARGEST + 1), "server", {}, id="a server's may be larger"),
        pytest.param(200, None, "/v1/tickets", {"ticket_id": "t1"}, "server", {}, id="a ticket"),
        pytest.param(400, "unparsable", "/v1/track", b"", "collect", {}, id="nothing"),
        pytest.param(400, "unparsable", "/v1/track", b"{", "collect", {}, id="no JSON"),
        pytest.param(400, "unparsable", "/v1/track", b"[" * 5000, "collect", {}, id="deep"),
        pytest.param(400, "unparsable", "/v1/track", b"\xff\xfe", "collect", {}, id="no text"),
        pytest.param(400, "unparsable", "/v1/batch", {"batch": 7}, "collect", {}, id="a batch of nothing"),
        pytest.param(400, "encoding", "/v1/track", TRACK, "collect", {"content_encoding": "gzip"}, id="not packed"),
        pytest.param(400, "encoding", "/v1/track", TRACK, "collect", {"content_encoding": "br"}, id="packed otherwise"),
        pytest.param(400, "encoding", "/v1/track", gzip.compress(b"{}" * 99)[:-9], "collect",
                     {"content_encoding": "gzip"}, id="half of a packed body"),
        pytest.param(401, "no_valid_key", "/v1/track", TRACK, "", {}, id="no key"),
        pytest.param(401, "no_valid_key", "/v1/track", TRACK, "wrong", {}, id="an unknown key"),
        pytest.param(401, "no_valid_key", "/v1/track", TRACK, "",
                     {"authorization": "Basic %%%"}, id="a header that is none"),
        pytest.param(403, "scope", "/v1/track", TRACK, "read", {}, id="a key that reads"),
        pytest.param(403, "scope", "/v1/tickets", {"ticket_id": "t1"}, "collect", {}, id="a public key for tickets"),
        pytest.param(404, "no_route", "/v1/nothing", TRACK, "collect", {}, id="nowhere"),
        pytest.param(405, "method", "/v1/track", b"", "collect", {"method": "GET"}, id="another method"),
        pytest.param(413, "too_large", "/v1/track", padded(LARGEST_MESSAGE + 1), "server", {}, id="a large event"),
        pytest.param(413, "too_large", "/v1/batch", batch_of(LARGEST + 1), "collect", {}, id="a large body"),
        pytest.param(413, "too_large", "/v1/batch", batch_of(LARGEST_FROM_SERVERS + 1), "server", {}, id="too large"),
        pytest.param(413, "too_large", "/v1/batch", b"{}", "collect",
                     {"content_length": str(LARGEST + 1)}, id="a length over the limit"),
        pytest.param(413, "too_large", "/v1/batch", b"{}", "collect", {"content_length": "-1"}, id="a length of none"),
    ],
)  # fmt: skip
def test_the_contract(ask, key_of, messages, status, code, path, body, scope, headers):
    token = key_of(scope) if scope in {"collect", "server", "read"} else scope
    reply = ask(path, body, token, **headers)
    assert (reply.status, reply.document.get("code")) == (status, code), reply.document
    assert reply.document["success"] is (status == 200)
    assert reply.headers["content-type"] == "application/json"
    assert ("retry-after" in reply.headers) is (status in {429, 503})
    assert bool(messages()) is (status == 200), "what is acknowledged is on the disk, and nothing else"
    assert app._of_known.now == app._of_strangers.now == 0, "what was answered is no longer held"
    if status != 200:
        assert set(reply.document) == {"success", "code", "message"}, "SDKs read these names"


def test_one_bad_event_of_a_hundred_is_acknowledged_and_told(ask, key_of):
    good = [{"type": "track", "event": "E", "userId": "u", "messageId": f"m{n}"} for n in range(99)]
    reply = ask("/v1/batch", {"batch": [*good[:40], 7, *good[40:]]}, key_of("server"))
    assert (reply.status, reply.document["accepted"], reply.document["quarantined"]) == (200, 99, 1)
    assert [flaw["index"] for flaw in reply.document["flaws"]] == [40]
    assert reply.document["flaws"][0]["reason"]


def test_of_many_flaws_the_first_are_told(ask, key_of):
    reply = ask("/v1/batch", {"batch": [7] * 1000}, key_of("collect"))
    assert (reply.status, reply.document["quarantined"], len(reply.document["flaws"])) == (200, 1000, intake.TOLD)


def test_names_that_a_body_says_twice_around_its_messages_are_told(ask, key_of):
    names = "".join(f'"{name}": 0, "{name}": 0, ' for name in ["n" * 300, *range(30)])
    reply = ask("/v1/batch", f'{{"batch": [7], {names}"batch": []}}'.encode(), key_of("collect"))
    assert (reply.status, reply.document["accepted"], reply.document["quarantined"]) == (200, 0, 0)
    assert reply.document["repeated"] == ["batch", "n" * 199 + "…", *map(str, range(intake.TOLD - 2))]


@pytest.mark.parametrize("path", [route.path for route in ROUTES if route.shape])
def test_a_key_in_the_body_does_where_the_protocol_has_it(ask, key_of, path):
    scope = "server" if ROUTES_BY_PATH[path].scope == "server" else "collect"
    said = {"batch": []} if ROUTES_BY_PATH[path].shape == "batch" else dict(TRACK)
    reply = ask(path, {**said, "writeKey": key_of(scope)})
    has_it = ROUTES_BY_PATH[path].is_single or ROUTES_BY_PATH[path].shape == "batch"
    assert reply.status == (200 if has_it else 401)
    assert ask(path, {**said, "writeKey": "guessed"}).status == 401
    assert ask(path, {**said, "writeKey": {"a": 1}}).status == 401
    if has_it:
        assert ask(path, {**said, "writeKey": key_of("read")}).status == 403


ROUTES_BY_PATH = {route.path: route for route in ROUTES}


def test_the_header_counts_where_both_name_a_key(ask, key_of):
    assert ask("/v1/track", {**TRACK, "writeKey": "guessed"}, key_of("collect")).status == 200
    assert ask("/v1/track", {**TRACK, "writeKey": key_of("collect")}, "guessed").status == 401


def test_basic_has_the_key_as_its_name(ask, key_of):
    named = base64.b64encode(f"{key_of('collect')}:".encode()).decode()
    assert ask("/v1/track", TRACK, authorization=f"Basic {named}").status == 200
    assert ask("/v1/track", TRACK, authorization=f"basic {named}").status == 200


@pytest.mark.parametrize(
    "trouble", [OSError("no such device"), RuntimeError("broken"), KeyError("secret"), MemoryError("none")], ids=repr
)
def test_a_fault_of_ours_is_a_503_with_a_time(ask, key_of, monkeypatch, trouble):
    def broken(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(app, "checked", broken)
    reply = ask("/v1/track", TRACK, key_of("collect"))
    assert (reply.status, reply.document["code"]) == (503, "unavailable")
    assert int(reply.headers["retry-after"]) > 0
    assert str(trouble) not in str(reply)


def limited(monkeypatch, requests: int = 10**9, size: int = 10**9, addresses: int = 10**9) -> list[float]:
    """Have the app count by a clock that stands; give it, to be turned."""
    now = [90.0]
    found = Paces(*(Pace(most, "requests", lambda: now[0]) for most in (requests, size, addresses)))
    monkeypatch.setattr(app, "paces", lambda: found)
    return now


def test_too_many_requests_of_a_key_wait_for_the_next_minute(ask, key_of, monkeypatch):
    now = limited(monkeypatch, requests=2)
    sent = [ask("/v1/track", TRACK, key_of("server")) for _ in range(3)]
    assert [reply.status for reply in sent] == [200, 200, 429]
    assert sent[2].headers["retry-after"] == "30"
    now[0] += 30
    assert ask("/v1/track", TRACK, key_of("server")).status == 200


def test_an_address_has_fewer_with_a_public_key_than_a_server(ask, key_of, monkeypatch):
    limited(monkeypatch, addresses=2)
    assert [ask("/v1/track", TRACK, key_of("collect")).status for _ in range(3)] == [200, 200, 429]
    assert [ask("/v1/track", TRACK, key_of("server")).status for _ in range(3)] == [200, 200, 200]
    assert ask("/v1/track", TRACK, key_of("collect"), address="192.0.2.1").status == 200


def test_bytes_of_a_key_are_counted_as_they_are_unpacked(ask, key_of, monkeypatch):
    limited(monkeypatch, size=30_000)
    packed = gzip.compress(padded(20_000))
    sent = [ask("/v1/track", packed, key_of("server"), content_encoding="gzip") for _ in range(2)]
    assert [reply.status for reply in sent] == [200, 429]
    assert sent[1].headers["retry-after"] == "30"


def test_who_guesses_keys_waits_and_asks_the_database_no_more(ask, key_of, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(keys, "_strange", Pace(3, "requests", lambda: 0.0))
    assert ask("/v1/track", TRACK, key_of("collect")).status == 200
    assert [ask("/v1/track", TRACK, f"guess{n}").status for n in range(4)] == [401, 401, 401, 429]
    with django_assert_num_queries(0):
        assert ask("/v1/track", TRACK, "another").status == 429
        assert ask("/v1/track", TRACK, key_of("collect")).status == 200, "a key that is known goes on"


def test_what_takes_long_to_read_is_looked_at_beside_and_keeps_nobody_else_waiting(ask, key_of, monkeypatch):
    names = []
    look = app._look
    monkeypatch.setattr(app, "_look", lambda *a, **k: (names.append(threading.current_thread().name), look(*a, **k))[1])
    packed = gzip.compress(b'{"batch":[]}' + bytes(range(256)) + random.Random(1).randbytes(2 * app.LONG_PACKED))  # noqa: S311
    wide = gzip.compress(batch_of(app.LONG + 1))
    assert len(wide) < app.LONG_PACKED
    key = key_of("server")
    said = [
        ask("/v1/batch", batch_of(app.LONG + 1), key).status,
        ask("/v1/batch", packed, key, content_encoding="gzip").status,
        ask("/v1/batch", wide, key, content_encoding="gzip").status,
        ask("/v1/batch", batch_of(app.LONG), key).status,
        ask("/v1/batch", gzip.compress(batch_of(app.LONG)), key, content_encoding="gzip").status,
        ask("/v1/batch", batch_of(app.LONG + 1)).status,
    ]
    assert said == [200, 400, 200, 200, 200, 401]
    threads = [name.rpartition("_")[0] if name.startswith("long-bodies") else "" for name in names]
    assert threads == ["long-bodies", "long-bodies", "long-bodies", "", "", "long-bodies-of-strangers"]


def test_long_bodies_of_strangers_keep_no_customer_waiting_and_are_waited_for_a_while(ask, key_of, monkeypatch):
    may, strangers = threading.Event(), Beside("strangers", 0.05)
    strangers._thread.submit(may.wait, 60)
    monkeypatch.setattr(app, "_beside_of_strangers", strangers)
    try:
        assert ask("/v1/batch", batch_of(app.LONG + 1), key_of("server")).status == 200
        reply = ask("/v1/batch", batch_of(app.LONG + 1))
    finally:
        may.set()
    assert (reply.status, reply.document["code"], "retry-after" in reply.headers) == (503, "busy", True)
    assert app._of_strangers.now == 0


def test_who_reads_is_counted_by_this_process_alone_where_the_database_cannot(ask, key_of, monkeypatch):
    def full(*_given):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(budgets, "_left", {})
    monkeypatch.setattr(budgets, "take", full)
    monkeypatch.setitem(app._uncounted, "key", Pace(2, "requests", lambda: 0.0))
    said = [ask("/v1/key", b"", key_of("read"), method="GET").status for _ in range(3)]
    assert said == [200, 200, 429]
