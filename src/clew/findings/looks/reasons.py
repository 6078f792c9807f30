"""Contact reasons: which of them, and whether what could be avoided, brought more or fewer contacts over time.

Channels are not compared: people choose them for what they want, so that a channel is not told for who uses it.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from clew.findings.measure import Cell, Measure
from clew.findings.tested.candidate import Candidate
from clew.findings.tested.reasons import Days, reason_candidates
from clew.findings.tested.tails import thin_ends
from clew.findings.work import Work
from clew.rules import UNKNOWN

__all__ = ["look_at_reasons"]

#: Contacts that can have a reason.
TABLES = ("tickets", "calls", "events")
#: A field with more values than this is no list of reasons.
MOST_VALUES = 60
#: Below this p, times the number of reasons, a reason moved by itself, and what is avoidable is tested without it.
BY_ITSELF = 0.01


def look_at_reasons(work: Work) -> None:
    """Test each reason of contacts and what is avoidable for months that stand out and lasting changes."""
    seen = False
    for table in TABLES:
        if table != "events" or not work.by_run:
            seen = _look_at(work, table) or seen
    if not seen:
        work.lacks("contact_rate", "Needs contacts whose reason the rules know, and customers they could come from.")


def _look_at(work: Work, table: str) -> bool:
    """Look at the contacts of one table; return whether any of them has a reason."""
    measure = Measure(
        "contact_rate", "Contacts", "per 1,000", "mean", "lower", 1.0, 1.0,
        filters=(f"contact={table}",), parameters={"contact": table},
    )  # fmt: skip
    asked = replace(measure, filters=())
    found = [cell for cell in work.ask("contact_rate", asked, ("reason", "avoidable"), every="day") if cell.period]
    thin = thin_ends(replace(cell, period=str(cell.period)[:7]) for cell in found)
    cells = [cell for cell in found if str(cell.period)[:7] not in thin]
    names = sorted({str(cell.where.get("reason") or UNKNOWN) for cell in cells} - {UNKNOWN})
    customers = _customers(work, table)
    if not names or len(names) > MOST_VALUES or not customers:
        return False
    daily = _Daily(cells, customers)
    tested = {name: _of_reason(daily, measure, table, name) for name in names}
    work.candidates += [candidate for found in tested.values() for candidate in found]
    alone = {name for name, found in tested.items() if any(_p(c) * len(names) < BY_ITSELF for c in found)}
    work.candidates += _avoidable_over_time(daily, measure, table, alone)
    return True


class _Daily:
    """Contacts day by day, of some of the cells against all others."""

    def __init__(self, cells: Sequence[Cell], customers: int) -> None:
        self.cells, self.customers = cells, customers
        days = [date.fromisoformat(str(cell.period)) for cell in cells]
        self.first = min(days)
        self._place = np.array([(day - self.first).days for day in days])
        self._n = np.array([cell.sketch.n for cell in cells], np.float64)

    def of(self, own: Sequence[bool], counted: Sequence[bool] | None = None) -> Days:
        """Return the days of the cells that are ``own``, the others being those that are ``counted`` besides."""
        mine = np.array(own, np.bool_)
        besides = ~mine if counted is None else np.array(counted, np.bool_) & ~mine
        return Days(self.first, self._sums(mine), self._sums(besides), self.customers)

    def _sums(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        size = int(self._place.max()) + 1
        return np.bincount(self._place[chosen], self._n[chosen], minlength=size).astype(np.float64)


def _customers(work: Work, table: str) -> int:
    """Return how many customers there are: those known, else those who came."""
    rows = {str(row["name"]): row for row in work.asker.rows()}
    known = int(rows.get("customers", {}).get("rows") or 0)
    return known or int(rows.get(table, {}).get("customers") or 0)


def _of_reason(daily: _Daily, measure: Measure, table: str, name: str) -> list[Candidate]:
    own = [cell.where.get("reason") == name for cell in daily.cells]
    wanted = sum(c.sketch.n for c, mine in zip(daily.cells, own, strict=True) if mine and c.where["avoidable"] == "no")
    many = sum(c.sketch.n for c, mine in zip(daily.cells, own, strict=True) if mine)
    judged = replace(measure, direction="higher") if wanted * 2 > many else measure
    return reason_candidates(judged, {"reason": name}, daily.of(own), _command(table, f"reason={name}"))


def _avoidable_over_time(daily: _Daily, measure: Measure, table: str, alone: set[str]) -> list[Candidate]:
    """Test what is avoidable, without the reasons that moved by themselves: those are told by their names."""
    counted = [cell.where.get("reason") not in alone for cell in daily.cells]
    own = [kept and cell.where.get("avoidable") == "yes" for kept, cell in zip(counted, daily.cells, strict=True)]
    return reason_candidates(measure, {"avoidable": "yes"}, daily.of(own, counted), _command(table, "avoidable=yes"))


def _p(candidate: Candidate) -> float:
    return 1.0 if candidate.p is None else candidate.p


def _command(table: str, condition: str) -> str:
    words = ["clew", "ask", "contact_rate", "--set", f"contact={table}", "--where", condition, "--every", "month"]
    return shlex.join(words)
