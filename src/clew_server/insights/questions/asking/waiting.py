"""Answers that may take their time: a page waits a little, then shows the shape of what comes and asks again.

The same question asked twice at once is answered once: whoever comes second waits for the first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as NotYetError
from threading import Lock
from typing import TypeVar

from clew_server.web.timing import asking

__all__ = ["PATIENCE", "settled", "soon"]

Found = TypeVar("Found")
#: How long a page waits before it shows a skeleton, in seconds; and the longest anybody waits.
PATIENCE, LONGEST = 0.3, 600.0
_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="question")
_running: dict[Hashable, Future[object]] = {}
_lock = Lock()


def soon(key: Hashable, work: Callable[[], Found], patience: float = PATIENCE) -> Found | None:
    """Return what ``work`` returns where it is there within ``patience`` seconds, else None: it goes on meanwhile.

    What it raises is raised here. ``work`` runs in a thread of its own and must not touch the database.
    """
    with _lock:
        future = _running.get(key)
        is_new = future is None
        if future is None:
            future = _running[key] = _pool.submit(work)
    if is_new:  # outside the lock: the work may be done already, and is then forgotten at once, in this thread
        future.add_done_callback(lambda _: _forget(key))
    try:
        with asking():
            return future.result(timeout=patience)  # type: ignore[return-value]
    except NotYetError:
        if future.done():
            raise  # the work itself ran out of time
        return None


def settled(patience: float = LONGEST) -> bool:
    """Return whether nothing is being answered any more, after waiting ``patience`` seconds for what was."""
    with _lock:
        running = list(_running.values())
    return not wait(running, timeout=patience).not_done


def _forget(key: Hashable) -> None:
    with _lock:
        _running.pop(key, None)
