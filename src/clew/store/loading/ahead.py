"""Reading ahead: the next piece is made on another thread while this one is worked on."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

__all__ = ["ahead"]

T = TypeVar("T")

_PATIENCE_SECONDS = 0.1


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


class _End:
    pass


def ahead(pieces: Iterable[T], depth: int = 1) -> Generator[T]:
    """Yield ``pieces`` in order, up to ``depth`` of them made in advance; an error is raised where it belongs.

    Whoever stops early stops the other thread too.

    >>> list(ahead(range(3)))
    [0, 1, 2]
    """
    queue: Queue[T | _Failure | _End] = Queue(depth)
    stop = Event()
    thread = Thread(target=_make, args=(iter(pieces), queue, stop), name="clew-ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(piece := queue.get(), _End):
            if isinstance(piece, _Failure):
                raise piece.error
            yield piece
    finally:
        stop.set()
        thread.join()


def _make(pieces: Iterator[T], queue: Queue[T | _Failure | _End], stop: Event) -> None:
    try:
        for piece in pieces:
            if not _put(queue, piece, stop):
                return
        _put(queue, _End(), stop)
    except BaseException as error:  # noqa: BLE001 - raised again by the thread that asked
        _put(queue, _Failure(error), stop)


def _put(queue: Queue[T | _Failure | _End], piece: T | _Failure | _End, stop: Event) -> bool:
    """Return whether somebody still wants the piece."""
    while not stop.is_set():
        try:
            queue.put(piece, timeout=_PATIENCE_SECONDS)
        except Full:
            continue
        return True
    return False
