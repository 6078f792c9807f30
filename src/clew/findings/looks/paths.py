"""Paths: where customers go in circles, and what it costs them and us."""

from __future__ import annotations

import shlex

from clew.errors import UsageError
from clew.findings.tested.circles import circle_candidates
from clew.findings.work import Walked, Work

__all__ = ["GAP_DAYS", "look_at_paths"]

#: A path ends after a wait of more than this: a week later it is another matter (as in first contact resolution).
GAP_DAYS = 7
#: Fewer contacts on paths tell nothing.
FEWEST = 200
#: Runs are the paths where at least this share of all contacts belongs to one; else what a customer lived through.
MOSTLY = 0.8


def look_at_paths(work: Work) -> None:
    """Test which circles customers walk: in runs where contacts belong to runs, else in customers' own paths."""
    try:
        asked = {"by": "run", "names": "name", "tables": "events"}
        paths = work.asker.paths(by="run", gap=None, names="name", tables="events")
        work.by_run = True
        if paths is None or len(paths.name) <= MOSTLY * (len(paths.name) + sum(paths.left_out.values())):
            asked = {"by": "customer", "gap": str(GAP_DAYS), "names": "touchpoint"}
            paths = work.asker.paths(by="customer", gap=GAP_DAYS, names="touchpoint")
            work.by_run = False
    except UsageError as reason:
        work.lacks("going_in_circles", "The question was refused: {reason}", reason=reason)
        return
    work.walked = None if paths is None else Walked(paths, asked)
    if paths is None or len(paths.name) < FEWEST:
        work.lacks("going_in_circles", "Needs at least {n} rows in the table {table}.", n=FEWEST, table="events")
        return
    words = ["clew", "paths", *(word for name, value in asked.items() for word in (f"--{name}", value))]
    work.candidates += circle_candidates(paths, shlex.join([*words, "--view", "circles"]))
