"""What takes long to look at: done beside, one after the other; who waits for too long is sent away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from clew_server.collect.replies import refused

__all__ = ["Beside"]

Found = TypeVar("Found")


class Beside:
    """A thread of its own for long work of one kind of sender; each waits ``patience`` seconds at most.

    >>> asyncio.run(Beside("sums", 5.0).done(lambda: 1 + 1))
    2
    """

    def __init__(self, name: str, patience: float) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.patience = patience

    async def done(self, work: Callable[[], Found]) -> Found:
        """Return what ``work`` returns. What nobody waits for any more is not begun.

        Raises:
            RefusedError: too much was there before it (503).
        """
        try:
            async with asyncio.timeout(self.patience):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except TimeoutError:
            raise refused(503, "busy", "too much is waiting to be looked at; send it again") from None
