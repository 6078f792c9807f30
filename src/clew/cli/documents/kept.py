"""The documents of workspaces, imports, rules and the data folder, field by field."""

from __future__ import annotations

from typing import Any

from clew.cli.settings.settings_documents import IMPORT

__all__ = ["KEPT"]

_COUNTED = {"table": "text", "rows": "number", "accepted": "number", "duplicates": "number", "updated": "number",
            "conflicts": "number", "rejected": "number"}  # fmt: skip
_SETTINGS = {"name": "text", "zone": "IANA zone", "zone_is_set": "yes or no", "week_start": "day of the week",
             "currency": "ISO code or null", "languages": ["language"]}  # fmt: skip
_RULES = {
    "format": "number",
    "statuses?": {"<status>": "who has the ticket"},
    "stages?": {"<touchpoint>": "stage"},
    "contact_reasons?": [{"reason": "text", "avoidable?": "yes or no", "<column>?": ["text, * for anything"]}],
}
_CLASSED = {
    "rules": _RULES,
    "own": "yes, where they are not those that come with Clew",
    "statuses": [{"value": "text", "count": "number", "holder": "us, customer, ..."}],
    "topics": [{"value": "text", "count": "number", "reason": "text", "avoidable": "yes, no or null"}],
    "queues": [{"value": "text", "count": "number", "reason": "text", "avoidable": "yes, no or null"}],
    "touchpoints": [{"value": "text", "count": "number", "stage": "text"}],
}
_CALENDAR = {
    "calendar": {
        "name": "text",
        "zone": "IANA zone",
        "versions": [{"from": "date or null", "week": {"<day>": "hours"}, "holidays": ["country"]}],
        "from": "date",
        "to": "date",
        "special_days": [{"date": "date", "day": "day of the week", "hours": "hours", "why": "text"}],
        "closed_before": "dates before that which an exception closes, in part or whole",
        "working_hours": "hours worked from the one date to the other, both included",
    },
    "calendars": ["name"],
}
_TABLES = {"version": "lake version", "tables": [{"name": "text", "rows": "number", "files": "number"}]}
#: Where a server keeps rows too: how many of its rows changed, and whether its database's log is cut.
_ERASED = {"marks?": "number", "is_purged?": "1 or 0"}
#: What became of the server's database.
_DATABASE = {"database": "sqlite (it is in the copy), postgresql (it is not) or none"}
#: How many ways out of surveys wait until somebody has looked at them.
_PAUSED = "number"

KEPT: dict[str, dict[str, Any]] = {
    "workspace create": {"workspace": _SETTINGS},
    "workspace set": {"workspace": _SETTINGS},
    "workspace rename": {"renamed": {"name": "text", "former": "text"}},
    "workspace list": {"workspaces": [_SETTINGS]},
    "calendar set": _CALENDAR,
    "calendar show": _CALENDAR,
    "calendar import": {"imported": {"name": "text", "events": "number", "days": "number", "left_out": ["text"]}},
    "calendar remove": {"removed": "text", "calendars": ["name"]},
    "suggest": {"file": "text", "mapping": "the mapping as TOML", "preset": "name of the tool recognised, or null"},
    "import": {
        "files": [
            {
                "file": "text",
                "import_id": "text",
                "tables": [_COUNTED],
                "rejections": [{"line": "number", "column": "text", "reason": "text", "value": "text"}],
                "joins": [{"key": "text", "matched": "number", "ambiguous": "number", "unmatched": "number"}],
                "seconds": "number",
                "error?": "why nothing of this file was imported, where another file of the command could be",
            }
        ],
        "dry_run?": "yes, where nothing was stored",
    },
    "imports": {"imports": [IMPORT]},
    "undo": {"undone": {"import_id": "text", "file": "text", "tables": {"<table>": "rows left"}, "version": "number"}},
    "rules show": _CLASSED,
    "rules check": _CLASSED,
    "rules set": {"rules": _RULES, "own": "yes or no"},
    "rules reset": {"rules": _RULES, "own": "yes or no"},
    "status": {
        "workspace": "id",
        "version": "lake version",
        "lag": {"records": "number", "imports": "number"},
        "is_loading": "yes or no",
        "journal": {"segments": "number", "bytes": "number"},
        "lake": {"files": "number", "bytes": "number", "retired_files": "number", "retired_bytes": "number"},
        "tables": {"<table>": "rows"},
        "superseded_rows": "number",
        "quarantine": "number",
        "identifiers": "number",
        "<fact>": "what the loader keeps about itself",
    },
    "verify": {"damaged": [{"file": "text", "where": "text", "what": "text"}]},
    "rebuild": {"rebuilt": _TABLES},
    "compact": {"compacted": _TABLES},
    "backup": {"backup": {"directory": "text", "workspaces": ["id"], "files": "number", **_DATABASE}},
    "restore": {"restored": {"directory": "text", "workspaces": ["id"], **_DATABASE, "paused": _PAUSED}},
    "export": {
        "exported": {
            "kind": "parquet, delta or csv",
            "version": "lake version",
            "tables": [{"name": "text", "file": "text", "rows": "number"}],
        }
    },
    "erase": {"erased": {"rows": "number", "records": "number", "segments": "number", "shared": "number", **_ERASED}},
    "person": {"person": {"directory": "text", "tables": [{"table": "text", "rows": "number"}]}},
    "simulate": {"directory": "text", "files": ["text"]},
}
