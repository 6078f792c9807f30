"""Group commit: a thread for each workspace that has traffic takes all that waits, makes it durable, answers all."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Protocol

from clew.errors import DataError
from clew.importers.tracking import Checked
from clew_server.collect.replies import RefusedError, refused

__all__ = ["Committer", "OverError", "Waiting"]

#: Bytes that may wait for one workspace, and that are committed together at most.
MOST_WAITING, MOST_TOGETHER = 32 * 1024**2, 8 * 1024**2
#: Seconds between looks while nothing comes; seconds without traffic after which the journal's segment is let go.
PAUSE, QUIET = 1.0, 3600.0
#: Seconds for which nothing is tried after the disk refused.
AFTER_A_REFUSAL = 1.0
_log = logging.getLogger(__name__)


class Journalled(Protocol):
    """What a committer needs of :class:`clew.store.delivery.Deliveries`."""

    def append(self, shape: str, source: str, body: Checked) -> object:
        """Take the messages of a request; they are not durable yet."""

    def commit(self) -> None:
        """Return once all that was appended is durable."""

    def rest(self) -> None:
        """Do what is due while nothing comes."""

    def close(self) -> None:
        """Let go of the segment."""


class Waiting:
    """One delivery that waits to be durable, and who waits for it."""

    __slots__ = ("done", "found", "loop", "shape", "size", "source")

    def __init__(self, shape: str, source: str, found: Checked, size: int) -> None:
        self.shape, self.source, self.found, self.size = shape, source, found, size
        self.loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self.loop.create_future()


class OverError(Exception):
    """The committer has ended: another one begins."""


class Committer:
    """Makes the deliveries of one workspace durable, in the order in which they came.

    ``begin`` opens the journal, ``committed`` is told after every commit. A future that is done without an exception
    says: on the disk.
    """

    def __init__(self, name: str, begin: Callable[[], Journalled], committed: Callable[[], None]) -> None:
        self._begin, self._committed = begin, committed
        self._lock, self._news = Lock(), Event()
        self._waiting: list[Waiting] = []
        self._bytes = 0
        self._refuses_until = 0.0
        self._is_ending = self._is_over = False
        self._journal: Journalled | None = None
        self._thread = Thread(target=self._run, name=f"collect-{name}", daemon=True)
        self._thread.start()

    def take(self, shape: str, source: str, found: Checked, size: int) -> asyncio.Future[None]:
        """Return the future of a delivery of ``size`` bytes.

        Raises:
            RefusedError: too much waits already, the disk has just refused, or the server ends (503).
            OverError: the committer has ended for want of traffic.
        """
        if time.monotonic() < self._refuses_until:
            raise _no_disk()
        one = Waiting(shape, source, found, size)
        with self._lock:
            if self._is_over:
                raise OverError
            if self._is_ending:
                raise refused(503, "ending", "the server is being stopped; send it again")
            if self._bytes + size > MOST_WAITING:
                raise refused(503, "busy", "too much is waiting to be taken in; send it again", 1)
            self._bytes += size
            self._waiting.append(one)
            is_first = len(self._waiting) == 1
        if is_first:
            self._news.set()
        return one.done

    def end(self) -> None:
        """Take nothing more; what was taken will be committed and answered."""
        with self._lock:
            self._is_ending = True
        self._news.set()

    def wait(self, patience: float) -> bool:
        """Return whether the committer has ended within so many seconds."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _run(self) -> None:
        last = time.monotonic()
        while not self._is_over:
            self._news.wait(PAUSE)
            self._news.clear()
            if group := self._next_group():
                self._make_durable(group)
                last = time.monotonic()
            else:
                self._rest()
                self._end_if_due(is_quiet=time.monotonic() - last > QUIET)
        self._let_go()

    def _next_group(self) -> list[Waiting]:
        """Return what is committed together next: all that waits, as far as it is not too much at once."""
        with self._lock:
            size = count = 0
            for one in self._waiting:
                size += one.size
                if count and size > MOST_TOGETHER:
                    break
                count += 1
            group, self._waiting = self._waiting[:count], self._waiting[count:]
            if self._waiting:
                self._news.set()
            return group

    def _make_durable(self, group: list[Waiting]) -> None:
        error: RefusedError | None = None
        try:
            self._commit(group)
        except DataError as refusal:
            _log.warning("nothing can be taken in: %s", refusal)
            error = _no_disk()
        except Exception:  # noqa: BLE001 - whatever it is, it is ours, and the sender sends again
            _log.exception("deliveries could not be committed")
            error = refused(503, "unavailable", "the fault is ours; send it again")
        if error is not None:
            self._refuses_until = time.monotonic() + AFTER_A_REFUSAL
            self._let_go()
        with self._lock:
            if error is not None:
                group, self._waiting = group + self._waiting, []
            self._bytes -= sum(one.size for one in group)
        _answer(group, error)
        if error is None:
            self._tell()

    def _commit(self, group: list[Waiting]) -> None:
        journal = self._journal = self._journal or self._begin()
        for one in group:
            journal.append(one.shape, one.source, one.found)
        journal.commit()

    def _tell(self) -> None:
        try:
            self._committed()
        except Exception:  # noqa: BLE001 - what was committed stands; the next commit tells again
            _log.exception("nobody could be told of what was committed")

    def _rest(self) -> None:
        if self._journal is not None:
            try:
                self._journal.rest()
            except Exception:  # noqa: BLE001 - the next delivery opens the journal anew
                _log.exception("the journal's segment could not be rolled")
                self._let_go()

    def _end_if_due(self, *, is_quiet: bool) -> None:
        with self._lock:
            if not self._waiting and (is_quiet or self._is_ending):
                self._is_over = True

    def _let_go(self) -> None:
        """Close the journal; where that fails, recovery seals the segment: what was acknowledged is on the disk."""
        journal, self._journal = self._journal, None
        if journal is not None:
            with suppress(Exception):
                journal.close()


def _no_disk() -> RefusedError:
    return refused(503, "disk", "nothing can be written now; send it again")


def _answer(group: list[Waiting], error: RefusedError | None) -> None:
    """Tell all who wait, one call for each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
    for one in group:
        loops.setdefault(one.loop, []).append(one)
    for loop, mine in loops.items():
        with suppress(RuntimeError):  # a loop that was closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, mine, error)


def _settle(group: list[Waiting], error: RefusedError | None) -> None:
    for one in group:
        if one.done.done():
            continue
        if error is None:
            one.done.set_result(None)
        else:
            one.done.set_exception(RefusedError(error.reply))
