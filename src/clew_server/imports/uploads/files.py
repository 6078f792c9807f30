"""Bytes of uploads on the disk: each file is called as its id, in a folder of its workspace."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from uuid import UUID

from clew.store.durable import lock, make_folder, sync_folder
from clew_server.configuration import configuration

__all__ = ["file_of", "free_room", "prepare_file", "remove_file", "write_at"]


def file_of(workspace_id: UUID, upload_id: UUID) -> Path:
    """Return where an upload lies; no part of the path comes from outside."""
    return configuration().server_folder / "uploads" / str(workspace_id) / str(upload_id)


def prepare_file(path: Path) -> None:
    """Make an empty file (mode 600) whose name is on the disk."""
    make_folder(path.parent)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    sync_folder(path.parent)


def write_at(path: Path, offset: int, data: bytes) -> None:
    """Put ``data`` at ``offset`` and cut off what may stand behind it; when this returns it is on the disk."""
    with path.open("r+b") as file:
        lock(file.fileno())
        file.seek(offset)
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def remove_file(workspace_id: UUID, upload_id: UUID) -> None:
    """Remove an upload's bytes, if they are there."""
    file_of(workspace_id, upload_id).unlink(missing_ok=True)


def free_room() -> int:
    """Return how many bytes are free on the disk of the data folder."""
    return shutil.disk_usage(configuration().data).free
