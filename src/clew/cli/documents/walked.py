"""The documents of paths, whatever is told of them, field by field."""

from __future__ import annotations

from typing import Any

from clew.cli.documents.shapes import ESTIMATE

__all__ = ["WALKED"]

_COSTS = {"times": "number", "paths": "number", "customers": "number", "extra_events": "number",
          "extra_seconds": "number"}  # fmt: skip
_MEDIAN = {**ESTIMATE, "method": "text", "warnings": ["text"]}
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

WALKED: dict[str, dict[str, Any]] = {
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
}
