"""What the cache holds of older contents of the lake: it goes, but not from under a process that still reads it."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["forget_older"]

#: Folders of the newest contents that stay, and for how many seconds any other stays after it was last written to.
KEPT, GRACE = 2, 3600.0


def forget_older(folder: Path) -> None:
    """Remove what is kept beside ``folder``, the current content's: all but the newest other one and recent ones.

    A process that began before the last import may still read the content of then; all can be made again.
    """
    others = sorted(((_written(other), other) for other in folder.parent.glob("*") if other != folder), reverse=True)
    for at, other in others[KEPT - 1 :]:
        if at < time.time() - GRACE:
            shutil.rmtree(other, ignore_errors=True)


def _written(folder: Path) -> float:
    """Return when something was last put into ``folder``; 0 where it is gone meanwhile."""
    with suppress(OSError):
        return folder.stat().st_mtime
    return 0.0
