"""A running server among people who mean it harm: ten thousand hostile bodies, five hundred clients that never end."""

from __future__ import annotations

import gzip
import http.client
import json
import random
import signal
import socket
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil
import pytest
from tests.clew_server.serving import Served, serving, told

from clew.engines.view_sql import view_sql
from clew.store import open_workspace

HOSTILE, CLIENTS = 10_000, 8
SLOW = 500
#: Seconds that a slow client is borne at most, and that an end may take.
BORNE, ENDED = 30, 20
#: Megabytes by which the server may grow over all hostile bodies: less than two of the largest that it takes.
GROWTH = 64
PATHS = [f"/v1/{name}" for name in ("batch", "track", "identify", "page", "alias", "group", "feedback", "tickets",
                                    "webhooks/zendesk", "import")]  # fmt: skip
GOOD = {"type": "track", "userId": "u", "event": "E", "messageId": "m", "properties": {"a": [1, {"b": 2}]}}
VALUES = [None, True, -0.0, 1e308, 2**63, 10**400, -(2**200), "", " ", "x" * 40_000, "\0", "\ud800", "\U0010ffff",
          [], {}, [[]], {"": {"": {}}}, "2026-13-45", "9999-12-31T23:59:60+99:99", -1, float("nan"),
          float("inf")]  # fmt: skip


NO_LIMITS = {"CLEW_COLLECT_REQUESTS": "10000000", "CLEW_COLLECT_ADDRESS_REQUESTS": "10000000"}


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("abuse") / "data", **NO_LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    return key_of(served)


def key_of(served: Served) -> str:
    return json.loads(told(served.data, "key", "create", "abuse", "--scope", "server", "--json"))["key"]


def hostile(rng: random.Random) -> bytes:
    """One body that no client of ours would send."""
    return rng.choice(MAKERS)(rng)


def _noise(rng: random.Random) -> bytes:
    return rng.randbytes(rng.randrange(2000))


def _nested(rng: random.Random) -> bytes:
    depth = rng.choice((63, 64, 65, 500, 20_000))
    return b'{"a":' * depth + b"1" + b"}" * rng.choice((depth, depth - 1))


def _open_lists(rng: random.Random) -> bytes:
    return b"[" * rng.choice((100, 100_000)) + b"]" * rng.choice((0, 100))


def _open_text(rng: random.Random) -> bytes:
    """A text that never ends, of quotes that do not end it; brackets in it have every text be looked for."""
    return b'["' + rng.choice((rb"\"", rb"\\", rb"[\"")) * rng.choice((100, 16_000)) + rng.choice((b"", b"\\"))


def _batch(rng: random.Random) -> bytes:
    batch = [_crooked(rng) for _ in range(rng.randrange(6))]
    return json.dumps({"batch": batch, "sentAt": rng.choice(VALUES)}).encode()


def _cut(rng: random.Random) -> bytes:
    whole = _batch(rng)
    return whole[: rng.randrange(len(whole) + 1)]


def _broken(rng: random.Random) -> bytes:
    whole = _batch(rng)
    place = rng.randrange(len(whole))
    return whole[:place] + rng.randbytes(3) + whole[place:]


def _half_characters(rng: random.Random) -> bytes:
    return _batch(rng).replace(b'"E"', rb'"\ud800\u0000\udfff"')


def _said_twice(rng: random.Random) -> bytes:
    return b'{"userId":"u","userId":"v","event":"E","event":' + b"9" * rng.choice((5, 5000)) + b"}"


def _alone(rng: random.Random) -> bytes:
    return json.dumps(_crooked(rng)).encode()


def _pages(rng: random.Random) -> bytes:
    """Pages of which one is in the other's text, by where one begins to read."""
    return b'?"' + rb'"page":{"\"' * rng.choice((10, 45_000)) + rng.choice((b"", b'"}'))


MAKERS = (
    _pages,
    _noise,
    _nested,
    _open_lists,
    _open_text,
    _batch,
    _batch,
    _cut,
    _broken,
    _half_characters,
    _said_twice,
    _alone,
)
FIELDS = [*GOOD, "timestamp", "context", "traits", "anonymousId", "groupId", "previousId"]


