"""The one thread in which answer pages ask the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import DatabaseError, connection

__all__ = ["in_thread"]

Found = TypeVar("Found")
_thread = ThreadPoolExecutor(1, "surveys-shelf")


async def in_thread(work: Callable[..., Found], *given: Any) -> Found:
    """Return what ``work`` returns, called in the thread: its connection stays open for the next."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _tried, work, given)


def _tried(work: Callable[..., Found], given: tuple[Any, ...]) -> Found:
    """Do the work; once more with a new connection where the old one was lost."""
    try:
        return work(*given)
    except DatabaseError:
        if connection.is_usable():
            raise
    connection.close()
    return work(*given)
