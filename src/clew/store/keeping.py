"""Backups of a whole data folder, taken while others write and put back without the people erased since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from clew.errors import UsageError
from clew.store import backup as copies
from clew.store.folder import open_workspace, workspace_folders
from clew.store.workspace import wall_clock

__all__ = ["backup", "restore"]


def backup(data: Path | str, directory: Path | str, *, now: Callable[[], datetime] = wall_clock) -> dict[str, Any]:
    """Write a consistent, self-checking copy of the data folder into ``directory``; return what it holds.

    Raises:
        UsageError: there is nothing to copy, or ``directory`` is not empty.
        DamageError: a file is not what was written.
    """
    folders = workspace_folders(Path(data))
    if not folders:
        raise UsageError(f"{data} holds no workspace: there is nothing to copy.")
    catalogue = copies.backup(list(folders.values()), Path(directory), now=now)
    return {"directory": str(directory), "workspaces": sorted(folders), "files": len(catalogue.files)}


def restore(
    directory: Path | str,
    data: Path | str,
    *,
    erasures: Path | None = None,
    erase_listed: Callable[[Path], object],
) -> dict[str, Any]:
    """Put a copy in the place of the data folder; return what is there now.

    ``erase_listed`` erases, in a workspace's folder, everybody on its list; ``erasures`` is such a list.

    Raises:
        DamageError: the copy is damaged.
        UsageError: there is no list of erased people to honour.
    """
    copies.restore(Path(directory), Path(data), erase_listed=erase_listed, erased=erasures)
    names = sorted(workspace_folders(Path(data)))
    return {"data": str(data), "workspaces": [{"name": name, "id": open_workspace(data, name).id} for name in names]}