def _crooked(rng: random.Random) -> object:
    if rng.random() < 0.1:
        return rng.choice(VALUES)
    said: dict[str, object] = dict(GOOD)
    for _ in range(rng.randrange(4)):
        said[rng.choice(FIELDS)] = rng.choice(VALUES)
    return said


def bomb(rng: random.Random) -> bytes:
    return gzip.compress(rng.choice((b"{", b" ", b"0", b'{"batch":[')) * rng.choice((10, 10**6, 3 * 10**7)))


def send(served: Served, key: str, seed: int, count: int, statuses: Counter[int]) -> None:
    rng, line = random.Random(seed), http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)  # noqa: S311
    basic = "Basic " + b64encode(f"{key}:".encode()).decode()
    bombs = [bomb(rng) for _ in range(3)]
    for _ in range(count):
        packed = rng.random() < 0.1
        body = rng.choice(bombs) if packed else hostile(rng)
        headers = {"Authorization": basic, "Content-Type": "application/json"}
        if packed or rng.random() < 0.02:
            headers["Content-Encoding"] = "gzip"
        try:
            line.request("POST", rng.choice(PATHS), body, headers)
            reply = line.getresponse()
            reply.read()
            statuses[reply.status] += 1
        except (OSError, http.client.HTTPException):  # refused before it was all sent: the connection ends
            statuses[0] += 1
            line.close()
    line.close()


def resident(served: Served) -> float:
    """Megabytes of the server's own processes, those that load left out."""
    main = psutil.Process(served.process.pid)
    family = [main, *main.children(recursive=True)]
    return sum(one.memory_info().rss for one in family if "loading.process" not in " ".join(one.cmdline())) / 1e6


def honest(served: Served, key: str, name: str, count: int) -> list[float]:
    """Send honest events one after another; return how long each took, in seconds."""
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    took = []
    for number in range(count):
        begun = time.monotonic()
        line.request("POST", "/v1/track", json.dumps({**GOOD, "messageId": f"{name}-{number}"}), headers)
        reply = line.getresponse()
        assert reply.status == 200, reply.read()
        reply.read()
        took.append(time.monotonic() - begun)
    line.close()
    return sorted(took)


