"""The data folder: its format, its workspaces, and opening one."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from clew.errors import DataError, UsageError
from clew.store.durable import make_folder, write_durably
from clew.store.erasure import finish_erasure
from clew.store.lake.lake import IDENTIFIERS_FOLDER, LAKE_FOLDER
from clew.store.locks import exclusive
from clew.store.place import JOURNAL_FOLDER, LOCKS_FOLDER, SECRET, Place
from clew.store.workspace import Workspace, wall_clock

__all__ = ["FORMAT", "FORMAT_FILE", "NAME_FILE", "list_workspaces", "open_workspace", "workspace_folders"]

FORMAT_FILE = "CLEW-FORMAT"
NAME_FILE = "NAME"
FORMAT = 1

_DATA_LOCK = "LOCK"
_NAME_LENGTH = 100
_SECRET_BYTES = 32


def open_workspace(
    data: Path | str, name: str = "main", *, create: bool = True, now: Callable[[], datetime] = wall_clock
) -> Workspace:
    """Return the workspace ``name`` of the data folder; a missing or empty folder is initialised.

    Raises:
        UsageError: no such workspace and ``create`` is false, or ``data`` is some other folder.
        DataError: the folder was written by a newer Clew.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     open_workspace(folder, "shop").name, list_workspaces(folder)
    ('shop', ['shop'])
    """
    data = Path(data)
    found = _checked(data) and workspace_folders(data).get(name)
    if not found:
        if not create:
            raise UsageError.unknown("workspace", name, list_workspaces(data))
        found = _create(data, name)
    place = Place(found, found.name)
    finish_erasure(place, now)
    return Workspace(data, place, name, now)


def list_workspaces(data: Path | str) -> list[str]:
    """Return the names of the data folder's workspaces, sorted; none where there is no folder yet."""
    data = Path(data)
    return sorted(workspace_folders(data)) if _checked(data) else []


def workspace_folders(data: Path) -> dict[str, Path]:
    """Return the folder of each workspace by name; a folder without NAME was never finished and is none."""
    found = {}
    for file in sorted(data.glob(f"*/{NAME_FILE}")):
        found[file.read_text().rstrip("\n")] = file.parent
    return found


def _checked(data: Path) -> bool:
    """Return whether ``data`` is a data folder we can read; false where there is nothing yet."""
    try:
        text = (data / FORMAT_FILE).read_text().strip()
    except FileNotFoundError:
        _refuse_strangers(data)
        return False
    except NotADirectoryError:
        raise UsageError(f"{data} is a file, not a folder.") from None
    if not text.isdigit():
        raise DataError(f"{data / FORMAT_FILE} is damaged: it says '{text[:20]}', not a number.")
    if int(text) > FORMAT:
        raise DataError(f"{data} has format {text}; this version of Clew reads up to {FORMAT}: use a newer Clew.")
    return True


def _refuse_strangers(data: Path) -> None:
    if data.is_dir() and any(entry.name not in {_DATA_LOCK, f"{FORMAT_FILE}.tmp"} for entry in data.iterdir()):
        raise UsageError(f"{data} is not empty and no data folder of Clew: say another one with --data.")


def _create(data: Path, name: str) -> Path:
    _check_name(name)
    make_folder(data)
    with exclusive(data / _DATA_LOCK, "makes a workspace"):
        if not _checked(data):
            write_durably(data / FORMAT_FILE, f"{FORMAT}\n".encode())
        return workspace_folders(data).get(name) or _make(data / str(uuid.uuid4()), name)


def _make(folder: Path, name: str) -> Path:
    for part in (JOURNAL_FOLDER, LAKE_FOLDER, IDENTIFIERS_FOLDER, LOCKS_FOLDER):
        make_folder(folder / part)
    write_durably(folder / SECRET, f"{secrets.token_hex(_SECRET_BYTES)}\n".encode())
    write_durably(folder / NAME_FILE, f"{name}\n".encode())  # the last, so that a half-made folder is none
    return folder


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _NAME_LENGTH or not name.isprintable():
        raise UsageError(f"A workspace's name has 1 to {_NAME_LENGTH} printable characters; '{name[:40]}' does not.")
