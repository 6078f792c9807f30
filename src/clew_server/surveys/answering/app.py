"""The raw ASGI app behind ``/s/*``: answer pages, without Django's request cycle; nothing of a request is logged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from clew_server.collect.bodies.reading import Held, read_body
from clew_server.collect.pace import Pace
from clew_server.collect.replies import RefusedError, Reply
from clew_server.configuration import configuration
from clew_server.surveys.answering import replies
from clew_server.surveys.answering.asked import Asked, asked
from clew_server.surveys.answering.packing import packed
from clew_server.surveys.answering.posting import log_fault
from clew_server.surveys.answering.routes import FORM, NO_BODY, Route, find_route

__all__ = ["LARGEST", "SMALL", "answer_pages"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: Bytes of a page that is posted: a letter of Cyrillic comes as six, an emoji as twelve. Nearly all pages are small.
LARGEST, SMALL = 1024**2, 64 * 1024
#: Bytes of all that are being read or answered at a time; large pages have a room of their own, and so keep no small
#: one out.
_held, _held_large = Held(32 * 1024**2), Held(32 * 1024**2)
#: Of those who come too often: they are read so that what they sent can be given back.
_held_late = Held(4 * 1024**2)


async def answer_pages(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request to ``/s/*``."""
    try:
        reply = await _answer(scope, receive)
    except RefusedError as refusal:
        reply = _refused(scope, refusal.reply)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours: it can be sent again
        log_fault("an answer page broke", error)
        reply = replies.told("busy", asked(scope, {}))
    try:
        await _send(scope, reply, send)
    except Exception as error:  # noqa: BLE001 - whoever asked has gone; what they sent is kept
        log_fault("an answer page could not be sent", error)


async def _answer(scope: Scope, receive: Receive) -> Reply:
    route, names, methods = find_route(scope["method"], scope["path"])
    request = asked(scope, names)
    if route is None:
        return _no_route(request, methods)
    if route.is_paced and not _pace().has_room(request.address, _weight(route, request)):
        return await _too_often(scope, route, request, receive)
    if route.body == NO_BODY:
        return await _answered(scope, route, request)
    held = _held if (request.length or 0) <= SMALL else _held_large
    async with _with_body(route, request, receive, held) as whole:
        return await _answered(scope, route, whole)


async def _answered(scope: Scope, route: Route, request: Asked) -> Reply:
    try:
        return await route.answer(request)
    except Exception as error:  # what was sent is not lost: it goes back to who sent it
        if route.method != "POST":
            raise
        log_fault("a page that was posted could not be saved", error)
        return replies.given_back("unsaved", request, scope["path"])


def _weight(route: Route, request: Asked) -> int:
    """How many requests a request counts for: a large page as many as the small ones that would fill it."""
    return 1 if route.body == NO_BODY else 1 + min(request.length or 0, LARGEST) // SMALL


async def _too_often(scope: Scope, route: Route, request: Asked, receive: Receive) -> Reply:
    if route.method == "POST":
        try:
            async with _with_body(route, request, receive, _held_late) as whole:
                return replies.given_back("too_many", whole, scope["path"], status=429, after=60)
        except RefusedError:
            pass
    return replies.told("busy", request, status=429, after=60)


@cache
def _pace() -> Pace:
    return Pace(configuration().survey_address_requests, "answer pages")


def _no_route(request: Asked, methods: tuple[str, ...]) -> Reply:
    if not methods:
        return replies.told("gone", request)
    reply = replies.told("wrong", request, status=405)
    allowed = (b"allow", ", ".join(methods).encode())
    return Reply(reply.status, None, (*reply.more, allowed), reply.file, reply.kind, reply.kept)


@asynccontextmanager
async def _with_body(route: Route, request: Asked, receive: Receive, held: Held) -> AsyncIterator[Asked]:
    """Read the body of a request; it counts in ``held`` until the request is answered."""
    if route.body == FORM and not request.is_form:
        raise RefusedError(Reply(415, None))
    most = LARGEST if route.body == FORM and request.length is not None else SMALL  # browsers say the length
    body = await read_body(receive, request.length, most, held)
    try:
        yield _with_form(route, request, body)
    finally:
        held.remove(len(body))


def _with_form(route: Route, request: Asked, body: bytes) -> Asked:
    try:
        return request.with_form(body) if route.body == FORM else request
    except ValueError:
        raise RefusedError(Reply(400, None)) from None


def _refused(scope: Scope, reply: Reply) -> Reply:
    """A refusal of the reader or the journal, as a page."""
    what = {413: "too_much", 429: "busy", 503: "busy"}.get(reply.status, "wrong")
    return replies.told(what, asked(scope, {}), status=reply.status)


async def _send(scope: Scope, reply: Reply, send: Send) -> None:
    if scope["method"] in {"GET", "HEAD"}:
        accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
        reply = packed(reply, accepted.decode("latin-1"))
    body = reply.body()
    headers = [
        (b"content-type", reply.kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", reply.kept),
        *reply.more,
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
