"""Long work beside: one after the other; who waits too long is told, and what nobody waits for is not begun."""

from __future__ import annotations

import asyncio
import threading

import pytest

from clew_server.collect.bodies.lengthy import Beside
from clew_server.collect.replies import RefusedError

WAIT = 30


def test_who_waits_too_long_is_sent_away_and_the_next_one_is_served():
    begun, is_under_way, may = list[str](), threading.Event(), threading.Event()

    def slow() -> None:
        is_under_way.set()
        assert may.wait(WAIT)

    async def run() -> tuple[list[int], str]:
        beside = Beside("test", 0.05)
        first = asyncio.ensure_future(beside.done(slow))
        await asyncio.to_thread(is_under_way.wait, WAIT)
        statuses = []
        for waiting in (beside.done(lambda: begun.append("second")), first):
            with pytest.raises(RefusedError) as refusal:
                await waiting
            statuses.append(refusal.value.reply.status)
        may.set()
        beside.patience = WAIT
        return statuses, await beside.done(lambda: "third")

    assert asyncio.run(run()) == ([503, 503], "third")
    assert begun == []


def test_what_breaks_breaks_for_who_asked():
    async def run() -> None:
        await Beside("test", WAIT).done(lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
