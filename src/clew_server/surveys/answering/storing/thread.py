"""The one thread in which answer pages ask the database, and whether that can be asked at all.

Once it cannot, nobody waits for it any more: who asks is told at once, until :func:`say_back`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, TypeVar

from django.db import Error, InterfaceError, OperationalError, connection

from clew_server.collect.database import answers

__all__ = ["AWAY", "asks_no_database", "in_thread", "is_away", "say_back", "when_away", "writes"]

Found = TypeVar("Found")
Work = TypeVar("Work", bound=Callable[..., object])
#: What says of a database that it cannot be asked; anything else is wrong with what was asked.
AWAY = (OperationalError, InterfaceError)
#: Milliseconds for which a page waits for others who write into SQLite: after that it waits in the backlog.
PATIENCE = 2000
_thread = ThreadPoolExecutor(1, "surveys-shelf")
_away = Event()
_told: list[Callable[[], None]] = []
_log = logging.getLogger(__name__)


def asks_no_database(work: Work) -> Work:
    """Mark what is done in the thread all the same while the database cannot be asked."""
    work.asks_no_database = True  # type: ignore[attr-defined]
    return work


def writes(work: Work) -> Work:
    """Mark what writes: SQLite can be read all the same while somebody else holds it for long."""
    work.writes = True  # type: ignore[attr-defined]
    return work


def when_away(call: Callable[[], None]) -> None:
    """Have something called each time the database cannot be asked any more."""
    _told.append(call)


def is_away() -> bool:
    """Return whether the database could not be asked when it was last tried."""
    return _away.is_set()


def say_back() -> None:
    """Let the database be asked again."""
    if _away.is_set():
        _away.clear()
        _log.warning("the database answers again")


async def in_thread(work: Callable[..., Found], *given: Any) -> Found:
    """Return what ``work`` returns, called in the thread: its connection stays open for the next."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _tried, work, given)


def _tried(work: Callable[..., Found], given: tuple[Any, ...]) -> Found:
    if getattr(work, "asks_no_database", False):
        return work(*given)
    if _away.is_set() and (connection.vendor != "sqlite" or getattr(work, "writes", False)):
        raise OperationalError("the database cannot be asked now")
    try:
        return _asked(work, given)
    except AWAY as error:
        if not _away.is_set():
            _away.set()
            _log.warning("the database cannot be asked: answers to surveys wait in files (%s)", type(error).__name__)
            for call in _told:
                call()
        raise


def _asked(work: Callable[..., Found], given: tuple[Any, ...]) -> Found:
    """Do the work; once more with a new connection where the old one was lost."""
    _hasten()
    try:
        return work(*given)
    except Error:  # also what a connection says of itself, which is no DatabaseError
        if answers():
            raise
    connection.close()
    _hasten()
    return work(*given)


def _hasten() -> None:
    """Let no page wait for SQLite as long as a job may."""
    if connection.vendor == "sqlite" and connection.connection is None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
