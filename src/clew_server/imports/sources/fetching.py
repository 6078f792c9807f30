"""Fetch a file over HTTPS: every hop's address is checked when it is connected to; size, time and hops have limits."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext

from clew_server.imports.sources.address import is_public

__all__ = ["FetchError", "Fetched", "checked_address", "fetch"]

HOPS, PATIENCE, WHOLE = 5, 30.0, 1800.0
CHUNK = 1024 * 1024
OK, NOT_MODIFIED = 200, 304
_MOVED = frozenset({301, 302, 303, 307, 308})


class FetchError(Exception):
    """Nothing could be fetched; the text says why and what to do."""


@dataclass(frozen=True)
class Fetched:
    """What came: nothing where it has not changed. ``marks`` are sent along the next time."""

    size: int
    is_unchanged: bool
    marks: dict[str, str]


def checked_address(text: str) -> str:
    """Return an address that may be kept; raises FetchError."""
    parts = urlsplit(text.strip())
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme != "https" or not parts.hostname or port not in {None, 443} or parts.username or parts.password:
        raise FetchError(gettext("Give an address that begins with https://, without a user, a password or a port."))
    return parts._replace(fragment="").geturl()


def fetch(address: str, path: Path, *, headers: Mapping[str, str], marks: Mapping[str, str], largest: int) -> Fetched:
    """Write what an address gives to ``path`` (which exists) and return what came; raises FetchError.

    ``headers`` (a secret) go to the host of ``address`` alone, never along a redirect to another.
    """
    until, host, at = time.monotonic() + WHOLE, urlsplit(checked_address(address)).hostname, address
    for _ in range(HOPS + 1):
        own = headers if urlsplit(at).hostname == host else {}
        moved = _hop(checked_address(at), path, {**marks, **own}, largest, until)
        if isinstance(moved, Fetched):
            return moved
        at = urljoin(at, moved)
    raise FetchError(gettext("The address leads from one place to the next without an end."))


def _hop(address: str, path: Path, headers: Mapping[str, str], largest: int, until: float) -> Fetched | str:
    parts = urlsplit(address)
    connection = _Connection(str(parts.hostname), timeout=PATIENCE)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", target, headers={"User-Agent": "Clew", "Accept-Encoding": "identity", **headers})
        answer = connection.getresponse()
        if answer.status in _MOVED and answer.headers.get("Location"):
            return str(answer.headers["Location"])
        marks = {ours: str(answer.headers[theirs]) for theirs, ours in _MARKS.items() if answer.headers.get(theirs)}
        if answer.status == NOT_MODIFIED:
            return Fetched(0, is_unchanged=True, marks=marks)
        if answer.status != OK:
            raise FetchError(
                gettext("The address answers with %(status)s: does it still exist, and is the secret right?")
                % {"status": answer.status}
            )
        return Fetched(_written(answer, path, largest, until), is_unchanged=False, marks=marks)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(gettext("The address cannot be reached: %(error)s") % {"error": error}) from error
    finally:
        connection.close()


_MARKS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


def _written(answer: http.client.HTTPResponse, path: Path, largest: int, until: float) -> int:
    size = 0
    with path.open("r+b") as file:
        file.truncate(0)
        while chunk := answer.read1(CHUNK):
            size += len(chunk)
            if size > largest:
                raise FetchError(gettext("The file is too large: split the export."))
            if time.monotonic() > until:
                raise FetchError(gettext("The file takes too long to come."))
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if answer.length:
        raise FetchError(gettext("The file broke off before its end; it is tried again."))
    return size


def _closed() -> FetchError:
    return FetchError(gettext("The address is of a private network; only public addresses are fetched from."))


def _check_peer(plain: socket.socket) -> None:
    """Raise unless the other end is a public address."""
    if not is_public(str(plain.getpeername()[0])):
        raise _closed()


class _Connection(http.client.HTTPSConnection):
    """Connects to public addresses alone, checked on the very address that is connected to."""

    def connect(self) -> None:
        """Connect to the first public address of the host."""
        found = socket.getaddrinfo(self.host, 443, type=socket.SOCK_STREAM)
        allowed = [(family, place) for family, _, _, _, place in found if is_public(str(place[0]))]
        if not allowed:
            raise _closed()
        family, place = allowed[0]
        plain = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(PATIENCE)
            plain.connect(place)
            _check_peer(plain)
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
