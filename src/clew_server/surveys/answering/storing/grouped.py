"""Work on what many ask for, done together: what comes while a group is worked on is the next group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from clew_server.surveys.answering.storing import thread

__all__ = ["Grouped"]

Given = TypeVar("Given")
Found = TypeVar("Found")


class Grouped(Generic[Given, Found]):
    """``work`` returns an outcome for each of those it is given, in their order; an exception is raised to who asked.

    Used from one event loop.
    """

    def __init__(self, work: Callable[[list[Given]], Sequence[Found | Exception]]) -> None:
        self._work = work
        self._waiting: list[tuple[Given, asyncio.Future[Found]]] = []
        self._runner: asyncio.Task[None] | None = None

    async def of(self, given: Given) -> Found:
        """Return what the work finds for one."""
        done: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiting.append((given, done))
        if self._runner is None or self._runner.done():
            self._runner = asyncio.ensure_future(self._run())
        return await done

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                found = await thread.in_thread(self._work, [given for given, _ in group])
            except Exception as error:  # noqa: BLE001 - whatever it is, each who waits is told
                found = [error] * len(group)
            for (_, done), one in zip(group, found, strict=True):
                _settle(done, one)
        self._runner = None


def _settle(done: asyncio.Future[Found], one: Found | Exception) -> None:
    if done.done():
        return
    if isinstance(one, Exception):
        done.set_exception(one)
    else:
        done.set_result(one)
