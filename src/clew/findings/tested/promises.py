"""Promises broken, and what goes with it in the scores."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

from clew.findings.measure import Cell, Measure, compare, estimate, merged
from clew.findings.tested.candidate import Candidate
from clew.stats.sketch import Sketch

__all__ = ["BROKEN", "KEPT", "TOLERANCE", "broken_candidates", "cost_candidates"]

#: A promise is meant to be kept: what is told is kept less often than this, beyond chance.
TOLERANCE = 0.95
#: Fewer promises due than this are not judged.
FEWEST_DUE = 30
#: Values of the dimension ``promises.kept``.
KEPT, BROKEN = "yes", "no"


def broken_candidates(measure: Measure, cells: Sequence[Cell], dimension: str = "kind") -> list[Candidate]:
    """Return each kind of promise, tested one-sided against being kept 95 times of 100."""
    found = []
    for kind in sorted({cell.where.get(dimension) or "" for cell in cells}):
        sketch = merged(cell.sketch for cell in cells if (cell.where.get(dimension) or "") == kind)
        if sketch.n >= FEWEST_DUE:
            found.append(_broken(measure, {dimension: kind} if kind else {}, sketch))
    return found


def _broken(measure: Measure, where: dict[str, str], sketch: Sketch) -> Candidate:
    value = estimate(measure, sketch)
    share, lo, hi = value.value or 0.0, value.lo or 0.0, value.hi or 1.0
    z = (TOLERANCE - share) / sqrt(TOLERANCE * (1 - TOLERANCE) / sketch.n)
    return Candidate(
        kind="promise_broken",
        measure=measure,
        where=where,
        value=value,
        reference=TOLERANCE,
        difference=share - 1,
        difference_lo=lo - 1,
        difference_hi=hi - 1,
        p=erfc(z / sqrt(2)) / 2,
        customers=sketch.n - sketch.positives,
        facts={"broken": sketch.n - sketch.positives},
    )


def cost_candidates(measure: Measure, cells: Sequence[Cell]) -> list[Candidate]:
    """Return the score of customers whose promise was broken, tested against those whose promise was kept."""
    broken = merged(cell.sketch for cell in cells if cell.where.get("promises.kept") == BROKEN)
    kept = merged(cell.sketch for cell in cells if cell.where.get("promises.kept") == KEPT)
    if min(broken.n, kept.n) < FEWEST_DUE:
        return []
    difference = compare(measure, broken, kept)
    return [
        Candidate(
            kind="promise_cost",
            measure=measure,
            where={"promises.kept": BROKEN},
            value=estimate(measure, broken),
            reference=estimate(measure, kept).value,
            difference=difference.difference or 0.0,
            difference_lo=difference.lo if difference.lo is not None else 0.0,
            difference_hi=difference.hi if difference.hi is not None else 0.0,
            p=difference.p,
            customers=broken.units,
            facts={"reference_n": kept.n},
        )
    ]
