"""Net Promoter Score with its interval, and the difference of two, from counts or sketches."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign, inf, isclose, sqrt
from typing import Literal

from clew.errors import UsageError
from clew.stats.design import design_label, design_size
from clew.stats.detectable import smallest_detectable
from clew.stats.distributions import bisect, critical_z, two_sided_p
from clew.stats.estimate import Difference, Estimate
from clew.stats.sketch import Sketch

__all__ = ["NpsMethod", "nps", "nps_counts", "nps_difference"]

NpsMethod = Literal["adjusted_wald", "score", "ac_z2_3", "wald"]
Limits = tuple[float, float]
#: Detractors, passives, promoters; fractions after scaling to an effective n.
Counts = tuple[float, float, float]
#: Below this many answers the score interval stands in for the adjusted Wald, which covers too little there.
SCORE_BELOW = 10
#: The pseudo-answers of Rocks (2016), half a spread-out customer in each outer box.
ROCKS: Counts = (0.75, 1.5, 0.75)


def nps(sketch: Sketch, level: float = 0.95, method: NpsMethod | None = None) -> Estimate:
    """Return the NPS (-1..1) of answers y: -1 detractor (0-6), 0 passive (7-8), 1 promoter (9-10).

    The score is the mean of y. Default interval: score (May & Johnson 1997) for n < 10, adjusted Wald (Rocks 2016,
    The American Statistician 70) otherwise; weighted answers and customers who answered more than once are first scaled
    to the n that has their Taylor or clustered error (:func:`clew.stats.design.design_size`), and the method's name
    says so. No answers: value None. One customer only: no interval.

    >>> e = nps(Sketch.of([1] * 15 + [0] * 13 + [-1] * 8))
    >>> e.method, round(e.value, 4), round(e.lo, 4), round(e.hi, 4)
    ('adjusted_wald', 0.1944, -0.0628, 0.4218)
    """
    value, size = sketch.mean, design_size(sketch, level)
    if value is None or size is None:
        why = "one customer" if sketch.n else "no answers"
        return Estimate(value, None, None, level, "none", sketch.n, sketch.n_effective, sketch.missing, (why,))
    counts = _scaled_counts(sketch, size)
    chosen = method or _default_method(size)
    lower, upper = _INTERVALS[chosen](counts, critical_z(level))
    # pseudo-answers can pull the limits past a score at the end of the scale (level .8, all promoters)
    lo, hi, warnings = _clipped((min(lower, value), max(upper, value)))
    named = chosen + design_label(sketch)
    return Estimate(value, lo, hi, level, named, sketch.n, sketch.n_effective, sketch.missing, warnings)


def nps_counts(
    detractors: int, passives: int, promoters: int, level: float = 0.95, method: NpsMethod | None = None
) -> Estimate:
    """Return the NPS (-1..1) of three counts; ``wald`` is for comparison only and is never shown.

    >>> nps_counts(1, 0, 1).value
    0.0
    """
    if min(detractors, passives, promoters) < 0:
        raise UsageError(f"Counts cannot be negative: {detractors}, {passives}, {promoters}.")
    if method is not None and method not in _INTERVALS:
        raise UsageError.unknown("interval of the NPS", method, _INTERVALS)
    return nps(_counted(detractors, passives, promoters), level, method)


def nps_difference(a: Sketch, b: Sketch, level: float = 0.95) -> Difference:
    """Return how much the NPS of ``a`` lies above that of ``b`` (-2..2), with interval and two-sided p.

    ``difference`` is that of the two scores as shown; interval and p add Rocks' pseudo-answers (3/4, 3/2, 3/4) to each
    group: z = (s1 - s2) / sqrt(V1/n1 + V2/n2). Conservative for small groups that nearly all answer alike.

    >>> now, before = Sketch.of([1] * 15 + [0] * 13 + [-1] * 8), Sketch.of([1] * 12 + [0] * 7 + [-1] * 12)
    >>> round(nps_difference(now, before).p, 3)
    0.353
    """
    values, sizes = (a.mean, b.mean), (design_size(a, level), design_size(b, level))
    label = design_label(a) or design_label(b)
    if values[0] is None or values[1] is None or sizes[0] is None or sizes[1] is None:
        shown = None if None in values else float(values[0] or 0) - float(values[1] or 0)
        return Difference(shown, None, None, level, "none", None, (a.n, b.n), warnings=("too few answers",))
    middle, error = _adjusted_difference(_scaled_counts(a, sizes[0]), _scaled_counts(b, sizes[1]))
    shown, half = values[0] - values[1], critical_z(level) * error
    lo, hi, warnings = _clipped((min(shown, middle - half), max(shown, middle + half)), (-2.0, 2.0))
    p = two_sided_p(middle / error)
    smallest = smallest_detectable(error, level)
    return Difference(shown, lo, hi, level, "adjusted_wald" + label, p, (a.n, b.n), smallest, warnings=warnings)


def _adjusted_difference(a: Counts, b: Counts) -> tuple[float, float]:
    score_a, variance_a, n_a = _score_variance(_plus(a, ROCKS))
    score_b, variance_b, n_b = _score_variance(_plus(b, ROCKS))
    return score_a - score_b, sqrt(variance_a / n_a + variance_b / n_b)


def _default_method(size: float) -> NpsMethod:
    return "score" if size < SCORE_BELOW else "adjusted_wald"


def _counted(detractors: int, passives: int, promoters: int) -> Sketch:
    n, outer, net = detractors + passives + promoters, detractors + promoters, promoters - detractors
    return Sketch(
        n=n,
        sum_w=n,
        sum_wy=net,
        sum_wyy=outer,
        sum_ww=n,
        sum_wwy=net,
        sum_wwyy=outer,
        negatives=detractors,
        zeros=passives,
        positives=promoters,
    )


def _scaled_counts(sketch: Sketch, size: float) -> Counts:
    """Return the three counts of a sample of ``size`` answers with the (weighted) shares of ``sketch``."""
    promoters = (sketch.sum_wyy + sketch.sum_wy) / (2 * sketch.sum_w)
    detractors = (sketch.sum_wyy - sketch.sum_wy) / (2 * sketch.sum_w)
    passives = max(0.0, 1 - promoters - detractors)
    return size * max(0.0, detractors), size * passives, size * max(0.0, promoters)


def _plus(counts: Counts, more: Counts) -> Counts:
    return counts[0] + more[0], counts[1] + more[1], counts[2] + more[2]


def _score_variance(counts: Counts) -> tuple[float, float, float]:
    detractors, _, promoters = counts
    n = sum(counts)
    score = (promoters - detractors) / n
    return score, max(0.0, (promoters + detractors) / n - score**2), n


def _clipped(limits: Limits, within: Limits = (-1.0, 1.0)) -> tuple[float, float, tuple[str, ...]]:
    lo, hi = max(limits[0], within[0]), min(limits[1], within[1])
    return lo, hi, (("clipped",) if (lo, hi) != limits else ())


def _wald(counts: Counts, z: float) -> Limits:
    score, variance, n = _score_variance(counts)
    half = z * sqrt(variance / n)
    return score - half, score + half


def _adjusted_wald(counts: Counts, z: float) -> Limits:
    return _wald(_plus(counts, ROCKS), z)


def _agresti_coull(counts: Counts, z: float) -> Limits:
    """Return the variant of SUPR-Q calculators: z²/3 pseudo-answers in each of the three boxes."""
    third = z * z / 3
    return _wald(_plus(counts, (third, third, third)), z)


def _score(counts: Counts, z: float) -> Limits:
    """Return the limits where the score statistic of May & Johnson (1997), as in Tango (1998), meets z and -z."""
    detractors, _, promoters = counts
    n = sum(counts)
    lower = -1.0 if isclose(detractors, n) else bisect(lambda d: _score_statistic(counts, d) - z, -1.0, 1.0)
    upper = 1.0 if isclose(promoters, n) else bisect(lambda d: _score_statistic(counts, d) + z, -1.0, 1.0)
    return lower, upper


def _score_statistic(counts: Counts, trial: float) -> float:
    detractors, _, promoters = counts
    n = sum(counts)
    b = -detractors - promoters + (2 * n - promoters + detractors) * trial
    c = -detractors * trial * (1 - trial)
    share = (sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
    spread = n * (2 * share + trial * (1 - trial))
    net = promoters - detractors - n * trial
    if spread <= 0:
        return copysign(inf, net) if net else 0.0
    return net / sqrt(spread)


_INTERVALS: dict[str, Callable[[Counts, float], Limits]] = {
    "adjusted_wald": _adjusted_wald,
    "score": _score,
    "ac_z2_3": _agresti_coull,
    "wald": _wald,
}
