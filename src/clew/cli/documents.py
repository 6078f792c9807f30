"""The JSON documents of the command line, field by field: the documentation page and its test are written from these.

A text says what stands there, a list holds one example of its items; a list or an object may be null where there is
nothing to tell. A name in angle brackets stands for any name, a name that ends in ``?`` may be absent.
"""

from __future__ import annotations

from typing import Any

from clew.cli.settings.settings_documents import IMPORT, SETTINGS_DOCUMENTS

__all__ = ["DOCUMENTS", "ENDLESS"]

_COUNTED = {"table": "text", "rows": "number", "accepted": "number", "duplicates": "number", "updated": "number",
            "conflicts": "number", "rejected": "number"}  # fmt: skip
_SETTINGS = {"name": "text", "zone": "IANA zone", "zone_is_set": "yes or no", "week_start": "day of the week",
             "currency": "ISO code or null", "languages": ["language"]}  # fmt: skip
_ESTIMATE = {"value": "number or null", "lo": "number or null", "hi": "number or null", "n": "number"}
_RULES = {
    "format": "number",
    "statuses?": {"<status>": "who has the ticket"},
    "stages?": {"<touchpoint>": "stage"},
    "contact_reasons?": [{"reason": "text", "avoidable?": "yes or no", "<column>?": ["text, * for anything"]}],
}
_SAID = {"owner": "text", "note": "text", "known": "yes or no", "mute_until": "day or null"}
_SAID_OF = {"id": "text", "title": "what it was called when something was last said of it", **_SAID}
_FINDING = {
    "id": "text",
    "kind": "text",
    "metric": "text",
    "title": "text",
    "claim": "text",
    "label": "descriptive, ...",
    **_ESTIMATE,
    "where": {"<dimension>": "text"},
    "evidence": {"<name>": "what the claim stands on"},
    "rank": "number, 0 where it is muted",
    **{name: f"{what}, as people said" for name, what in _SAID.items()},
}
_FIGURE = {**_ESTIMATE, "missing": "number", "warnings": ["text"]}
#: The median and the 90th percentile.
_TIMES = [_FIGURE]
#: The sections of a diagnosis: how it is, beside what is worth telling.
_SECTIONS = {
    "journey": {
        "by": "run or customer",
        "gap_days": "number or null",
        "names": "name or touchpoint",
        **dict.fromkeys(("paths", "events", "customers", "steps", "single"), "number"),
        **dict.fromkeys(("median_seconds", "p90_seconds"), "of paths of several contacts, or null"),
        "unfinished": "number of paths that may still go on",
        "left_out": "number of contacts",
        "nodes": [{"name": "text", "position": "contacts before it, on average", **dict.fromkeys(
            ("paths", "contacts", "began", "ended", "still_open", "again"), "number")}],
        "edges": [{"from": "text", "to": "text", "count": "number", "share": "of what follows from", "paths": "number",
                   "median_seconds": "number", "p90_seconds": "number", "in_circle": "yes or no"}],
        "rest": dict.fromkeys(
            ("names", "contacts", "began", "ended", "still_open", "transitions", "count", "share"), "number"),
        "command": "text",
    },
    "service": {
        "working": "yes, where a calendar is set",
        "parts": [{
            "table": "tickets or calls",
            "times": [{"metric": "text", "calendar": _TIMES, "working": _TIMES, "closed_mean": _FIGURE,
                       "open": "number", "command": "text"}],
            "shares": [{"metric": "text", "figure": _FIGURE, "direction": "higher, lower or none",
                        "parameters": {"<name>": "text"}, "command": "text"}],
            "holders": {"<holder>": _FIGURE},
            "backlog": [{"period": "month", "open": "number", "incomplete": "yes or no"}],
            "dimension": "team or queue",
            "columns": ["metric"],
            "groups": [{"name": "text or null", "figures": [_FIGURE]}],
            "other_groups": "number",
        }],
    },
    "reasons": [{
        "table": "tickets or calls",
        "contacts": "number",
        "share_avoidable": _FIGURE,
        "rows": [{"reason": "text", "avoidable": "yes, no or unknown", "rate": _FIGURE, "share": "number"}],
        "other_reasons": "number",
        "other_contacts": "number",
        "command": "text",
    }],
    "promises": [{"kind": "text or null", "kept": _FIGURE, "lateness": _FIGURE, "never": "number",
                  "command": "text"}],
}  # fmt: skip
_CLASSED = {
    "rules": _RULES,
    "own": "yes, where they are not those that come with Clew",
    "statuses": [{"value": "text", "count": "number", "holder": "us, customer, ..."}],
    "topics": [{"value": "text", "count": "number", "reason": "text", "avoidable": "yes, no or null"}],
    "queues": [{"value": "text", "count": "number", "reason": "text", "avoidable": "yes, no or null"}],
    "touchpoints": [{"value": "text", "count": "number", "stage": "text"}],
}
_TABLES = {"version": "lake version", "tables": [{"name": "text", "rows": "number", "files": "number"}]}
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

