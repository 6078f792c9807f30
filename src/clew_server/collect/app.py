"""The raw ASGI app behind ``/v1/*``: finds the route, checks the key, answers JSON; no Django in the hot path."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

from django.db import Error

from clew.importers.tracking import Checked
from clew_server.accounts.limits import LIMITS
from clew_server.accounts.selectors import KnownKey
from clew_server.collect import budgets
from clew_server.collect.asked import LONGEST_TOKEN, Asked, asked
from clew_server.collect.bodies.lengthy import Beside
from clew_server.collect.bodies.reading import Held, read_body, unpacked, unpacked_if_short
from clew_server.collect.database import ask
from clew_server.collect.intake import acknowledge, checked
from clew_server.collect.keys import known_key, no_key
from clew_server.collect.pace import Pace, Paces, paces
from clew_server.collect.replies import Headers, RefusedError, Reply, refused
from clew_server.collect.routes import ROUTES, Route

__all__ = ["collect"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = logging.getLogger(__name__)
_BY_PATH: dict[str, dict[str, Route]] = {}
for _route in ROUTES:
    _BY_PATH.setdefault(_route.path, {})[_route.method] = _route
_OPEN_TO_PAGES = {route.path for route in ROUTES if route.is_for_browsers}
#: Bytes of bodies in memory: from who has shown a key, and from who says that it is in the body.
_of_known, _of_strangers = Held(128 * 1024**2), Held(32 * 1024**2)
#: Bodies with more bytes, packed or not, are looked at beside, one after the other: whoever sends what takes long to
#: read waits for others who do, and nobody else does. Who has shown no key waits among their like, and not so long.
LONG, LONG_PACKED = 64 * 1024, 8 * 1024
_beside, _beside_of_strangers = Beside("long-bodies", 8.0), Beside("long-bodies-of-strangers", 4.0)
#: Seconds for which who reads waits until the database has counted it, and what this process lets pass without.
PATIENCE = 1.0
_uncounted = {
    "address": Pace(LIMITS["api"].per_address, "requests from an address"),
    "key": Pace(LIMITS["api"].per_name, "requests with a key"),
}
#: Pages of any origin may send and read the answer; no cookie is ever asked for or looked at.
_FOR_BROWSERS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"retry-after"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"authorization, content-encoding, content-type, x-retry-count, *"),
    (b"access-control-max-age", b"7200"),
)


async def collect(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request to ``/v1/*``."""
    try:
        reply = await _answer(scope, receive)
    except RefusedError as refusal:
        reply = refusal.reply
    except Exception:  # noqa: BLE001 - whatever it is, it is ours: who sends will send again
        _log.exception("a request broke: %s", scope["path"])
        reply = refused(503, "unavailable", "the fault is ours; send it again").reply
    body = reply.body()
    headers = [
        (b"content-type", reply.kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", reply.kept),
        *reply.more,
    ]
    if scope["path"] in _OPEN_TO_PAGES:
        headers += _FOR_BROWSERS
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: Scope, receive: Receive) -> Reply:
    there = _BY_PATH.get(scope["path"])
    if there is None:
        raise refused(404, "no_route", "there is no such route")
    route = there.get(scope["method"])
    if route is None:
        if scope["method"] == "OPTIONS" and scope["path"] in _OPEN_TO_PAGES:
            return Reply(204, None, _PREFLIGHT)
        raise refused(405, "method", f"this route takes {', '.join(there)}", allowed=there)
    about = asked(scope)
    if route.answer is None:
        return await _take(route, about, receive)
    return await route.answer(await _reader(route, about) if route.scope is not None else None)


async def _reader(route: Route, about: Asked) -> KnownKey:
    """Return the key of who reads, within the limits that all processes share."""
    if not about.token:
        raise no_key()
    key = await _key(route, about.token, about.address)
    if not (await _passes("address", about.address) and await _passes("key", str(key.key_id))):
        raise refused(429, "too_many", "too many requests: wait a minute, then send the rest again", 60)
    return key


async def _passes(kind: str, name: str) -> bool:
    """Return whether one more is within the limit; where the database cannot count it, this process does alone."""
    if budgets.is_at_hand("api", kind, name):
        return True
    try:
        return await asyncio.wait_for(ask(budgets.passes, "api", kind, name), PATIENCE)
    except (Error, TimeoutError):
        return _uncounted[kind].has_room(name)


async def _key(route: Route, token: str, address: str) -> KnownKey:
    """Return what ``token`` opens; RefusedError where that is nothing, or not this route."""
    key = await known_key(token, address)
    if not route.opens_to(key.scope):
        raise refused(403, "scope", f"this key has the scope {key.scope}; the route needs {route.scope}")
    return key


async def _take(route: Route, about: Asked, receive: Receive) -> Reply:
    """Take what a request brings; its key is in a header, else in the body."""
    pace = paces()
    key = await _key(route, about.token, about.address) if about.token else None
    if key is None or key.scope == "collect":
        pace.addresses.demand(about.address)
    if key is not None:
        pace.requests.demand(key.key_id.hex)
    held = _of_strangers if key is None else _of_known
    most = route.largest(key.scope if key else None)
    body = await read_body(receive, about.length, most, held)
    try:
        found, size = await _looked_at(route.shape, body, about.encoding, most, is_known=key is not None)
        return await _take_found(route, about, key, found, size, pace)
    finally:
        held.remove(len(body))


async def _looked_at(shape: str, body: bytes, encoding: str, most: int, *, is_known: bool) -> tuple[Checked, int]:
    """Return what a body brings, and how many bytes it has when it is unpacked."""
    look = partial(_look, shape, is_known=is_known)
    short = unpacked_if_short(body, encoding, LONG) if len(body) <= (LONG_PACKED if encoding else LONG) else None
    if short is not None and len(short) <= most:
        return look(short)
    beside = _beside if is_known else _beside_of_strangers
    return await beside.done(lambda: look(unpacked(body, encoding, most)))


def _look(shape: str, body: bytes, *, is_known: bool) -> tuple[Checked, int]:
    return (checked(shape, body) if is_known else _checked_of_stranger(shape, body)), len(body)


async def _take_found(
    route: Route, about: Asked, key: KnownKey | None, found: Checked, size: int, pace: Paces
) -> Reply:
    if key is None:
        key = await _key(route, found.write_key, about.address)
        pace.requests.demand(key.key_id.hex)
    pace.bytes.demand(key.key_id.hex, size)
    return await acknowledge(key, route.shape, found, size)


def _checked_of_stranger(shape: str, body: bytes) -> Checked:
    """Return what a body brings that names a key; RefusedError (401) where it names none, whatever else it is."""
    try:
        found = checked(shape, body)
    except RefusedError:
        raise no_key() from None
    if not 0 < len(found.write_key) <= LONGEST_TOKEN:
        raise no_key()
    return found
