"""Whether the database is away: said once when it goes and once when it is back, by whichever thread notices first."""

from __future__ import annotations

import logging
from threading import Event, Lock

from django.db import Error, InterfaceError, OperationalError, connection

__all__ = ["is_away", "say_back"]

_log = logging.getLogger("clew_server.jobs")
_gone, _lock = Event(), Lock()


def is_away(error: BaseException) -> bool:
    """Return whether ``error`` says no more than that the database cannot be asked at all, which is logged once.

    While it is known to be away, what a connection says is taken for that: it may come back at this very moment.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    with _lock:
        if not _gone.is_set():
            if _answers():
                return False
            _gone.set()
            _log.warning("the database cannot be asked: background jobs wait for it (%s)", type(error).__name__)
    return True


def say_back() -> None:
    """Log that the database answers again, where it did not."""
    with _lock:
        if _gone.is_set():
            _gone.clear()
            _log.warning("the database answers again: background jobs go on")


def _answers() -> bool:
    """Return whether the database can be asked by a new connection: the old one may be all that is lost."""
    new = connection.copy()
    try:
        with new.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    finally:
        new.close()
    return True
