"""Fetching: no hop reaches a private address, however its name resolves; limits hold; a secret stays with its host."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from clew_server.imports.sources import fetching
from clew_server.imports.sources.fetching import FetchError, checked_address, fetch


@pytest.fixture
def served(monkeypatch, tmp_path):
    """A plain server on loopback that stands for the public network: names resolve to it, TLS is left out."""
    asked: list[tuple[str, str, dict[str, str]]] = []
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.headers["Host"], self.path, dict(self.headers)))
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    names = {"files.example": "127.0.0.1", "other.example": "127.0.0.1", "inside.example": "10.0.0.7"}

    def resolved(host, _port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (names.get(host, host), server.server_port))]

    class NoTLS:
        def wrap_socket(self, plain, server_hostname):
            return plain

    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolved)
    monkeypatch.setattr(fetching.ssl, "create_default_context", NoTLS)
    monkeypatch.setattr(fetching, "is_public", lambda text: text == "127.0.0.1")
    path = tmp_path / "file"
    path.touch()
    yield answers, asked, path
    server.shutdown()
    thread.join()
    server.server_close()


def _fetch(path, address="https://files.example/a.csv", headers=None, marks=None, largest=1000):
    return fetch(address, path, headers=headers or {}, marks=marks or {}, largest=largest)


def test_a_file_comes_with_its_marks_and_is_not_fetched_twice(served):
    answers, asked, path = served
    answers["/a.csv"] = (200, {"ETag": '"1"'}, b"a\n1\n")
    came = _fetch(path)
    assert (came.size, path.read_bytes(), came.marks) == (4, b"a\n1\n", {"If-None-Match": '"1"'})
    answers["/a.csv"] = (304, {}, b"")
    assert _fetch(path, marks=came.marks).is_unchanged
    assert asked[-1][2]["If-None-Match"] == '"1"'


@pytest.mark.parametrize("to", ["https://inside.example/", "http://files.example/", "file:///etc/passwd", "/loop"])
def test_a_redirect_is_checked_as_the_first_address_is(served, to):
    answers, asked, path = served
    answers["/a.csv"], answers["/loop"] = (302, {"Location": to}, b""), (302, {"Location": "/loop"}, b"")
    with pytest.raises(FetchError):
        _fetch(path)
    assert len(asked) <= fetching.HOPS + 1


def test_a_name_that_leads_inside_is_not_connected_to(served):
    _, asked, path = served
    with pytest.raises(FetchError, match="private"):
        _fetch(path, "https://inside.example/a.csv")
    assert asked == []


def test_a_peer_that_is_not_what_was_resolved_is_left_at_once(served, monkeypatch):
    _, asked, path = served
    seen = iter([True, False])
    monkeypatch.setattr(fetching, "is_public", lambda _: next(seen))
    with pytest.raises(FetchError, match="private"):
        _fetch(path)
    assert asked == []


def test_a_secret_does_not_follow_to_another_host(served):
    answers, asked, path = served
    answers["/a.csv"] = (302, {"Location": "https://other.example/b.csv"}, b"")
    answers["/b.csv"] = (200, {}, b"x")
    _fetch(path, headers={"Authorization": "Bearer s3cret"})
    assert [headers.get("Authorization") for _, _, headers in asked] == ["Bearer s3cret", None]


@pytest.mark.parametrize("answer", [(200, {}, b"x" * 2000), (200, {"Content-Length": "900"}, b"x"), (500, {}, b"")])
def test_what_is_too_large_or_breaks_off_or_fails_is_said(served, answer):
    answers, _, path = served
    answers["/a.csv"] = answer
    with pytest.raises(FetchError):
        _fetch(path)


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example/",
        "https://",
        "https://u:p@a.example/",
        "https://a.example:8443/",
        "ftp://a",
        "",
        "https://a:b/",
    ],
)
def test_only_plain_https_addresses_are_kept(text):
    with pytest.raises(FetchError):
        checked_address(text)
