"""The entry: ``/v1/*`` and ``/s/*`` to raw apps, health to itself, the rest to Django; jobs run beside in threads."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew_server.settings")
django.setup(set_prefix=False)

from asgiref.sync import sync_to_async  # noqa: E402 - Django must be set up before its models are imported

from clew_server.accounts.selectors import has_owner  # noqa: E402
from clew_server.bodies import Bounded  # noqa: E402
from clew_server.collect.app import collect  # noqa: E402
from clew_server.collect.database import ask  # noqa: E402
from clew_server.collect.intake import end_all  # noqa: E402
from clew_server.collect.jobs import end_loading  # noqa: E402
from clew_server.configuration import configuration  # noqa: E402
from clew_server.jobs.worker import Worker  # noqa: E402
from clew_server.lakes.handles import close_all, known_workspaces  # noqa: E402
from clew_server.pages import Pages  # noqa: E402
from clew_server.shapes import make_shapes_ready  # noqa: E402
from clew_server.surveys.answering.app import answer_pages  # noqa: E402
from clew_server.surveys.answering.storing.backlog import begin as begin_backlog  # noqa: E402
from clew_server.surveys.links import PREFIX  # noqa: E402
from clew_server.web.headers import Covered  # noqa: E402
from clew_server.web.statics import Statics  # noqa: E402

__all__ = ["application"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

make_shapes_ready()
#: Seconds after which a thread that computes lets another one run: who takes requests in waits so long at most, five
#: times less than Python's own.
SWITCH = 0.001
#: Seconds for what was taken in to be made durable at the end, and as many for jobs: within the server's grace.
PATIENCE = 6.0
#: Seconds for which who asks whether all is ready waits for the database.
PROBED = 2.0
_pages = Bounded(Pages())
_PLAIN = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
_log = logging.getLogger(__name__)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request, or follow the server's start and end."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        reply = Covered(send)
        try:
            await _answer(scope, receive, reply)
        except Exception:  # noqa: BLE001 - whatever it is, the reply has its headers and says nothing more
            _log.exception("a request broke: %s", scope["path"])
            if not reply.has_begun:
                await _say(reply, 500, b"the fault is ours and has been written to the log")


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/healthz":
        await _say(send, 200, b"ok")
    elif scope["path"] == "/readyz":
        await _say(send, *await _ready())
    elif scope["path"].startswith("/v1/"):
        await collect(scope, receive, send)
    elif scope["path"].startswith(PREFIX):
        await answer_pages(scope, receive, send)
    elif scope["path"].startswith(settings.STATIC_URL):
        await _statics()(scope, send)
    else:
        await _pages(scope, receive, send)


@cache
def _statics() -> Statics:
    return Statics(Path(settings.STATIC_ROOT), settings.STATIC_URL)


async def _ready() -> tuple[int, bytes]:
    """Return 200 where the database answers and the data folder can be read; nothing else is told."""
    try:
        async with asyncio.timeout(PROBED):
            await asyncio.to_thread(known_workspaces)
            return (200, b"ok") if await ask(has_owner) else (503, b"not yet")
    except Exception:  # noqa: BLE001 - whatever it is, the server is not ready, and strangers learn no more
        return 503, b"not yet"


async def _say(send: Send, status: int, text: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _PLAIN})
    await send({"type": "http.response.body", "body": text})


def _set_aside() -> None:
    """Have Python look for garbage no more in what is loaded: it stays, and each look holds up all requests."""
    gc.collect()
    gc.freeze()


async def _live(receive: Receive, send: Send) -> None:
    threads = configuration().jobs
    worker = Worker(threads, lambda: list(known_workspaces())) if threads else None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            sys.setswitchinterval(SWITCH)
            _set_aside()
            if worker:
                worker.start()
            await sync_to_async(begin_backlog)()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            # in no thread that may hang on the database
            await asyncio.to_thread(end_all, PATIENCE)
            if worker:
                await asyncio.to_thread(worker.stop, PATIENCE)
            await asyncio.to_thread(end_loading)
            await asyncio.to_thread(close_all)
            await send({"type": "lifespan.shutdown.complete"})
            return
