"""The store: journal, loader, lake, and the workspace that holds them together.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     open_workspace(folder).settings.zone
'UTC'
"""

from __future__ import annotations

from clew.store.folder import list_workspaces, open_workspace, rename_workspace
from clew.store.intake.result import FileResult
from clew.store.keeping import backup, restore
from clew.store.settings import Settings
from clew.store.snapshot import Snapshot
from clew.store.workspace import Workspace

__all__ = [
    "FileResult",
    "Settings",
    "Snapshot",
    "Workspace",
    "backup",
    "list_workspaces",
    "open_workspace",
    "rename_workspace",
    "restore",
]
