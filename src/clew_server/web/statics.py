"""Static files from memory: read once at start, packed, kept by browsers as long as their name says their contents."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clew_server.web.headers import HEADERS

__all__ = ["Statics"]

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
#: A name that says its contents: it never changes, so nobody has to ask again.
_HASHED = re.compile(r"\.[0-9a-f]{12}\.")
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class _File:
    body: bytes
    packed: bytes | None
    headers: Headers


class Statics:
    """An ASGI app that serves the files under ``root`` (what ``collectstatic`` gathered) at ``prefix``."""

    def __init__(self, root: Path, prefix: str) -> None:
        self._prefix = prefix
        paths = [path for path in root.rglob("*") if path.is_file() and path.suffix not in {".gz", ".br"}]
        self._files = {path.relative_to(root).as_posix(): _read(path) for path in paths}

    async def __call__(self, scope: Scope, send: Send) -> None:
        """Answer one request for a file."""
        found = self._files.get(scope["path"].removeprefix(self._prefix))
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            await _send(send, 404 if found is None else 405, _common("text/plain"), b"")
            return
        packs = found.packed is not None and any(b"gzip" in v for n, v in scope["headers"] if n == b"accept-encoding")
        body = found.packed if packs and found.packed is not None else found.body
        headers = [*found.headers, *([(b"content-encoding", b"gzip")] if packs else [])]
        await _send(send, 200, headers, body if scope["method"] == "GET" else b"", len(body))


async def _send(send: Send, status: int, headers: Headers, body: bytes, length: int | None = None) -> None:
    size = str(len(body) if length is None else length).encode()
    start = {"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", size)]}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _read(path: Path) -> _File:
    packed = path.with_name(path.name + ".gz")
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    age = "public, max-age=31536000, immutable" if _HASHED.search(path.name) else "public, max-age=300"
    headers = [*_common(kind), (b"cache-control", age.encode()), (b"vary", b"Accept-Encoding")]
    return _File(path.read_bytes(), packed.read_bytes() if packed.exists() else None, headers)


def _common(kind: str) -> Headers:
    fixed = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
    return [(b"content-type", kind.encode()), *fixed, (b"content-security-policy", b"default-src 'none'")]
