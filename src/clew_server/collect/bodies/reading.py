"""The body of a request: read while it comes fast enough, counted while it is held, unpacked within bounds."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from clew_server.collect.patience import Patience
from clew_server.collect.replies import RefusedError, refused

__all__ = ["Held", "read_body", "unpacked", "unpacked_if_short"]

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

#: Seconds that every body has; from then on it must have come at this many bytes a second, and be whole in the end.
GRACE, SLOWEST, LONGEST = 10.0, 1024, 30.0
#: A gzip file may be several, one after the other; none of ours is so many.
MOST_PARTS = 16
_TOO_LARGE = 413
_patience = Patience(GRACE)
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Held:
    """Bytes that have come and are not answered yet; beyond ``most`` nothing more is read."""

    def __init__(self, most: int) -> None:
        self.most, self.now = most, 0

    def add(self, size: int) -> None:
        """Count bytes that came; RefusedError (503) where there are too many."""
        if self.now + size > self.most:
            raise refused(503, "busy", "too much is waiting to be taken in; send it again", 1)
        self.now += size

    def remove(self, size: int) -> None:
        """Count bytes that are answered."""
        self.now -= size


async def read_body(receive: Receive, said: int | None, most: int, held: Held) -> bytes:
    """Return a body of at most ``most`` bytes; it is counted in ``held``, from which the caller removes it.

    Raises:
        RefusedError: it is larger (413), does not come (408) or ends early (400), or too much is held (503).
    """
    if said is not None and said > most:
        raise too_large(most)
    parts: list[bytes] = []
    try:
        await _read(receive, most, held, parts)
    except BaseException:
        held.remove(sum(map(len, parts)))
        raise
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def _read(receive: Receive, most: int, held: Held, parts: list[bytes]) -> None:
    began = asyncio.get_running_loop().time()
    try:
        if not _is_more(await _patience.wait(receive()), 0, most, held, parts):
            return
        size = len(parts[0])
        async with asyncio.timeout_at(began + min(GRACE + size / SLOWEST, LONGEST)) as patience:
            while _is_more(await receive(), size, most, held, parts):
                size += len(parts[-1])
                patience.reschedule(began + min(GRACE + size / SLOWEST, LONGEST))
    except TimeoutError:
        raise refused(408, "too_slow", "the body did not come, or too slowly") from None


def _is_more(message: MutableMapping[str, Any], size: int, most: int, held: Held, parts: list[bytes]) -> bool:
    """Take the next part of a body of which ``size`` bytes are there; return whether more will come."""
    if message["type"] == "http.disconnect":
        raise refused(400, "cut_off", "the body ended early")
    part = bytes(message.get("body", b""))
    if size + len(part) > most:
        raise too_large(most)
    held.add(len(part))
    parts.append(part)
    return bool(message.get("more_body", False))


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """Return a body unpacked; never more than ``most`` bytes of it are in memory.

    Raises:
        RefusedError: it is larger (413), or not packed as it says (400).
    """
    if encoding in {"", "identity"}:
        return body
    if encoding not in _WINDOWS:
        raise refused(400, "encoding", "Content-Encoding may be gzip, deflate or nothing")
    try:
        return _inflated(body, _WINDOWS[encoding], most)
    except zlib.error:
        raise refused(400, "encoding", f"the body is not what Content-Encoding says: {encoding}") from None


def unpacked_if_short(body: bytes, encoding: str, long: int) -> bytes | None:
    """Return a body unpacked, None where it then has more than ``long`` bytes: a kilobyte may become a million.

    >>> packed = zlib.compress(b" " * 1000)
    >>> unpacked_if_short(packed, "deflate", 999), len(unpacked_if_short(packed, "deflate", 1000))
    (None, 1000)
    """
    try:
        return unpacked(body, encoding, long)
    except RefusedError as refusal:
        if refusal.reply.status != _TOO_LARGE:
            raise
    return None


def _inflated(body: bytes, window: int, most: int) -> bytes:
    parts: list[bytes] = []
    left = most
    for _ in range(MOST_PARTS):
        inflater = zlib.decompressobj(window)
        part = inflater.decompress(body, left + 1)
        left -= len(part)
        if left < 0:
            raise too_large(most)
        if not inflater.eof:
            raise zlib.error
        parts.append(part)
        body = inflater.unused_data
        if not body:
            return b"".join(parts)
    raise zlib.error


def too_large(most: int) -> RefusedError:
    """Return the refusal of what has more than ``most`` bytes."""
    return refused(413, "too_large", f"this address takes at most {most} bytes with this key, unpacked")
