"""Word from who takes data in to who loads it, which may be another process: a file whose time is the last commit's."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from clew_server.lakes.handles import opened

__all__ = ["last_told", "tell"]

NAME = "collected"


def tell(workspace_id: UUID) -> None:
    """Say that something of a workspace is in the journal now; the file is in the cache, and may vanish."""
    path, now = _path(workspace_id), time.time_ns()
    try:
        os.utime(path, ns=(now, now))
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def last_told(workspace_id: UUID) -> int:
    """Return when something was last told, in nanoseconds; 0 for never."""
    with suppress(OSError):
        return _path(workspace_id).stat().st_mtime_ns
    return 0


def _path(workspace_id: UUID) -> Path:
    return opened(workspace_id).store.place.cache / NAME
