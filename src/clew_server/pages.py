"""Django behind the entry: each request is answered in one thread from its first middleware to its last.

Django's own way over ASGI makes a thread and a connection to the database for every request, and passes the request
eight times between that thread and the event loop. Twenty people at once then wait for the interpreter more than for
their pages. Here a few threads stay, each with its connection, and who comes first is answered first.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.urls import set_script_prefix

__all__ = ["THREADS", "Pages"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Any], Awaitable[None]]

#: How many requests are answered at the same time. Python runs one of them at a time; the others wait for a disk, a
#: database or the engine, which a page of long questions may do for seconds: so there are more than two.
THREADS = 8


class Pages(ASGIHandler):
    """Django; bodies that do not fit into memory beside the data lie on the disk, the usual folder may be memory."""

    def __init__(self, threads: int = THREADS) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Answer one request. No thread is taken while its body comes in, nor while the reply goes out."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        work = self._threads.submit(copy_context().run, self._respond, scope, body)
        work.add_done_callback(lambda _: body.close())
        response = await _unless_left(work, receive)
        if response is not None:
            await self._sent(response, send)

    def _respond(self, scope: Scope, body: IO[bytes]) -> Any:
        """Return the reply, whole; only one that is read piece by piece stays open."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=type(self), scope=scope)
        request, refused = self.create_request(scope, body)
        response: Any = self.get_response(request) if request is not None else refused
        if not response.streaming:
            response.close()  # what it has said stays readable; the connection of this thread is looked after here
        return response

    async def _sent(self, response: Any, send: Send) -> None:
        if not response.streaming:
            await self.send_response(response, send)
            return
        async with ThreadSensitiveContext():
            try:
                await self.send_response(response, send)
            finally:
                await sync_to_async(response.close)()

    async def read_body(self, receive: Callable[[], Awaitable[Mapping[str, Any]]]) -> IO[bytes]:
        """Return the body as a file."""
        body = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - whoever asked for it closes it
            settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b", dir=settings.FILE_UPLOAD_TEMP_DIR
        )
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            body.write(message.get("body", b""))
            more = message.get("more_body", False)
        body.seek(0)
        return body


async def _unless_left(work: Future[Any], receive: Receive) -> Any:
    """Return what comes of ``work``; None where the client left: if its turn had not come, nothing is done for it."""
    said, left = asyncio.wrap_future(work), asyncio.ensure_future(receive())
    try:
        await asyncio.wait((said, left), return_when=asyncio.FIRST_COMPLETED)
        return said.result() if said.done() else None
    finally:
        left.cancel()
        said.cancel()
