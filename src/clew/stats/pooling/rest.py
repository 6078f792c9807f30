"""Each segment against all the others together: what a finding tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Literal

from clew.errors import UsageError
from clew.stats.estimate import Difference
from clew.stats.mean import mean_difference
from clew.stats.nps import nps_difference
from clew.stats.proportion import proportion_difference
from clew.stats.sketch import Sketch

__all__ = ["RestFamily", "against_rest"]

RestFamily = Literal["nps", "proportion", "mean"]
Comparison = Callable[[Sketch, Sketch, float], Difference]
#: With fewer than three left there is no telling which one is the odd one out.
FEWEST_ORDINARY = 3


def against_rest(
    sketches: Sequence[Sketch], family: RestFamily, level: float = 0.95, *, set_apart: float | None = None
) -> list[Difference]:
    """Return how much each segment lies above the others merged, with interval and two-sided p, in the same order.

    Raw, not pooled: p asks whether the segment differs, pooling asks by how much. One bad segment in the rest makes all
    ordinary ones look good; with ``set_apart`` (.01, say) the segment that differs most is taken out of the rest of the
    others while its p times the number of segments left stays below that, and all are then compared with what remains.
    A customer who stands in several segments is taken for several, so for heavily overlapping segments use
    Benjamini-Yekutieli on the family. Alone, or beside empty segments, a segment has no p.

    >>> a, b = Sketch.of([1] * 40 + [0] * 10), Sketch.of([1] * 20 + [0] * 30)
    >>> [round(d.difference, 2) for d in against_rest([a, b], "proportion")]
    [0.4, -0.4]
    """
    compare = _COMPARISONS.get(family)
    if compare is None:
        raise UsageError.unknown("family", family, _COMPARISONS)
    apart: set[int] = set()
    found = _compared(sketches, apart, compare, level)
    while set_apart is not None:
        left = [i for i in range(len(found)) if i not in apart and found[i].p is not None]
        farthest = min(left, key=lambda i: found[i].p or 0.0, default=None)
        if farthest is None or len(left) < FEWEST_ORDINARY or (found[farthest].p or 0.0) * len(left) > set_apart:
            break
        apart.add(farthest)
        found = _compared(sketches, apart, compare, level)
    return found


def _compared(sketches: Sequence[Sketch], apart: set[int], compare: Comparison, level: float) -> list[Difference]:
    """Return each segment less all others that are not set apart."""
    ordinary = [Sketch(0) if i in apart else sketch for i, sketch in enumerate(sketches)]
    before = list(accumulate(ordinary, Sketch.merge, initial=Sketch(0)))
    after = list(accumulate(reversed(ordinary), lambda later, own: own.merge(later), initial=Sketch(0)))[::-1]
    return [compare(own, before[i].merge(after[i + 1]), level) for i, own in enumerate(sketches)]


_COMPARISONS: dict[str, Comparison] = {
    "nps": nps_difference,
    "proportion": proportion_difference,
    "mean": mean_difference,
}
