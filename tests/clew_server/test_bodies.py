"""Bodies at a running server: refused unread where their sender may not, cut off where they lie, not waited for."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import httpx
import psutil
import pytest
from tests.clew_server.serving import Served, logged_in, serving, token_of, told

from clew_server import bodies
from clew_server.pages import Pages
from clew_server.policy import FILE, FORM, PIECE, POLICY, SMALL
from clew_server.web.headers import HEADERS

GIGABYTE = 1024**3
PIECES = 64


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("bodies") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def owner(served: Served) -> Iterator[httpx.Client]:
    client = logged_in(served)
    yield client
    client.close()


@pytest.fixture(scope="module")
def workspace(owner: httpx.Client) -> str:
    return str(owner.get("/").url).split("/w/")[1].split("/")[0]


@pytest.fixture(scope="module")
def slow_head(served: Served) -> Iterator[list[float]]:
    """How long a client was borne that began to speak and never finished a header; begun early, asked late."""
    borne: list[float] = []

    def speak() -> None:
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", served.port), timeout=40) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            while line.recv(1000):
                pass
        borne.append(time.monotonic() - begun)

    thread = threading.Thread(target=speak)
    thread.start()
    yield borne
    thread.join()


@pytest.fixture(autouse=True)
def _(slow_head: list[float]) -> None:
    """The slow client hangs on while the other tests run."""


def head(path: str, *more: str, client: httpx.Client | None = None) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", *more]
    if client is not None:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in client.cookies.items()))
    return "\r\n".join([*lines, "", ""]).encode()


def speak(served: Served, first: bytes, parts: Iterable[bytes] = (), wait: float = 20) -> tuple[int, bytes, int]:
    """Send the head, then parts until an answer is there; the status, the answer and how many bytes were taken."""
    taken, answer = 0, b""
    with socket.create_connection(("127.0.0.1", served.port), timeout=wait) as line:
        line.sendall(first)
        reader = threading.Event()

        def listen() -> None:
            nonlocal answer
            try:
                while part := line.recv(65536):
                    answer += part
                    if b"\r\n\r\n" in answer:
                        reader.set()
            except OSError:
                pass
            reader.set()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            for part in parts:
                if reader.is_set():
                    break
                line.sendall(part)
                taken += len(part)
        except OSError:
            pass
        reader.wait(wait)
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
    thread.join()
    return int(answer.split(b" ", 2)[1]) if answer else 0, answer, taken


def chunks(size: int, count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield f"{size:x}\r\n".encode() + b"a" * size + b"\r\n"


def on_the_disk(served: Served) -> int:
    """Bytes that the server has open in files without a name, or keeps as uploads."""
    names = [path for path in (served.data / "server").rglob("*") if path.is_file()]
    open_ones = 0
    for process in [psutil.Process(served.process.pid), *psutil.Process(served.process.pid).children(recursive=True)]:
        for link in Path(f"/proc/{process.pid}/fd").iterdir():
            try:
                if "deleted" in str(link.readlink()):
                    open_ones += link.stat().st_size
            except OSError:
                continue
    return open_ones + sum(path.stat().st_size for path in names if "uploads" in path.parts or "incoming" in path.parts)


def test_a_stranger_who_says_a_gigabyte_is_sent_away_before_a_byte_is_read(served, workspace):
    for route in ("imports/send/", "imports/begin/"):
        status, answer, _ = speak(served, head(f"/w/{workspace}/{route}", f"Content-Length: {PIECE * 20}"))
        assert status in {302, 401, 413}, answer
    status, answer, _ = speak(served, head(f"/w/{workspace}/imports/send/", f"Content-Length: {FILE - 1}"))
    assert (status, b"/accounts/login/" in answer) == (302, True)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/nowhere/", "/", "/language/", "/v1/version", "/static/web/x.css"]
)
def test_nobody_sends_much_to_what_is_open_to_anybody(served, path):
    status, answer, taken = speak(served, head(path, "Transfer-Encoding: chunked"), chunks(64 * 1024, PIECES), wait=10)
    assert status in {403, 404, 405, 413, 302}, answer
    assert taken < PIECES * 64 * 1024 or status != 413
    assert on_the_disk(served) == 0


def test_a_stranger_in_chunks_is_asked_who_it_is_first(served, workspace):
    status, answer, taken = speak(
        served, head(f"/w/{workspace}/imports/send/", "Transfer-Encoding: chunked"), chunks(1024**2, PIECES)
    )
    assert (status, b"/accounts/login/" in answer) == (302, True)
    assert taken < PIECES * 1024**2
    assert on_the_disk(served) == 0


@pytest.mark.parametrize("said", [str(3 * GIGABYTE), "9" * 30, str(FILE + 2 * SMALL)])
def test_a_length_over_the_limit_is_refused_at_once_with_the_limit(served, owner, workspace, said):
    status, answer, _ = speak(served, head(f"/w/{workspace}/imports/send/", f"Content-Length: {said}", client=owner))
    assert status in {400, 413}, answer
    if status == 413:
        assert b"105" in answer


@pytest.mark.parametrize("said", ["-1", "abc", "1, 2", "0x10", "+5"])
def test_a_length_that_is_no_number_is_refused(served, owner, workspace, said):
    status, answer, _ = speak(served, head(f"/w/{workspace}/imports/send/", f"Content-Length: {said}", client=owner))
    assert status in {400, 413}, answer


def test_a_member_whose_chunks_have_no_end_is_cut_off(served, owner, workspace):
    before = on_the_disk(served)
    status, answer, taken = speak(
        served, head(f"/w/{workspace}/imports/begin/", "Transfer-Encoding: chunked", client=owner),
        chunks(256 * 1024, 400),
    )  # fmt: skip
    assert status == 413, answer
    assert taken < FORM + 30 * 1024**2, "what stood in the line when it was cut"
    assert on_the_disk(served) == before
    assert b"x-frame-options" in answer.lower()


def test_a_body_shorter_than_it_says_keeps_nothing(served, owner, workspace):
    before = on_the_disk(served)
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(head(f"/w/{workspace}/imports/send/", f"Content-Length: {PIECE}", client=owner) + b"a" * 5000)
        time.sleep(0.3)
    time.sleep(0.3)
    assert on_the_disk(served) == before
    assert httpx.get(f"{served.address}/healthz").status_code == 200


def test_who_stops_in_the_middle_of_a_body_is_told_so(db, monkeypatch):
    import asyncio  # noqa: PLC0415 - here alone

    monkeypatch.setattr(bodies, "PATIENCE", 0.1)
    sent: list[dict] = []

    async def receive() -> dict:
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/accounts/login/", "raw_path": b"/accounts/login/", "root_path": "",
        "query_string": b"", "scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"localhost"), (b"content-length", b"10")],
    }  # fmt: skip
    asyncio.run(bodies.Bounded(Pages())(scope, receive, send))
    assert sent[0]["status"] == 408


def test_every_reply_has_the_headers(served, owner, workspace):
    static = owner.get("/accounts/login/").text.split('href="/static/')[1].split('"')[0]
    replies = [
        (200, httpx.get(f"{served.address}/healthz")),
        (200, httpx.get(f"{served.address}/v1/version")),
        (404, httpx.get(f"{served.address}/v1/nothing")),
        (405, httpx.post(f"{served.address}/v1/version")),
        (200, httpx.get(f"{served.address}/static/{static}")),
        (404, httpx.get(f"{served.address}/static/nothing.css")),
        (405, httpx.post(f"{served.address}/static/{static}")),
        (404, httpx.get(f"{served.address}/nowhere/")),
        (302, httpx.get(f"{served.address}/w/{workspace}/imports/")),
        (200, owner.get(f"/w/{workspace}/imports/")),
        (403, owner.post(f"/w/{workspace}/imports/begin/")),
        (403, owner.put(f"/w/{workspace}/imports/")),
        (400, httpx.get(f"{served.address}/", headers={"Host": "elsewhere.example"})),
        (413, owner.post("/language/", content=b"a" * (SMALL + 1))),
        (404, httpx.get(f"{served.address}/%ff%fe/")),
    ]
    for status, reply in replies:
        assert reply.status_code == status, reply.url
        there = {name: reply.headers.get(name) for name in HEADERS}
        assert there == HEADERS, (reply.url, status)
        assert "default-src 'none'" in reply.headers["content-security-policy"], reply.url
        assert "no-store" in reply.headers.get("cache-control", "") or "/static/" in str(reply.url), reply.url


@pytest.mark.parametrize("path", ["/v1/version", "/accounts/login/"])
def test_a_fault_of_ours_has_the_headers_too(path, monkeypatch, db):
    import asyncio  # noqa: PLC0415 - here alone

    from clew_server import asgi  # noqa: PLC0415 - starts Django's handler

    async def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(asgi, "collect", broken)
    monkeypatch.setattr(asgi, "_pages", broken)
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(asgi.application({"type": "http", "path": path, "method": "GET", "headers": []}, broken, send))
    there = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert sent[0]["status"] == 500
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= there.items()


def test_what_the_policy_gives_a_body():
    largest = {name: rule.largest_body("POST") for name, rule in POLICY.items()}
    files = {"imports:piece", "imports:send", "surveys:new", "surveys:edit", "surveys:file", "surveys:reports",
             "surveys:statuses", "surveys:suppressed", "surveys:way_list"}  # fmt: skip
    assert {name for name, most in largest.items() if most > FORM} == files
    assert largest["account_login"] == largest["web:csp_report"] == largest["weekly:unsubscribe"] == SMALL
    assert all(rule.largest_body("GET") == SMALL for rule in POLICY.values())


def test_a_revoked_key_is_refused_within_five_seconds_by_another_process(served):
    key = json.loads(told(served.data, "key", "create", "shop", "--json"))["key"]
    address, sent = f"{served.address}/v1/key", {"Authorization": f"Bearer {key}"}
    known = httpx.get(address, headers=sent).status_code
    assert known == 200
    told(served.data, "key", "revoke", "shop")
    revoked = time.monotonic()
    while httpx.get(address, headers=sent).status_code == known:
        assert time.monotonic() - revoked < 5
        time.sleep(0.1)
    assert httpx.get(address, headers=sent).status_code == 401


def test_a_client_that_never_ends_its_headers_is_not_borne_for_long(slow_head):
    until = time.monotonic() + 40
    while not slow_head:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert slow_head[0] < 20


def test_an_upload_under_way_does_not_keep_the_server_from_ending_and_goes_on_after(tmp_path):
    data, text = tmp_path / "data", b"id,opened\n" + b"1,2026-01-01\n" * 1000
    with serving(data) as first:
        client = logged_in(first)
        place = str(client.get("/").url).split("/w/")[1].split("/")[0]
        token = token_of(client.get(f"/w/{place}/imports/").text)
        form = {"filename": "a.csv", "size": len(text), "csrfmiddlewaretoken": token}
        begun = client.post(f"/w/{place}/imports/begin/", data=form).json()

        def piece(at: int, body: bytes) -> httpx.Response:
            headers = {"X-CSRFToken": token, "X-Piece-SHA256": sha256(body).hexdigest()}
            headers["Content-Type"] = "application/octet-stream"
            return client.post(f"{begun['address']}?offset={at}", content=body, headers=headers)

        assert piece(0, text[:5000]).json()["offset"] == 5000
        with socket.create_connection(("127.0.0.1", first.port)) as line:
            line.sendall(head(f"{begun['address']}?offset=5000", "Content-Length: 8000", client=client) + b"a" * 3000)
            time.sleep(0.3)
            asked = time.monotonic()
            first.process.send_signal(signal.SIGTERM)
            first.process.wait(20)
            assert time.monotonic() - asked < 20
        with serving(data, first.port):
            assert client.get(begun["address"]).json()["offset"] == 5000
            assert piece(5000, text[5000:]).json()["is_complete"]
        client.close()
