"""Call a gateway over HTTPS, once, and say just before the request leaves: what breaks after that may have arrived."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from clew_server.imports.sources.address import is_public

__all__ = ["LONGEST_REPLY", "NotReachedError", "Reply", "call"]

PATIENCE, WHOLE = 10.0, 30.0
LONGEST_REPLY = 64 * 1024


class NotReachedError(Exception):
    """Nothing was sent: there is no connection to the gateway, or none that may be made."""


@dataclass(frozen=True)
class Reply:
    """What the gateway said."""

    status: int
    body: bytes
    reason: str = ""


def call(
    address: str, method: str, headers: Mapping[str, str], body: bytes | None, about_to: Callable[[], None]
) -> Reply:
    """Return the gateway's reply. Redirects are not followed: a message that is sent on may be sent twice.

    Raises:
        NotReachedError: before anything was sent.
        ValueError: a header that cannot be one; nothing was sent.
        OSError, HTTPException: after that; nobody knows what became of it.
    """
    parts = urlsplit(address)
    connection = _Connection(str(parts.hostname), parts.port or 443, timeout=PATIENCE)
    watch = threading.Timer(WHOLE, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        try:
            connection.connect()
        except (OSError, UnicodeError, http.client.HTTPException) as error:
            raise NotReachedError(f"{type(error).__name__}: {error}") from error
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.putrequest(method, target)
        for name, value in _headers(method, headers, body).items():
            connection.putheader(name, value)  # refuses what cannot be a header, while nothing has left yet
        about_to()
        connection.endheaders(body)
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(LONGEST_REPLY), str(answer.reason))
    finally:
        watch.cancel()
        connection.close()


def _headers(method: str, headers: Mapping[str, str], body: bytes | None) -> dict[str, str]:
    length = {} if method == "GET" and body is None else {"Content-Length": str(len(body or b""))}
    return {"User-Agent": "Clew", **length, **headers}


class _Connection(http.client.HTTPSConnection):
    """Connects to public addresses alone, checked on the very address that is connected to."""

    def cut(self) -> None:
        """End the connection from another thread: a gateway that drips its reply is waited for no longer."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def connect(self) -> None:
        """Connect to the first public address of the host."""
        if self.sock is not None:
            return
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        allowed = [(family, place) for family, _, _, _, place in found if is_public(str(place[0]))]
        _check(is_open=bool(allowed), host=self.host)
        family, place = allowed[0]
        plain = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(PATIENCE)
            plain.connect(place)
            _check(is_open=is_public(str(plain.getpeername()[0])), host=self.host)
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def _check(*, is_open: bool, host: str) -> None:
    if not is_open:
        raise OSError(f"{host} is of a private network; only public addresses are called")
