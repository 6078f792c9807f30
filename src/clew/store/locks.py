"""Locks between processes: one holder at a time, waiting is said aloud, a dead holder's lock is free at once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["Say", "attempt", "exclusive", "is_free"]

#: Called with one sentence a person may want to read while nothing seems to happen.
Say = Callable[[str], None]


@contextmanager
def exclusive(path: Path, purpose: str, say: Say | None = None) -> Iterator[None]:
    """Hold the lock file ``path`` for the length of a ``with`` block; who waits is told for whom.

    The lock is the system's (flock): it falls with its process, however that dies. ``purpose`` is what waiting
    processes read: "loads", "compacts".

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, exclusive(Path(folder) / "loader", "loads"):
    ...     is_free(Path(folder) / "loader")
    False
    """
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(descriptor, path, say)
        _sign(descriptor, purpose)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def attempt(path: Path, purpose: str) -> Iterator[bool]:
    """Hold the lock file ``path`` if it can be had at once; give whether that is so."""
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        held = _try(descriptor, fcntl.LOCK_EX)
        if held:
            _sign(descriptor, purpose)
        yield held
    finally:
        os.close(descriptor)


def is_free(path: Path) -> bool:
    """Return whether nobody alive holds the lock file ``path``."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        return _try(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, say: Say | None) -> None:
    if _try(descriptor, fcntl.LOCK_EX):
        return
    if say is not None:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace") or "another process"
        say(f"Waiting: {holder} and holds {path.name}.")
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def _sign(descriptor: int, purpose: str) -> None:
    """Write who holds the lock and for what, for those who wait; on a full disk it is held all the same, unsigned.

    What frees room could not begin otherwise. The note is written over the last one, which mostly needs no room.
    """
    note = f"process {os.getpid()} {purpose}".encode()
    try:
        written = os.pwrite(descriptor, note, 0)
    except OSError:
        written = 0
    with suppress(OSError):
        os.ftruncate(descriptor, written)


def _try(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
