"""Watched folders: which may be watched, and which of their files are new and stable."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from clew.store.durable import make_folder
from clew_server.configuration import configuration

__all__ = ["FolderError", "checked_folder", "copied", "new_files", "roots"]

#: A file is taken when it was not changed so long and looked the same the time before.
STABLE = 20.0
MOST = 200


class FolderError(Exception):
    """A folder cannot be watched; the text says what can be."""


def roots() -> list[Path]:
    """Return the folders beneath which folders may be watched."""
    own = configuration().server_folder / "watched"
    return [own.absolute(), *(Path(text) for text in configuration().watch_folders)]


def checked_folder(text: str) -> Path:
    """Return a folder that may be watched, made where it is one of the data folder's; raises FolderError."""
    own, *others = roots()
    given = Path(text.strip())
    path = given if given.is_absolute() else own / given
    if "\0" in text or not text.strip() or not any(_is_beneath(path, root) for root in (own, *others)):
        raise FolderError(
            gettext("Only folders beneath these can be watched: %(folders)s.")
            % {"folders": ", ".join(str(root) for root in (own, *others))}
        )
    if _is_beneath(path, own):
        make_folder(path.resolve())
    if not path.is_dir():
        raise FolderError(gettext("There is no folder %(folder)s.") % {"folder": path})
    return path


def _is_beneath(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def new_files(folder: Path, seen: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Return names of files to take now, and what was seen: name to size, time of change, and whether it was taken."""
    take: list[str] = []
    now_seen: dict[str, Any] = {}
    for entry in sorted(os.scandir(folder), key=lambda one: one.name)[:MOST]:
        if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
            continue
        looks = entry.stat(follow_symlinks=False)
        said = {"size": looks.st_size, "at": looks.st_mtime_ns, "taken": False}
        before = seen.get(entry.name, {})
        is_same = (before.get("size"), before.get("at")) == (said["size"], said["at"])
        said["taken"] = is_same and bool(before.get("taken"))
        if is_same and not said["taken"] and looks.st_size and time.time() - looks.st_mtime > STABLE:
            take.append(entry.name)
            said["taken"] = True
        now_seen[entry.name] = said
    return take, now_seen


def copied(folder: Path, name: str, to: Path) -> int:
    """Copy an ordinary file, never through a link, and return its size; it is on the disk then."""
    handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as source, to.open("r+b") as target:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FolderError(gettext("%(file)s is no ordinary file.") % {"file": name})
        size = 0
        while chunk := source.read(1024 * 1024):
            size += target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return size
