"""Folders for what a process writes down meanwhile; they go with it, and those that a killed one left go later."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

__all__ = ["remove_with", "scratch_folder", "sweep"]

#: A folder names what it is for and the process that made it.
_NAME = re.compile(r"clew-[a-z]+-([1-9][0-9]{0,9})-[a-z0-9_]+")
#: Seconds that a folder of a dead process stays: it may be looked at, or its process live where this one cannot see.
GRACE = 3600.0


def scratch_folder(kind: str) -> Path:
    """Return a new private folder for temporary files, ``clew-KIND-PROCESS-...``; its maker removes it.

    The first one that a process asks for also sweeps away what dead processes left.
    """
    _sweep_once(tempfile.gettempdir())
    return Path(tempfile.mkdtemp(prefix=f"clew-{kind}-{os.getpid()}-"))


def remove_with(owner: object, folder: Path) -> None:
    """Remove ``folder`` when ``owner`` is no longer used, at the latest with this process; a fork leaves it alone."""
    weakref.finalize(owner, _remove, folder, os.getpid())


def _remove(folder: Path, maker: int) -> None:
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _sweep_once(place: str) -> None:
    sweep(Path(place))


def sweep(place: Path) -> None:
    """Remove this user's scratch folders in ``place`` whose process is dead, once they are an hour old."""
    for folder in _left_behind(place):
        shutil.rmtree(folder, ignore_errors=True)


def _left_behind(place: Path) -> Iterator[Path]:
    with suppress(OSError):
        for name in os.listdir(place):  # noqa: PTH208 - thousands of names, of which few are looked at
            made = _NAME.fullmatch(name)
            if made and _is_old_and_own(place / name) and not _lives(int(made[1])):
                yield place / name


def _is_old_and_own(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and found.st_mtime < time.time() - GRACE


def _lives(process: int) -> bool:
    """Return whether there is a process of that number; one that may not be asked lives."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
