"""A running server that is sent to: slow bodies, large bodies, its end under load."""

from __future__ import annotations

import gzip
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from tests.clew_server.serving import Served, serving, told

from clew.engines.view_sql import view_sql
from clew.store import open_workspace
from clew.store.snapshot import Snapshot
from clew.store.workspace import Workspace

#: Seconds that a slow client is borne at most, and that an end may take.
BORNE, ENDED = 30, 20
SLOW = ("a head and no body", "a byte a second")


def key_of(served: Served, scope: str) -> str:
    return json.loads(told(served.data, "key", "create", f"for {scope}", "--scope", scope, "--json"))["key"]


def message(number: int) -> dict[str, str]:
    return {"userId": f"u{number % 50}", "event": "Page seen", "messageId": f"m{number}"}


def loaded(store: Workspace) -> set[str]:
    """The ids of all events, once all that is in the journal is in the tables; none is there twice."""
    snapshot = Snapshot(store.place, store.catch_up().manifest)
    with store.place.bench() as (bench, _):
        found = bench.run(view_sql(snapshot.views["events"])).column("event_id").to_pylist()
    assert len(found) == len(set(found))
    return set(found)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("sent") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    return key_of(served, "server")


@pytest.fixture(scope="module", autouse=True)
def slow(served: Served, key: str) -> Iterator[dict[str, tuple[float, bytes]]]:
    """How long clients were borne that sent their body too slowly, and what they were told; they begin first."""
    borne: dict[str, tuple[float, bytes]] = {}

    def speak(kind: str) -> None:
        begun, said = time.monotonic(), b""
        with socket.create_connection(("127.0.0.1", served.port), timeout=1) as line:
            line.sendall(head(served, key, "Content-Length: 400"))
            while time.monotonic() - begun < 2 * BORNE:
                with suppress(TimeoutError):
                    part = line.recv(10_000)
                    said += part
                    if not part:
                        break
                if kind == "a byte a second":
                    with suppress(OSError):
                        line.sendall(b"x")
        borne[kind] = (time.monotonic() - begun, said)

    threads = [threading.Thread(target=speak, args=(kind,)) for kind in SLOW]
    for thread in threads:
        thread.start()
    yield borne
    for thread in threads:
        thread.join()


def head(served: Served, key: str, *more: str, path: str = "/v1/track") -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{served.port}", f"Authorization: Bearer {key}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def test_a_packed_batch_goes_through_the_wire(served, key):
    batch = {"batch": [{"type": "track", **message(number)} for number in range(100)]}
    reply = httpx.post(
        f"{served.address}/v1/batch", content=gzip.compress(json.dumps(batch).encode()),
        headers={"Content-Encoding": "gzip", "Content-Type": "application/json"}, auth=(key, ""),
    )  # fmt: skip
    assert (reply.status_code, reply.json()["accepted"]) == (200, 100)
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_large_body_is_refused_before_it_was_sent(served, key):
    with socket.create_connection(("127.0.0.1", served.port), timeout=BORNE) as line:
        line.sendall(head(served, key, f"Content-Length: {10**9}"))
        assert line.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_a_length_is_cut_off_at_the_limit(served, key):
    with socket.create_connection(("127.0.0.1", served.port), timeout=BORNE) as line:
        line.sendall(head(served, key, "Transfer-Encoding: chunked", path="/v1/batch"))
        sent, answer = 0, b""
        with suppress(OSError):
            while sent < 64 * 1024**2:
                line.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                sent += 0x10000
        with suppress(OSError):
            answer = line.recv(1000)
    assert sent < 64 * 1024**2
    assert not answer or answer.startswith(b"HTTP/1.1 413 ")


def test_the_same_connection_goes_on_after_a_refusal(served, key):
    with httpx.Client(base_url=served.address, auth=(key, "")) as client:
        assert client.post("/v1/track", content=b"{").status_code == 400
        assert client.post("/v1/track", json=message(1)).status_code == 200


@pytest.mark.parametrize("kind", SLOW)
def test_who_sends_too_slowly_is_not_borne_for_long(slow, kind):
    until = time.monotonic() + 3 * BORNE
    while kind not in slow:
        assert time.monotonic() < until
        time.sleep(0.1)
    took, said = slow[kind]
    assert took < BORNE
    assert not said or said.startswith(b"HTTP/1.1 408 ")


def test_at_its_end_all_that_was_acknowledged_is_on_the_disk_and_it_ends_in_time(tmp_path):
    """Clients send without a pause while the server is told to end; what got no answer may be there or not."""
    data = tmp_path / "data"
    acknowledged: list[int] = []
    numbers, ending = iter(range(10**6)), threading.Event()
    with serving(data) as served:
        key = key_of(served, "server")

        def send() -> None:
            with httpx.Client(base_url=served.address, auth=(key, "")) as client:
                while not ending.is_set():
                    number = next(numbers)
                    with suppress(httpx.TransportError):
                        if client.post("/v1/track", json=message(number)).status_code == 200:
                            acknowledged.append(number)

        with ThreadPoolExecutor(8) as pool:
            senders = [pool.submit(send) for _ in range(8)]
            until = time.monotonic() + 60
            while len(acknowledged) < 300:
                assert time.monotonic() < until
                time.sleep(0.05)
            asked = time.monotonic()
            served.process.send_signal(signal.SIGTERM)
            served.process.wait(2 * ENDED)
            took = time.monotonic() - asked
            ending.set()
            for sender in senders:
                sender.result()
    assert took < ENDED
    store = open_workspace(data)
    assert all(segment.is_sealed for segment in store.place.journal.segments()), "it let go of its segments in order"
    assert not {f"m{number}" for number in acknowledged} - loaded(store)
