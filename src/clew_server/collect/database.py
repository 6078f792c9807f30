"""How the raw app asks the database: a connection that was lost is made anew; while there is none nothing is asked.

What arrives waits for the database at most a moment; whoever asks says for how long.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import Error, OperationalError, connection

__all__ = ["answers", "ask", "is_away", "is_failing"]

Found = TypeVar("Found")
#: Seconds for which nothing is asked after there was no connection to be had.
AGAIN = 2.0
#: Milliseconds for which others who write into SQLite are waited for; jobs and pages have more time.
PATIENCE = 250
_log = logging.getLogger(__name__)


class _Trouble:
    """Since when there is no connection is of no use to anybody; until when none is tried is."""

    until: float | None = None


_trouble = _Trouble()


def is_failing() -> bool:
    """Return whether there was no connection when one was last tried."""
    return _trouble.until is not None


def is_away() -> bool:
    """Return whether it is too early to try again after there was none."""
    until = _trouble.until
    return until is not None and time.monotonic() < until


async def ask(work: Callable[..., Found], *given: Any) -> Found:
    """Return what ``work`` returns, called in the one thread that asks; what it does may be done twice.

    Raises:
        django.db.Error: the database cannot be asked, or could not be a moment ago.
    """
    return await sync_to_async(_tried)(work, given)


def answers() -> bool:
    """Return whether this thread's connection is still one; Django takes SQLite's for usable whatever happens."""
    if connection.connection is None:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _tried(work: Callable[..., Found], given: tuple[Any, ...]) -> Found:
    if is_away():
        raise OperationalError("the database cannot be asked now")
    try:
        found = _asked(work, given)
    except Error as error:
        if connection.connection is None:
            _say_away(error)
        raise
    _say_back()
    return found


def _asked(work: Callable[..., Found], given: tuple[Any, ...]) -> Found:
    """Do the work; once more with a new connection where the old one was lost."""
    was_open = connection.connection is not None
    try:
        return _hastily(work, given)
    except Error:
        if not was_open or answers():
            raise
    connection.close()
    return _hastily(work, given)


def _hastily(work: Callable[..., Found], given: tuple[Any, ...]) -> Found:
    """Do the work without waiting for SQLite as long as a job may."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    return work(*given)


def _say_away(error: Error) -> None:
    if _trouble.until is None:
        _log.warning("the database cannot be asked (%s): keys are taken for what they were", type(error).__name__)
    _trouble.until = time.monotonic() + AGAIN


def _say_back() -> None:
    if _trouble.until is not None:
        _trouble.until = None
        _log.warning("the database answers again")
