"""The raw ASGI app behind ``/v1/*``: finds the route, checks the key, answers JSON; no Django in the hot path."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError

from clew_server.accounts.limits import address_behind
from clew_server.accounts.selectors import KnownKey, find_key
from clew_server.collect import budgets
from clew_server.collect.routes import ANY, ROUTES, Reply, Route

__all__ = ["collect"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: How long a key's word is taken without asking again: within it, a revoked key may still pass.
TRUST = 4.0
LARGEST_BODY = 500 * 1024
#: Seconds without a byte until a body is given up.
PATIENCE = 30.0
MOST_KEYS = 10_000
_NO_KEY = Reply(401, {"error": "a valid key is needed: Authorization: Basic base64(KEY:)"})
_TOO_MANY = Reply(429, {"error": "too many requests: wait a minute, then send the rest again"})
_known: dict[str, tuple[float, KnownKey | None]] = {}
#: Headers that belong to a status.
_MORE = {
    401: [(b"www-authenticate", b'Basic realm="clew"')],
    429: [(b"retry-after", b"60")],
    503: [(b"retry-after", b"5")],
}


async def collect(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request to ``/v1/*``."""
    reply = await _answer(scope, receive)
    body = reply.body()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    headers += _MORE.get(reply.status, [])
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: Scope, receive: Receive) -> Reply:
    there = [route for route in ROUTES if route.path == scope["path"]]
    if not there:
        return Reply(404, {"error": "there is no such route"})
    route = next((found for found in there if found.method == scope["method"]), None)
    if route is None:
        return Reply(405, {"error": f"this route takes {', '.join(found.method for found in there)}"})
    key: KnownKey | None = None
    if route.scope is not None:
        allowed = await _allowed(scope, route.scope)
        if isinstance(allowed, Reply):
            return allowed
        key = allowed
    body = await _body(receive, route)
    return body if isinstance(body, Reply) else await route.answer(key, body)


async def _allowed(scope: Scope, needed: str) -> KnownKey | Reply:
    """Return the request's key, or why it may not: too many requests, no valid key, another scope."""
    address = _address(scope)
    try:
        if not await _passes("api", "address", address):
            return _TOO_MANY
        key = await _key(scope)
        if key is None:
            return _NO_KEY if await _passes("unknown_key", "address", address) else _TOO_MANY
        if not await _passes("api", "key", str(key.key_id)):
            return _TOO_MANY
    except DatabaseError:
        return Reply(503, {"error": "the server cannot look up keys now; try again"})
    if needed not in {ANY, key.scope}:
        return Reply(403, {"error": f"this key has the scope {key.scope}; the route needs {needed}"})
    return key


async def _passes(limit: str, kind: str, name: str) -> bool:
    return budgets.is_at_hand(limit, kind, name) or await sync_to_async(budgets.passes)(limit, kind, name)


def _address(scope: Scope) -> str:
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    client = scope.get("client")
    return address_behind(forwarded.decode("latin-1"), str(client[0]) if client else "")


async def _body(receive: Receive, _route: Route) -> bytes | Reply:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            return Reply(408, {"error": "the body stopped coming"})
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
            if len(_known) > MOST_KEYS:
                _known.clear()
            _known[token] = (time.monotonic(), known)
        else:
            _known.pop(token, None)
    return known


def _basic_name(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
