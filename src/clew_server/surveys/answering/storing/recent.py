"""What was read and written of late: it lets people go on with their answers while the database cannot be asked."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

__all__ = ["Recent", "UnknownError"]

Found = TypeVar("Found")


class UnknownError(Exception):
    """Only the database could say it."""


class Recent(Generic[Found]):
    """What ids stood for when they were last read or written; the last ``most`` of them.

    >>> recent = Recent[str](most=1)
    >>> recent.note(UUID(int=1), "one"); recent.of(UUID(int=1))
    'one'
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._held: OrderedDict[UUID, tuple[datetime, Found | None]] = OrderedDict()
        self._since = datetime.now(UTC)

    def note(self, which: UUID, found: Found | None) -> None:
        """Keep in mind what an id stands for; None for nothing."""
        with self._lock:
            self._held.pop(which, None)
            self._held[which] = (datetime.now(UTC), found)
            if len(self._held) > self._most:
                self._since = self._held.popitem(last=False)[1][0]

    def of(self, which: UUID, made_at: datetime | None = None) -> Found | None:
        """Return what an id stands for, None for nothing; ``made_at``: nothing can stand for it since longer.

        Raises:
            UnknownError: it was not read or written of late, and may be older than that.
        """
        with self._lock:
            if which in self._held:
                return self._held[which][1]
            if made_at is not None and made_at > self._since:
                return None
        raise UnknownError

    def forget_all(self) -> None:
        """Have nothing in mind any more."""
        with self._lock:
            self._held.clear()
            self._since = datetime.now(UTC)
