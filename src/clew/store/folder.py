"""The data folder: its format, its workspaces, and opening one."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from clew.errors import DamageError, DataError, UsageError
from clew.store.durable import make_folder, write_durably
from clew.store.erasure import finish_erasure
from clew.store.identity import NAME_FILE, SECRET, named_like, read_name, sealed
from clew.store.lake.lake import IDENTIFIERS_FOLDER, LAKE_FOLDER
from clew.store.locks import exclusive
from clew.store.place import JOURNAL_FOLDER, LOCKS_FOLDER, Place
from clew.store.workspace import Workspace, wall_clock

__all__ = [
    "FORMAT",
    "FORMAT_FILE",
    "NAME_FILE",
    "find_workspace",
    "initialise",
    "list_workspaces",
    "open_workspace",
    "rename_workspace",
    "workspace_folders",
]

FORMAT_FILE = "CLEW-FORMAT"
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
        DamageError: the workspace's secret is damaged, or a damaged name may be the one that is wanted.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     open_workspace(folder, "shop").name, list_workspaces(folder)
    ('shop', ['shop'])
    """
    data = Path(data)
    found = find_workspace(data, name)
    if not found:
        if not create:
            raise UsageError.unknown("workspace", name, list_workspaces(data))
        found = _create(data, name)
    place = Place(found, found.name)
    _ = place.secret  # with a damaged one, new rows would get other ids than old ones
    finish_erasure(place, now)
    return Workspace(data, place, name, now)


def rename_workspace(data: Path | str, name: str, new: str) -> None:
    """Call the workspace ``name`` of the data folder ``new`` from now on; its id, and so its addresses, stay.

    Raises:
        UsageError: there is no such workspace, another one has the new name, or it can be no name.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = open_workspace(folder, "shop")
    ...     rename_workspace(folder, "shop", "store")
    ...     list_workspaces(folder)
    ['store']
    """
    data, new = Path(data), new.strip()
    _check_name(new)
    with exclusive(data / _DATA_LOCK, "renames a workspace"):
        folder = find_workspace(data, name)
        if folder is None:
            raise UsageError.unknown("workspace", name, list_workspaces(data))
        if new != name and find_workspace(data, new):
            raise UsageError(f"Another workspace of this data folder is called '{new}': choose another name.")
        write_durably(folder / NAME_FILE, named_like(folder, new))


def find_workspace(data: Path | str, name: str) -> Path | None:
    """Return the folder of the workspace ``name``, None where there is none yet; reads names only, changes nothing.

    Raises:
        DamageError: no name that can be read is the wanted one, and there is one that cannot be read.
    """
    data = Path(data)
    if not _checked(data):
        return None
    for folder in _named(data):
        try:
            if read_name(folder) == name:
                return folder
        except DamageError:
            continue  # another workspace's damage stops nobody; below it is raised where it may be this one's
    return workspace_folders(data).get(name)


def list_workspaces(data: Path | str) -> list[str]:
    """Return the names of the data folder's workspaces, sorted; none where there is no folder yet."""
    data = Path(data)
    return sorted(workspace_folders(data)) if _checked(data) else []


def workspace_folders(data: Path) -> dict[str, Path]:
    """Return the folder of each workspace by name.

    Raises:
        DamageError: a NAME is not what was written, or is gone from a folder that holds a journal.
    """
    return {read_name(folder): folder for folder in _named(data)}


def _named(data: Path) -> list[Path]:
    """Return the folders that have, or had, a name; one without it and without a journal was never finished."""
    named = {file.parent for file in data.glob(f"*/{NAME_FILE}")}
    return sorted(named | {file.parent.parent for file in data.glob(f"*/{JOURNAL_FOLDER}/*")})


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


def initialise(data: Path | str) -> None:
    """Make ``data`` a data folder, without a workspace, unless it is one.

    Raises:
        UsageError: it is some other folder.
    """
    make_folder(Path(data))
    with exclusive(Path(data) / _DATA_LOCK, "makes the data folder"):
        _mark(Path(data))


def _mark(data: Path) -> None:
    if not _checked(data):
        write_durably(data / FORMAT_FILE, f"{FORMAT}\n".encode())


def _create(data: Path, name: str) -> Path:
    _check_name(name)
    make_folder(data)
    with exclusive(data / _DATA_LOCK, "makes a workspace"):
        _mark(data)
        return find_workspace(data, name) or _make(data / str(uuid.uuid4()), name)


def _make(folder: Path, name: str) -> Path:
    for part in (JOURNAL_FOLDER, LAKE_FOLDER, IDENTIFIERS_FOLDER, LOCKS_FOLDER):
        make_folder(folder / part)
    write_durably(folder / SECRET, sealed(secrets.token_hex(_SECRET_BYTES)))
    write_durably(folder / NAME_FILE, sealed(name))  # the last, so that a half-made folder is none
    return folder


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _NAME_LENGTH or not name.isprintable():
        raise UsageError(f"A workspace's name has 1 to {_NAME_LENGTH} printable characters; '{name[:40]}' does not.")
