"""A workspace: the one handle on journal, lake and settings of one tenant."""

from __future__ import annotations

from clew.store.workspace.handle import wall_clock
from clew.store.workspace.workspace import Workspace

__all__ = ["Workspace", "wall_clock"]
