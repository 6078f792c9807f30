"""Loading what was taken in: a few threads, one workspace at a time each, who waits longest first."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from uuid import UUID

__all__ = ["Loading"]

_log = logging.getLogger(__name__)


class Loading:
    """Loads workspaces when asked to: a large one keeps no other waiting, and none is asked for twice at a time.

    ``load`` returns whether it ran: where somebody else was loading, the workspace stays to be asked for again.
    """

    def __init__(self, load: Callable[[UUID], bool], threads: int = 2, pause: float = 1.0) -> None:
        self._load, self._threads, self._pause = load, threads, pause
        self._lock = Lock()
        self._queue: SimpleQueue[tuple[UUID, int]] = SimpleQueue()
        self._under_way: set[UUID] = set()
        self._loaded: dict[UUID, tuple[int, float]] = {}
        self._started = 0

    def ask(self, workspace_id: UUID, told: int) -> bool:
        """Queue a workspace of which ``told`` was the last word; return whether it was queued.

        It is not where that word has been followed already, where it is queued, or has just been loaded.
        """
        with self._lock:
            before, ended = self._loaded.get(workspace_id, (0, -math.inf))
            if told == before or workspace_id in self._under_way or time.monotonic() - ended < self._pause:
                return False
            self._under_way.add(workspace_id)
            if self._started < self._threads:
                self._started += 1
                Thread(target=self._work, name=f"collect-load-{self._started}", daemon=True).start()
        self._queue.put((workspace_id, told))
        return True

    def _work(self) -> None:
        while True:
            workspace_id, told = self._queue.get()
            ran = False
            try:
                ran = self._load(workspace_id)
            except Exception:  # noqa: BLE001 - one workspace's trouble stops no other's
                _log.exception("workspace %s could not be loaded", workspace_id)
            with self._lock:
                self._under_way.discard(workspace_id)
                if ran:
                    self._loaded[workspace_id] = (told, time.monotonic())