def send_all(served: Served, key: str, seed: int, count: int) -> Counter[int]:
    """Send hostile bodies by several clients at once; return how often each status came (0: cut off)."""
    statuses = Counter[int]()
    threads = [
        threading.Thread(target=send, args=(served, key, seed + number, count // CLIENTS, statuses))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


@contextmanager
def slow(served: Served, key: str) -> Iterator[list[socket.socket]]:
    """Lines on which a request has begun that never ends: half of them in its head, half in its body."""
    lines = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(SLOW)]
    try:
        for number, line in enumerate(lines):
            head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
            line.sendall(head.encode() if number % 2 else f"{head}Content-Length: 400000\r\n\r\n{{".encode())
        yield lines
    finally:
        for line in lines:
            line.close()


def closed(line: socket.socket, until: float) -> bool:
    """Whether the server lets go of a line in time; all it may say before is that it was too slow."""
    said, part = b"", b"?"
    with suppress(ConnectionResetError):
        while part:
            line.settimeout(max(0.01, until - time.monotonic()))
            try:
                part = line.recv(10_000)
            except TimeoutError:
                return False
            said += part
    return not said or said.startswith(b"HTTP/1.1 408 ")


def events_in(data: Path) -> set[str]:
    """The ids of all events, once all that is in the journal is in the tables."""
    store = open_workspace(data)
    store.catch_up()
    snapshot = store.snapshot()
    with store.place.bench() as (bench, _):
        found = bench.run(view_sql(snapshot.views["events"]))["event_id"].to_pylist()
    assert len(found) == len(set(found))
    return set(found)


def test_ten_thousand_hostile_bodies_and_five_hundred_slow_clients_break_nothing(served, key):
    seed = random.randrange(10_000)  # noqa: S311 - printed
    with slow(served, key) as lines:
        until = time.monotonic() + BORNE
        statuses = send_all(served, key, seed, HOSTILE // 2)
        before = resident(served)  # by now all has been held at once that ever is
        statuses += send_all(served, key, seed + CLIENTS, HOSTILE // 2)
        grown = resident(served) - before
        assert all(closed(line, until) for line in lines)
    print(f"seed {seed}: {dict(statuses)}, grew by {grown:.0f} MB")  # noqa: T201
    assert sum(statuses.values()) == HOSTILE
    assert not [status for status in statuses if status >= 500 or status not in {0, 200, 400, 413}]
    assert min(statuses[200], statuses[400], statuses[413]) > 50
    assert grown < GROWTH
    honest(served, key, "after", 20)
    assert {f"after-{number}" for number in range(20)} <= events_in(served.data)


def test_strangers_who_send_what_takes_long_to_read_keep_nobody_waiting(served, key):
    packed = [
        gzip.compress(body) for body in (b'["' + rb"\"" * 250_000, b"[" * 64 + b"1," * 250_000, b'{"a":[' * 80_000)
    ]
    assert max(map(len, packed)) < 8 * 1024
    statuses = Counter[int]()

    def strange() -> None:
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        for body in packed * 10:
            line.request("POST", "/v1/batch", body, {"Content-Encoding": "gzip"})
            reply = line.getresponse()
            reply.read()
            statuses[reply.status] += 1
        line.close()

    threads = [threading.Thread(target=strange) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    took = honest(served, key, "beside", 50)  # each is a 200
    for thread in threads:
        thread.join()
    print(f"{dict(statuses)}, honest p99 {took[-1] * 1000:.0f} ms")  # noqa: T201
    assert sum(statuses.values()) == len(packed) * 10 * CLIENTS
    assert set(statuses) <= {401, 503}


def test_five_hundred_slow_clients_keep_nobody_waiting(served, key):
    honest(served, key, "warm", 50)
    alone = honest(served, key, "alone", 200)
    before = resident(served)
    with slow(served, key):
        among = honest(served, key, "among", 200)
        grown = resident(served) - before
    p99 = [took[int(0.99 * len(took))] * 1000 for took in (alone, among)]
    print(f"p99 {p99[0]:.1f} ms alone, {p99[1]:.1f} ms among {SLOW} slow clients, grew by {grown:.0f} MB")  # noqa: T201
    assert grown < GROWTH


def test_it_ends_in_time_while_five_hundred_hang_and_all_that_was_acknowledged_is_there(tmp_path):
    """Honest clients send without a pause all the while; what got no answer may be there or not."""
    acknowledged: list[str] = []
    with serving(tmp_path / "data", **NO_LIMITS) as served:
        key = key_of(served)
        with slow(served, key) as lines, sending(served, key, acknowledged):
            wait_for(lambda: len(acknowledged) > 300)
            asked = time.monotonic()
            served.process.send_signal(signal.SIGTERM)
            served.process.wait(2 * ENDED)
            took = time.monotonic() - asked
            assert all(closed(line, time.monotonic() + 1) for line in lines)
    print(f"ended after {took:.1f} s, {len(acknowledged)} acknowledged")  # noqa: T201
    assert took < ENDED
    assert all(segment.is_sealed for segment in open_workspace(tmp_path / "data").place.journal.segments())
    assert not set(acknowledged) - events_in(tmp_path / "data")


@contextmanager
def sending(served: Served, key: str, acknowledged: list[str]) -> Iterator[None]:
    """Have several clients send event after event; they note what is acknowledged."""
    ending, numbers = threading.Event(), count()
    with ThreadPoolExecutor(CLIENTS) as pool:
        senders = [pool.submit(send_on, served, key, numbers, acknowledged, ending) for _ in range(CLIENTS)]
        try:
            yield
        finally:
            ending.set()
    for sender in senders:
        sender.result()


def send_on(served: Served, key: str, numbers: Iterator[int], acknowledged: list[str], ending: threading.Event) -> None:
    """Send on, on a new line where the old one ended, until it is said to be the end."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    while not ending.is_set():
        name = f"end-{next(numbers)}"
        try:
            line.request("POST", "/v1/track", json.dumps({**GOOD, "messageId": name}), headers)
            reply = line.getresponse()
            reply.read()
        except (OSError, http.client.HTTPException):
            line.close()
            ending.wait(0.02)
            continue
        if reply.status == 200:
            acknowledged.append(name)
    line.close()


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)
