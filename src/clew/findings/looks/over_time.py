"""A measure over time: all together, and each place of its ground against the others."""

from __future__ import annotations

from collections.abc import Sequence

from clew.findings.measure import Cell, Measure
from clew.findings.tested.changes import change_candidates
from clew.findings.work import Work

__all__ = ["look_over_time"]


def look_over_time(work: Work, measure: Measure, cells: Sequence[Cell]) -> None:
    """Test ``cells``, asked by the measure's ground every month, for periods that stand out and lasting changes."""
    skip, ground = work.left_out(cells), measure.ground
    work.candidates += change_candidates(measure, cells, {}, skip)
    names = sorted({name for cell in cells if (name := cell.where.get(ground)) is not None})
    if len(names) > 1:
        for name in names:
            own = [cell for cell in cells if cell.where.get(ground) == name]
            others = [cell for cell in cells if cell.where.get(ground) != name]
            work.candidates += change_candidates(measure, own, {ground: name}, skip, others)
