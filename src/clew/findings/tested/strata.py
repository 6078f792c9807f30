"""Like compared with like: a difference within strata, so that a place is not told for the company it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from clew.findings.measure import Cell, Measure, compare, merged
from clew.stats.distributions import critical_z, two_sided_p
from clew.stats.estimate import Difference

__all__ = ["compare_within"]

#: A stratum with fewer answers on one side says nothing of the difference.
FEWEST_ANSWERS = 5
LEVEL = 0.95


def compare_within(measure: Measure, cells: Sequence[Cell], value: tuple[str, str], ground: str) -> Difference | None:
    """Return the difference of a place from the others *within* the places of ``ground``; None if they never meet.

    The weighted mean of the strata's differences with weights a·b / (a + b), a and b being the answers on either
    side (Cochran 1954, Biometrics 10:417).
    """
    name, own = value
    total = error = weights = 0.0
    sizes = [0, 0]
    for stratum in sorted({str(cell.where.get(ground)) for cell in cells}):
        inside = [cell for cell in cells if str(cell.where.get(ground)) == stratum]
        a = merged(cell.sketch for cell in inside if cell.where.get(name) == own)
        b = merged(cell.sketch for cell in inside if cell.where.get(name) not in (own, None))
        if a.n < FEWEST_ANSWERS or b.n < FEWEST_ANSWERS:
            continue
        found = compare(measure, a, b, LEVEL)
        if found.difference is None or found.lo is None or found.hi is None:
            continue
        weight = a.n * b.n / (a.n + b.n)
        total += weight * found.difference
        error += (weight * (found.hi - found.lo) / (2 * critical_z(LEVEL))) ** 2
        weights += weight
        sizes = [sizes[0] + a.n, sizes[1] + b.n]
    return _finished(total, sqrt(error), weights, (sizes[0], sizes[1])) if weights and error else None


def _finished(total: float, error: float, weights: float, n: tuple[int, int]) -> Difference:
    difference, spread = total / weights, critical_z(LEVEL) * error / weights
    return Difference(
        difference=difference,
        lo=difference - spread,
        hi=difference + spread,
        level=LEVEL,
        method="within_strata",
        p=two_sided_p(total / error),
        n=n,
    )
