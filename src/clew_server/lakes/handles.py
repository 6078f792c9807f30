"""One handle a workspace and process: journal, lake, engine and the cache of answers, shared by all requests."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from uuid import UUID

import clew
from clew.errors import UsageError
from clew.store.folder import open_workspace, workspace_folders
from clew_server.configuration import configuration

__all__ = ["close_all", "known_workspaces", "opened"]

_handles: dict[UUID, clew.Workspace] = {}
_lock = Lock()


def known_workspaces(data: Path | None = None) -> dict[UUID, str]:
    """Return the data folder's workspaces: the name of each id."""
    return {UUID(folder.name): name for name, folder in workspace_folders(data or configuration().data).items()}


def opened(workspace_id: UUID) -> clew.Workspace:
    """Return the library's workspace of an id; the caller has asked before whether it may.

    Raises:
        UsageError: the data folder has no such workspace (any more).
    """
    with _lock:
        if workspace_id not in _handles:
            name = known_workspaces().get(workspace_id)
            if name is None:
                raise UsageError(f"The data folder has no workspace {workspace_id}: was it moved away?")
            store = open_workspace(configuration().data, name, create=False)
            _handles[workspace_id] = clew.Workspace(store, memory=configuration().memory)
        return _handles[workspace_id]


def close_all() -> None:
    """Close every handle; the next request opens them again."""
    with _lock:
        for handle in _handles.values():
            handle.close()
        _handles.clear()
