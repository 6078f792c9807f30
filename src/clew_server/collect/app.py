"""The raw ASGI app behind ``/v1/*``: finds the route, checks the key, answers JSON; no Django in the hot path."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async

from clew_server.accounts.selectors import KnownKey, find_key
from clew_server.collect.routes import ROUTES, Reply, Route
from clew_server.web.headers import HEADERS

__all__ = ["collect"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: How long a key's word is taken without asking again: within it, a revoked key may still pass.
TRUST = 4.0
LARGEST_BODY = 500 * 1024
_known: dict[str, tuple[float, KnownKey | None]] = {}
_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


async def collect(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request to ``/v1/*``."""
    reply = await _answer(scope, receive)
    body = reply.body()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *_HEADERS,
    ]
    if reply.status == 401:  # noqa: PLR2004 - HTTP's own number
        headers.append((b"www-authenticate", b'Basic realm="clew"'))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: Scope, receive: Receive) -> Reply:
    there = [route for route in ROUTES if route.path == scope["path"]]
    if not there:
        return Reply(404, {"error": "there is no such route"})
    route = next((found for found in there if found.method == scope["method"]), None)
    if route is None:
        return Reply(405, {"error": f"this route takes {', '.join(found.method for found in there)}"})
    key = None
    if route.scope is not None:
        key = await _key(scope)
        if key is None:
            return Reply(401, {"error": "a valid key is needed: Authorization: Basic base64(KEY:)"})
        if key.scope != route.scope:
            return Reply(403, {"error": f"this key has the scope {key.scope}; the route needs {route.scope}"})
    body = await _body(receive, route)
    return body if isinstance(body, Reply) else await route.answer(key, body)


async def _body(receive: Receive, _route: Route) -> bytes | Reply:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Reply(400, {"error": "the body ended early"})
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            return Reply(413, {"error": f"a body has at most {LARGEST_BODY} bytes"})
        more = message.get("more_body", False)
    return b"".join(parts)


async def _key(scope: Scope) -> KnownKey | None:
    """Return the valid key of the request's Authorization header (Basic with the key as the name, or Bearer)."""
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
    kind, _, rest = given.partition(" ")
    token = rest.strip() if kind.lower() == "bearer" else _basic_name(rest) if kind.lower() == "basic" else ""
    if not token:
        return None
    asked, known = _known.get(token, (0.0, None))
    if time.monotonic() - asked > TRUST or known is None:
        known = await sync_to_async(find_key)(token)
        if known is not None:
            _known[token] = (time.monotonic(), known)
        else:
            _known.pop(token, None)
    return known


def _basic_name(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