_COSTS = {"times": "number", "paths": "number", "customers": "number", "extra_events": "number",
          "extra_seconds": "number"}  # fmt: skip
_MEDIAN = {**_ESTIMATE, "method": "text", "warnings": ["text"]}
_HANDED = {
    "hand_overs": "changes from one to another along a path",
    "times": "number of those that went straight back",
    "paths": "number",
    "of_paths": "number",
    "pairs": [{"first": "text", "second": "text", "times": "number", "paths": "number"}],
    "other_times": "number",
}
_NEIGHBOUR = {
    "kind": "name, began here, ended or still open",
    "name": "text or null",
    "visits": "number",
    "share": "number",
    "paths": "number",
    "nearby": "visits with it among the contacts within reach",
    "median_seconds": "number or null",
    "median_lo": "number or null",
    "median_hi": "number or null",
}
#: What the views circles, around, compare and goal of ``paths`` hold beside ``rows``.
_TOLD = {
    "longer?": _COSTS,
    "total?": _COSTS,
    "rework?": {
        **dict.fromkeys(("paths", "events", "extra_events", "repeats", "returns", "repeat_seconds"), "number"),
        **dict.fromkeys(("paths_with_rework", "paths_with_repeats", "paths_with_returns"), "number"),
    },
    "back_and_forth?": {"actor": _HANDED, "team": _HANDED},
    "around?": {"name": "text", "visits": "number", "paths": "number", "within": "number of contacts"},
    "before?": [_NEIGHBOUR],
    "after?": [_NEIGHBOUR],
    "drop_off?": {**_MEDIAN, "within_seconds": "number"},
    "groups?": [{"name": "text", "paths": "number"}],
    "in_no_group?": "number of paths",
    "tested?": "number of transitions and circles",
    "beyond_chance?": "number of those",
    "not_tested?": "number of transitions and circles",
    "goal?": {"name": "text", **dict.fromkeys(("paths", "reached", "ended_without", "still_open"), "number")},
    "share?": _MEDIAN,
    "steps?": _MEDIAN,
    "contacts?": _MEDIAN,
    "seconds?": _MEDIAN,
    "lostness?": {"shortest": "number", "is_given": "yes or no", "found_their_way": "number or null",
                  "lost": "number or null", "undefined": "number of paths", **_MEDIAN},
}  # fmt: skip
_TOLD_ROWS = {
    "circle?": ["view circles: name"],
    "after?": "name before the circle, or null",
    "times?": "number",
    "customers?": "number",
    "extra_events?": "number",
    "extra_seconds?": "number",
    "kind?": "view compare: transition or circle",
    "names?": ["name"],
    "counts?": ["paths of each group"],
    "shares?": ["of each group"],
    "difference?": "number or null",
    "lo?": "number or null",
    "hi?": "number or null",
    "p?": "number or null",
    "q?": "number or null",
    "beyond_chance?": "yes, no or null",
    "smallest_detectable?": "number or null",
    "method?": "text",
}

#: Where a server keeps rows too: how many of its rows changed, and whether its database's log is cut.
_ERASED = {"marks?": "number", "is_purged?": "1 or 0"}
#: What became of the server's database.
_DATABASE = {"database": "sqlite (it is in the copy), postgresql (it is not) or none"}

