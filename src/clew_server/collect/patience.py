"""One timer for many waits of the same length: a timer for each costs more than what is waited for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable
from typing import TypeVar

__all__ = ["Patience"]

What = TypeVar("What")


class _Wait:
    __slots__ = ("at", "is_over", "task")

    def __init__(self, at: float, task: asyncio.Task[object]) -> None:
        self.at, self.is_over = at, False
        self.task: asyncio.Task[object] | None = task


class Patience:
    """Waits of ``seconds`` each. They end in the order in which they began, so a look at the first is enough.

    >>> asyncio.run(Patience(1.0).wait(asyncio.sleep(0, "come")))
    'come'
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waits: deque[_Wait] = deque()
        self._is_looking = False

    async def wait(self, coming: Awaitable[What]) -> What:
        """Return what comes; TimeoutError where it does not come in time, and then it is cancelled."""
        mine = self._begin()
        task = mine.task
        try:
            return await coming
        except asyncio.CancelledError:
            if mine.is_over and task is not None and task.uncancel() <= 0:
                raise TimeoutError from None
            raise
        finally:
            mine.task = None

    def _begin(self) -> _Wait:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._waits, self._is_looking = loop, deque(), False
        waits = self._waits
        while waits and waits[0].task is None:
            waits.popleft()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("only a task can wait")
        mine = _Wait(loop.time() + self.seconds, task)
        waits.append(mine)
        if not self._is_looking:
            self._is_looking = True
            loop.call_at(mine.at, self._look, loop)
        return mine

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake who has waited long enough; come again when the next one will have."""
        if loop is not self._loop:
            return
        waits, now = self._waits, loop.time()
        while waits and (waits[0].task is None or waits[0].at <= now):
            wait = waits.popleft()
            if wait.task is not None:
                wait.is_over = True
                wait.task.cancel()
        self._is_looking = bool(waits)
        if waits:
            loop.call_at(waits[0].at, self._look, loop)
