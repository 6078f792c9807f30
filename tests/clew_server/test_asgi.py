"""The server's start: what is loaded by then is never looked through for garbage again."""

from __future__ import annotations

from tests.clew_server.test_shapes import ran

STARTED = """
import asyncio, gc
from clew_server.asgi import application

async def start():
    loaded = len(gc.get_objects())
    told = asyncio.Queue()
    told.put_nowait({"type": "lifespan.startup"})
    server = asyncio.ensure_future(application({"type": "lifespan"}, told.get, say))
    await ready.wait()
    print(loaded, gc.get_freeze_count(), len(gc.get_objects()))
    server.cancel()

async def say(message):
    ready.set()

ready = asyncio.Event()
asyncio.run(start())
"""


def test_what_is_loaded_is_set_aside_before_anything_is_served(tmp_path):
    loaded, aside, left = map(int, ran(tmp_path, STARTED).stdout.split())
    assert loaded > 100_000
    assert aside > 0.9 * loaded
    assert left < 0.1 * loaded
