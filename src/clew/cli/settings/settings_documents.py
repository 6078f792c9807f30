"""The JSON documents of the commands that keep facts and settings, in the words of :mod:`clew.cli.documents`."""

from __future__ import annotations

from typing import Any

__all__ = ["SETTINGS_DOCUMENTS"]

_RENAME = {"id": "id", "column": "touchpoint or channel", "old": "text", "new": "text", "stated_at": "time",
           "undone_at": "time or null"}  # fmt: skip
_NAME = {"name": "text", "shown_as": "text", "rows": "number"}
_SEGMENT = {
    "name": "text",
    "conditions": [{"field": "text", "operator": "= != < <= > >=", "value": "text"}],
    "note": "text",
}
_TARGET = {"name": "text", "metric": "text", "statistic": "text", "program": "text", "direction": "higher or lower",
           "value": "number or null", "matters": "number or null"}  # fmt: skip
_CHANGE = {"id": "id", "begins": "day", "ends": "day or null", "kind": "release, price, campaign, outage or other",
           "title": "text", "note": "text"}  # fmt: skip

SETTINGS_DOCUMENTS: dict[str, Any] = {
    "rename touchpoint": {"renames": [_RENAME]},
    "rename channel": {"renames": [_RENAME]},
    "rename list": {"renames": [_RENAME], "names": {"touchpoint": [_NAME], "channel": [_NAME]}},
    "rename undo": {"undone": _RENAME},
    "segment set": {"segment": _SEGMENT},
    "segment list": {"segments": [_SEGMENT]},
    "segment remove": {"removed": "text"},
    "target set": {"target": _TARGET},
    "target list": {"targets": [_TARGET]},
    "target remove": {"removed": "text"},
    "change add": {"change": _CHANGE},
    "change list": {"changes": [_CHANGE]},
    "change remove": {"removed": "id"},
}
