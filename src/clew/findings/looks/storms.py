"""Storms of contacts: tickets by topic, calls by queue, contacts at touchpoints, day by day."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date

from clew.findings.measure import Cell, Measure
from clew.findings.tested.storms import SHORTEST_SERIES, storm_candidate
from clew.findings.work import Work

__all__ = ["look_at_storms"]

#: Which contacts are counted, and by what.
SOURCES = (("tickets", "topic"), ("calls", "queue"), ("events", "touchpoint"))
#: A field with more values than this is no list of reasons.
MOST_VALUES = 60


def look_at_storms(work: Work) -> None:
    """Test each topic, queue and touchpoint for the days on which most people came about it.

    Steps of runs are left out: that twenty orders are closed on one Sunday is no storm of customers.
    """
    seen = False
    for table, field in SOURCES:
        if table == "events" and work.by_run:
            continue
        measure = Measure("contact_rate", "Contacts", "a day", "mean", "lower", 1.0, 1.0, parameters={"contact": table})
        cells = work.ask("storm", measure, (field,), every="day")
        days = sorted({cell.period for cell in cells if cell.period})
        if not days:
            continue
        first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
        seen = seen or (last - first).days + 1 >= SHORTEST_SERIES
        names = sorted({name for cell in cells if (name := cell.where.get(field)) is not None})
        for name in names if len(names) <= MOST_VALUES else []:
            counts = _by_day([cell for cell in cells if cell.where.get(field) == name], first, last)
            candidate = storm_candidate(measure, {field: name}, first, counts, _command(table, field, name))
            work.candidates += [] if candidate is None else [candidate]
    if not seen:
        work.lacks("storm", "Needs contacts (events, calls or tickets) of at least {n} days.", n=SHORTEST_SERIES)


def _by_day(cells: Sequence[Cell], first: date, last: date) -> list[int]:
    """Return how many came on each day from ``first`` to ``last``; a day without any is a day."""
    counts = [0] * ((last - first).days + 1)
    for cell in cells:
        if cell.period:
            counts[(date.fromisoformat(cell.period) - first).days] += cell.sketch.n
    return counts


def _command(table: str, field: str, name: str) -> str:
    words = ["clew", "ask", "contact_rate.contacts", "--set", f"contact={table}", "--where", f"{field}={name}"]
    return shlex.join([*words, "--every", "day"])
