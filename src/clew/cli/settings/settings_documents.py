"""The JSON documents of the commands that keep facts and settings, in the words of :mod:`clew.cli.documents`."""

from __future__ import annotations

from typing import Any

__all__ = ["IMPORT", "SETTINGS_DOCUMENTS"]

#: One import, as `clew imports` lists it; ``remapped``: it is read by another mapping than it came with.
IMPORT = {
    "import_id": "text", "file": "text", "imported_at": "time", "format": "csv, json, ...", "sha256": "text",
    "tables": ["name"], "rows": "number", "accepted": "number", "duplicates": "number", "updated": "number",
    "conflicts": "number", "rejected": "number", "undone": "yes or no", "remapped": "yes or no", "mends": "number",
}  # fmt: skip

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
_REASON = {"import_id": "id", "file": "text", "table": "text", "reason": "text", "column": "text", "count": "number"}
_SET_ASIDE = {"import_id": "id", "table": "text", "line": "number", "row": "number or null", "column": "text",
              "reason": "text", "value": "text", "segment": "text", "record": "number"}  # fmt: skip
_MEND = {"id": "id", "row": "number", "columns": ["text"], "at": "time", "undone_at": "time or null"}

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
    "quarantine reasons": {"reasons": [_REASON]},
    "quarantine list": {"total": "number", "rows": [_SET_ASIDE]},
    "quarantine mend": {"mend": _MEND, "still_set_aside": ["column: reason"]},
    "quarantine mends": {"mends": [_MEND]},
    "quarantine undo": {"undone": "id"},
    "remap": {"remapped": IMPORT},
}
