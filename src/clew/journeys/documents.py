"""The JSON documents of paths, as the command line prints them; durations are seconds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from clew.journeys.paths import Paths
from clew.journeys.summary import Summary
from clew.journeys.transitions import Transition, Transitions
from clew.journeys.variants import Variants

__all__ = ["about", "summary_document", "transitions_document", "variants_document"]


def about(paths: Paths) -> dict[str, Any]:
    """Return what is said with every view: how paths were cut, what is left out and why."""
    asked = paths.definition
    definition = {
        "by": asked.by,
        "gap_days": asked.gap_days,
        "names": asked.names,
        "tables": list(asked.tables),
        "time": asked.time,
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
    }
    return {"definition": definition, "left_out": paths.left_out, "warnings": list(paths.warnings)}


def summary_document(found: Summary) -> dict[str, Any]:
    """Return the figures by name."""
    return asdict(found)


def transitions_document(found: Transitions, limit: int | None = None) -> dict[str, Any]:
    """Return the commonest transitions (all without a limit), ``other`` for the rest, and starts and ends of paths.

    Counts of rows and other sum to the contacts less the paths; shares of starts and of ends each sum to 1, each end
    being told apart into paths that ended there and paths that are still open there.
    """
    shown, rest = found.rows[:limit], found.rows[len(found.rows[:limit]) :]
    paths = sum(end.ends for end in found.ends)
    starts = sorted((end for end in found.ends if end.starts), key=lambda end: (-end.starts, end.name))
    ends = sorted((end for end in found.ends if end.ends), key=lambda end: (-end.ends, end.name))
    return {
        "rows": [_transition(each) for each in shown],
        "other": {"transitions": len(rest), "count": sum(each.count for each in rest)},
        "starts": [{"name": end.name, "paths": end.starts, "share": end.starts / paths} for end in starts],
        "ends": [
            {"name": end.name, "paths": end.ends, "share": end.ends / paths, "ended": end.ends - end.still_open,
             "still_open": end.still_open}
            for end in ends
        ],
    }  # fmt: skip


def _transition(each: Transition) -> dict[str, Any]:
    figures = asdict(each)
    return {"from": figures.pop("start"), "to": figures.pop("end"), **figures}


def variants_document(found: Variants) -> dict[str, Any]:
    """Return the variants, and all others counted together: the shares sum to 1."""
    rows = [{"variant": list(row.names), "count": row.count, "share": row.share} for row in found.rows]
    other = {"variants": found.other_variants, "count": found.other_count, "share": found.other_share}
    return {"rows": rows, "other": other}
