"""The documents of what a diagnosis tells, and what people say of a finding, field by field."""

from __future__ import annotations

from typing import Any

from clew.cli.documents.shapes import ESTIMATE

__all__ = ["DIAGNOSED"]

_FIGURE = {**ESTIMATE, "missing": "number", "warnings": ["text"]}
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
_SAID = {"owner": "text", "note": "text", "known": "yes or no", "mute_until": "day or null"}
_SAID_OF = {"id": "text", "title": "what it was called when something was last said of it", **_SAID}
_FINDING = {
    "id": "text",
    "kind": "text",
    "metric": "text",
    "title": "text",
    "claim": "text",
    "label": "descriptive, ...",
    **ESTIMATE,
    "where": {"<dimension>": "text"},
    "evidence": {"<name>": "what the claim stands on"},
    "rank": "number, 0 where it is muted",
    **{name: f"{what}, as people said" for name, what in _SAID.items()},
}

DIAGNOSED: dict[str, dict[str, Any]] = {
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
}
