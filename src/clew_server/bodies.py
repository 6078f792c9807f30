"""Bodies of requests on their way to Django, which reads a body whole before it asks who sent it.

So it is asked here first: a body has at most as many bytes as the policy gives its route, said or not; one that is not
small is read only once the gate has let its sender through; and whoever stops sending is not waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.urls import Resolver404, resolve

from clew_server.accounts.gate import MAY_SEND, UNREAD
from clew_server.policy import POLICY, SMALL

__all__ = ["Bounded", "patient"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Seconds without a byte until a body is given up.
PATIENCE = 30.0
TOO_LARGE, TOO_SLOW = 413, 408


class Bounded:
    """The pages, with bodies that are asked about and counted."""

    def __init__(self, pages: App) -> None:
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with its body unread."""
        said = _said_length(scope)
        if said is not None and said > _largest(scope):
            await self._answer_unread(scope, send, TOO_LARGE)
            return
        asks = scope["method"] == "POST" and (said is None or said > SMALL)
        if asks and not await self._may_send(scope, send):
            return
        body = _Counted(receive, scope)
        await self._pages(scope, body.receive, send)
        if body.refused:
            await self._answer_unread(scope, send, body.refused)

    async def _may_send(self, scope: Scope, send: Send) -> bool:
        """Return whether the sender may send a body here; if not, the gate's answer has been sent."""
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._answer_unread(scope, keep, MAY_SEND)
        if answer and answer[0]["status"] == MAY_SEND:
            return True
        for message in answer:
            await send(message)
        return False

    async def _answer_unread(self, scope: Scope, send: Send, status: int) -> None:
        await self._pages({**scope, UNREAD: status}, _empty(), send)


class _Counted:
    """A body that ends where it becomes too large, or nothing comes any more: ``refused`` is then the status to say."""

    def __init__(self, receive: Receive, scope: Scope) -> None:
        self._receive, self._scope, self._size, self._is_whole = receive, scope, 0, False
        self._largest: int | None = None
        self.refused = 0

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()  # waits for the client to leave: that may take as long as it takes
        try:
            message = await patient(self._receive)
        except TimeoutError:
            return self._refuse(TOO_SLOW)
        self._size += len(message.get("body", b""))
        if self._size and self._is_too_large():
            return self._refuse(TOO_LARGE)
        self._is_whole = not message.get("more_body", False)
        return message

    def _is_too_large(self) -> bool:
        if self._largest is None:  # most requests have no body: for them no route is looked for twice
            self._largest = _largest(self._scope)
        return self._size > self._largest

    def _refuse(self, status: int) -> Message:
        self.refused = status
        return {"type": "http.disconnect"}


async def patient(receive: Receive) -> Message:
    """Return the next part of a body; raises TimeoutError where none comes."""
    return await asyncio.wait_for(receive(), PATIENCE)


def _empty() -> Receive:
    parts = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        try:
            return next(parts)
        except StopIteration:
            await asyncio.Event().wait()  # nobody leaves: the client is still there, and its answer is on its way
            raise

    return receive


def _largest(scope: Scope) -> int:
    """Return how many bytes a body may have: what the policy says of its route."""
    try:
        name = resolve(scope["path"]).view_name
    except Resolver404:
        return SMALL
    rule = POLICY.get(name)
    return rule.largest_body(scope["method"]) if rule else SMALL


def _said_length(scope: Scope) -> int | None:
    """Return the length that the headers say, None where they say none; what cannot be read is beyond all limits."""
    said = [value for name, value in scope["headers"] if name == b"content-length"]
    if not said:
        return None
    text = said[0].decode("latin-1").strip()
    most_digits = 15
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most_digits else 10**most_digits
