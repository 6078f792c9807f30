"""The JSON documents of the commands that keep facts and settings, in the words of :mod:`clew.cli.documents`."""

from __future__ import annotations

from typing import Any

__all__ = ["SETTINGS_DOCUMENTS"]

_RENAME = {"id": "id", "column": "touchpoint or channel", "old": "text", "new": "text", "stated_at": "time",
           "undone_at": "time or null"}  # fmt: skip
_NAME = {"name": "text", "shown_as": "text", "rows": "number"}

SETTINGS_DOCUMENTS: dict[str, Any] = {
    "rename touchpoint": {"renames": [_RENAME]},
    "rename channel": {"renames": [_RENAME]},
    "rename list": {"renames": [_RENAME], "names": {"touchpoint": [_NAME], "channel": [_NAME]}},
    "rename undo": {"undone": _RENAME},
}
