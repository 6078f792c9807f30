"""What the raw app answers with: a status, a JSON document, headers; and how a request is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

__all__ = ["Headers", "RefusedError", "Reply", "refused"]

Headers = tuple[tuple[bytes, bytes], ...]

#: Seconds after which a client may come again, where nothing better is known.
LATER = 5


class Reply(msgspec.Struct, frozen=True):
    """A status and a JSON document, or a ``file`` of a ``kind``; neither is an empty body."""

    status: int
    document: dict[str, Any] | None
    more: Headers = ()
    file: bytes = b""
    kind: bytes = b"application/json"
    kept: bytes = b"no-store"

    def body(self) -> bytes:
        """Return the document, or the file, as bytes."""
        if self.file:
            return self.file
        return b"" if self.document is None else msgspec.json.encode(self.document)


class RefusedError(Exception):
    """A request that gets no 200; ``reply`` says why."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def refused(
    status: int, code: str, message: str, after: int | None = None, allowed: Iterable[str] = ()
) -> RefusedError:
    """Return a refusal to raise: ``code`` is for programs, ``message`` for people, ``after`` the seconds to wait.

    With 405 ``allowed`` are the methods that are taken. Code and message have the names that SDKs read: one of them
    takes an answer without them for a broken network, and sends again.

    >>> refused(429, "too_many", "too many requests", 30).reply.more
    ((b'retry-after', b'30'),)
    """
    more: Headers = ()
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        more = ((b"www-authenticate", b'Basic realm="clew"'),)
    if status == 405:  # noqa: PLR2004
        more = ((b"allow", ", ".join(allowed).encode()),)
    if status in {429, 503}:
        more = ((b"retry-after", str(after or LATER).encode()),)
    return RefusedError(Reply(status, {"success": False, "code": code, "message": message}, more))