#: Command → what its JSON document holds beside ``format``.
DOCUMENTS: dict[str, dict[str, Any]] = {
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
    "tables": {
        "version": "lake version",
        "tables": [{"name": "text", "rows": "number", "customers": "number", "from": "time", "to": "time"}],
    },
    "metrics": {
        "metrics": [
            {
                "name": "text",
                "label": "text",
                "about": "text",
                "unit": "text",
                "statistics": [{"name": "text", "unit": "text", "about": "text"}],
                "parameters": [{"name": "text", "about": "text", "default": "text", "choices": ["text"]}],
                "needs": ["text"],
                "direction": "higher, lower or none",
                "time_column": "text",
                "source": "text",
            }
        ]
    },
    "ask": {
        "metric": "text",
        "label": "text",
        "statistic": "text",
        "unit": "text",
        "direction": "higher, lower or none",
        "level": "number",
        "as_of": "time",
        "spec_hash": "text",
        "population": "text",
        "rows": [
            {
                "<dimension>": "text or null",
                "period": "label or null",
                "statistic": "text",
                **_ESTIMATE,
                "n_effective": "number",
                "missing": "number",
                "method": "text",
                "warnings": ["text"],
            }
        ],
        "comparisons": [
            {
                "<dimension>": "text or null",
                "period": "label or null",
                "reference": "what it is compared with",
                "difference": "number or null",
                "lo": "number or null",
                "hi": "number or null",
                "p": "number or null",
                "q": "number or null",
                "beyond_chance": "yes or no",
                "smallest_detectable": "number or null",
                "n": ["answers of each of the two"],
                "method": "text",
                "warnings": ["text"],
            }
        ],
        "warnings": ["text"],
    },
    "search": {
        "rows": [
            {
                "feedback_id": "text",
                "customer_id": "text or null",
                "verbatim": "text",
                "at": "time or null",
                "answered_at": "time or null",
                "asked_at": "time or null",
                "metric": "text or null",
                "rating": "number or null",
                "scale_min": "number or null",
                "scale_max": "number or null",
                "nps_class": "promoter, passive, detractor or null",
                "choice": "text or null",
                "program": "text or null",
                "kind": "text or null",
                "instrument": "text or null",
                "question": "text or null",
                "touchpoint": "text or null",
                "channel": "text or null",
                "language": "text or null",
                "product": "text or null",
                "location": "text or null",
                "team": "text or null",
                "ticket_id": "text or null",
                "order_id": "text or null",
                "journal_ref": "segment/record/row",
            }
        ],
        "count": "number of all; null after the first page",
        "after": "what --after takes for the next page; empty where there is none",
    },
    "rows": {
        "rows": [{"journal_ref": "segment/record/row", "<column>": "as the table has it"}],
        "more": "yes, where there are rows beyond the limit",
    },
    "paths": {
        "definition?": {
            "by": "run, customer or session",
            "gap_days": "number or null",
            "names": "name, touchpoint, ...",
            "tables": ["name"],
            "time": "calendar or working",
            "as_of": "time or null",
        },
        "left_out?": {"<why>": "contacts in no path"},
        "warnings?": ["text"],
        "paths?": "view summary: number of paths",
        "events?": "number of contacts in paths",
        "names?": "number of different names",
        "variants?": "number of different sequences",
        "median_seconds?": "number or null",
        "mean_seconds?": "number or null",
        "p90_seconds?": "number or null",
        "unfinished?": "number of paths that may still go on",
        "count?": "with --rows: rows in all",
        "not_shown?": "with --rows: how many of them are not listed",
        "rows?": [
            {
                "from?": "view transitions: a name",
                "to?": "the name that directly follows",
                "count?": "number",
                "paths?": "number of paths that have it",
                "median_seconds?": "number",
                "median_lo?": "number or null",
                "median_hi?": "number or null",
                "p90_seconds?": "number",
                "variant?": ["view variants: name"],
                "share?": "number",
                **_TOLD_ROWS,
                "transition?": "with --rows: number of the pair",
                "step?": "from or to",
                "path?": "its run, customer or session",
                "table?": "events, calls or tickets",
                "wait_seconds?": "number",
                "journal_ref?": "segment/record/row",
                "<column>": "as the table has it",
            }
        ],
        "other?": {
            "transitions?": "number",
            "variants?": "number",
            "count?": "number",
            "share?": "number",
            **{f"{name}?": what for name, what in _COSTS.items()},
        },
        "starts?": [{"name": "text", "paths": "number", "share": "number"}],
        "ends?": [{"name": "text", "paths": "number", "share": "number", "ended": "number", "still_open": "number"}],
        **_TOLD,
    },
    "diagnose": {
        "findings": [_FINDING],
        "muted": [_FINDING],
        "not_computed": [{"kind": "text", "why": "text"}],
        "levels": [{"<name>": "the score of one metric and program"}],
        **_SECTIONS,
        "tests": "how many statements were tested",
        "alpha": "number",
        "as_of": "time",
        "version": "lake version",
    },
    "finding": {"finding": _SAID_OF},
    "findings": {"findings": [_SAID_OF]},
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
    "restore": {"restored": {"directory": "text", "workspaces": ["id"], **_DATABASE}},
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
    **SETTINGS_DOCUMENTS,
    "user add": {"email": "text", "role": "text", "workspace": "text"},
    "user login-link": {"address": "text"},
    "user list": {
        "workspace": "text",
        "users": [
            {
                "email": "text",
                "name": "text",
                "role": "owner, analyst, agent or viewer",
                "is_active": "boolean",
                "second_factor": "boolean",
                "last_login": "time or null",
                "joined_at": "time",
            }
        ],
    },
    "user role": {"email": "text", "role": "text", "before": "text", "workspace": "text"},
    "user disable": {"email": "text", "is_active": "boolean"},
    "user forget-factor": {"email": "text", "removed": "number"},
    "key create": {"key": "text, shown this one time"},
    "key list": {
        "workspace": "text",
        "keys": [
            {
                "id": "text",
                "name": "text",
                "begins": "text",
                "scope": "collect, read or write",
                "is_open": "boolean",
                "created_at": "time",
                "expires_at": "time or null",
                "used_at": "time or null",
                "revoked_at": "time or null",
            }
        ],
    },
    "key revoke": {"name": "text", "begins": "text"},
}
#: Commands that run until they are stopped: they print no document.
ENDLESS = ("serve", "worker")
