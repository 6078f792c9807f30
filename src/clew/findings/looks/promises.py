"""Promises: which kinds are broken too often, and what goes with it in the scores."""

from __future__ import annotations

from clew.findings.measure import merged
from clew.findings.measures import promise_measure
from clew.findings.tested.promises import broken_candidates, cost_candidates
from clew.findings.work import Work

__all__ = ["look_at_promises"]


def look_at_promises(work: Work) -> None:
    """Test each kind of promise, and every measure of answers by whether the promise was kept."""
    answers = list(work.measures)
    promise = promise_measure(work.known)
    cells = work.ask("promise_broken", promise, ("kind",))
    if not merged(cell.sketch for cell in cells).n:
        work.lacks("promise_broken", "Needs rows in the table promises with due_at and kept_at.")
        return
    work.candidates += broken_candidates(promise, cells)
    work.series[promise.name] = work.ask("promise_broken", promise, ("kind",), every="month")
    work.measures.append(promise)
    for measure in answers:
        cells = work.ask("promise_cost", measure, ("promises.kept",))
        work.cells[(measure.name, "promises.kept")] = cells
        work.candidates += cost_candidates(measure, cells)
