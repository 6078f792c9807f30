"""A name that changes its answer between the check and the connection reaches nothing inside; the lookups are real.

127.0.0.2 stands for the public network, 127.0.0.1 is the machine inside that must not even be connected to.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading

import pytest
from tests.clew_server.imports.sources.names import name_server

from clew_server.imports.sources import fetching
from clew_server.imports.sources.address import is_public
from clew_server.imports.sources.fetching import FetchError, fetch

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="not on this system: the resolver that is turned is that of glibc"
)
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"


class Listening:
    """A server that counts who connects, and answers each with the next of what it was given."""

    def __init__(self, address, port=0):
        self.socket = socket.create_server((address, port))
        self.port = self.socket.getsockname()[1]
        self.connected, self.answers = 0, []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connected += 1
            with connection:
                if connection.recv(4096) and self.answers:
                    connection.sendall(self.answers.pop(0))

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


def moved(to):
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


CSV = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\na\n1\n"


@pytest.fixture
def inside():
    server = Listening(INSIDE)
    yield server
    server.close()


@pytest.fixture
def outside(inside, monkeypatch):
    """The public server, at the same port as the one inside; 443 alone is replaced in what names resolve to."""
    server = Listening(OUTSIDE, inside.port)
    looked_up = socket.getaddrinfo

    class NoTLS:
        def wrap_socket(self, plain, server_hostname):
            return plain

    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda host, _, **more: looked_up(host, server.port, **more))
    monkeypatch.setattr(ssl, "create_default_context", NoTLS)
    monkeypatch.setattr(fetching, "is_public", lambda text: text == OUTSIDE or is_public(text))
    yield server
    server.close()


@pytest.fixture
def names(outside):
    assert outside.port
    with name_server() as server:
        yield server


@pytest.fixture
def pull(tmp_path):
    path = tmp_path / "file"
    path.touch()

    def pulled(address):
        came = fetch(address, path, headers={}, marks={}, largest=1000)
        return came.size, path.read_bytes()

    return pulled


def test_the_address_that_was_checked_is_the_one_connected_to(names, outside, inside, pull):
    """Public for the check, private for whoever asks again: there is one lookup, and it decides."""
    names.zone["turns.example"] = [[OUTSIDE], [INSIDE]]
    outside.answers = [CSV]
    assert pull("https://turns.example/a.csv") == (4, b"a\n1\n")
    assert (outside.connected, inside.connected, names.asked["turns.example"]) == (1, 0, 1)


@pytest.mark.parametrize("to", ["/b.csv", "https://turns.example/b.csv", "https://other.example/b.csv"])
def test_a_redirect_is_looked_up_and_checked_anew(names, outside, inside, pull, to):
    names.zone["turns.example"] = [[OUTSIDE], [INSIDE]]
    names.zone["other.example"] = [[INSIDE]]
    outside.answers = [moved(to), CSV]
    with pytest.raises(FetchError, match="private"):
        pull("https://turns.example/a.csv")
    assert (outside.connected, inside.connected) == (1, 0)


def test_a_redirect_to_a_name_that_turns_goes_to_what_was_checked(names, outside, inside, pull):
    names.zone["still.example"] = [[OUTSIDE]]
    names.zone["turns.example"] = [[OUTSIDE], [INSIDE]]
    outside.answers = [moved("https://turns.example/b.csv"), CSV]
    assert pull("https://still.example/a.csv") == (4, b"a\n1\n")
    assert (outside.connected, inside.connected, names.asked["turns.example"]) == (2, 0, 1)


@pytest.mark.parametrize(
    "mixed", [[INSIDE, OUTSIDE], [OUTSIDE, INSIDE], ["::1", OUTSIDE], ["::ffff:127.0.0.1", OUTSIDE, "fd00::1"]]
)
def test_of_several_answers_only_the_public_one_is_connected_to(names, outside, inside, pull, mixed):
    names.zone["mixed.example"] = [mixed]
    outside.answers = [CSV]
    assert pull("https://mixed.example/a.csv") == (4, b"a\n1\n")
    assert (outside.connected, inside.connected) == (1, 0)


@pytest.mark.parametrize("private", [[INSIDE], ["::1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["169.254.169.254"]])
def test_a_name_with_private_answers_alone_is_not_connected_to(names, outside, inside, pull, private):
    names.zone["inside.example"] = [private]
    with pytest.raises(FetchError, match="private"):
        pull("https://inside.example/a.csv")
    assert (outside.connected, inside.connected) == (0, 0)
