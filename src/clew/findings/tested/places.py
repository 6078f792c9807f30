"""Pain points and success points: places (touchpoint, channel, segment and their crossings) apart from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from clew.findings.measure import Cell, Measure, compare, estimate, merged
from clew.findings.tested.candidate import Candidate
from clew.findings.tested.strata import compare_within
from clew.stats.estimate import Difference, Estimate
from clew.stats.pooling import pool_means, pool_nps, pool_proportions
from clew.stats.sketch import Sketch

__all__ = ["place_candidates", "weakest"]

#: A place with fewer answers is pooled with the others but never told: it may only look bad because it is small.
FEWEST_ANSWERS = 30
#: A dimension with more values than this is a list of things, not a segment.
MOST_VALUES = 60
#: A place that stands out at this level over all its neighbours is left out of what they are compared with.
STANDS_OUT = 0.01

Place = tuple[tuple[str, str], ...]
Places = dict[Place, Sketch]


def place_candidates(measure: Measure, cells: Sequence[Cell], dimensions: Sequence[str]) -> list[Candidate]:
    """Return each place of each dimension and of each pair of dimensions, tested against the rest.

    A crossing (touchpoint × channel) is tested against the rest of its touchpoint *and* against the rest of its
    channel, and counts with the weaker of the two, so that it is told only when neither alone explains it. Crossings
    that stand out are then left out of the wider tests, and of those the strongest first of the others: one bad place
    would make all the rest look good. The first dimension is the ground: channels and segments are compared within
    its places, so that a channel is not told for the touchpoints it happens to serve.
    """
    crossed = [c for pair in combinations(dimensions, 2) for c in _of_two(measure, _gather(cells, pair))]
    apart = [c.where for c in crossed if _stands_out(c, len(crossed))]
    rest = [cell for cell in cells if not any(_fits(cell, where) for where in apart)]
    ground, *others = dimensions
    alone = _of_one(measure, rest, ground, None)
    for dimension in others:
        alone += _of_one(measure, rest, dimension, ground)
    return [*alone, *crossed]


def weakest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return one candidate a place: the weakest of its tests, each of which left out other crossings."""
    chosen: dict[Place, Candidate] = {}
    for candidate in candidates:
        place = tuple(sorted(candidate.where.items()))
        if place not in chosen or _rank(candidate) > _rank(chosen[place]):
            chosen[place] = candidate
    return list(chosen.values())


def _rank(candidate: Candidate) -> tuple[bool, float]:
    return (not candidate.holds, _p(candidate))


def _stands_out(candidate: Candidate, tests: int) -> bool:
    return candidate.holds and _p(candidate) * tests < STANDS_OUT


def _p(tested: Candidate | Difference) -> float:
    return 1.0 if tested.p is None else tested.p


def _gather(cells: Sequence[Cell], dimensions: tuple[str, ...]) -> Places:
    gathered: dict[Place, list[Sketch]] = {}
    for cell in cells:
        values = [cell.where.get(name) for name in dimensions]
        if all(value is not None for value in values):
            place = tuple((name, str(value)) for name, value in zip(dimensions, values, strict=True))
            gathered.setdefault(place, []).append(cell.sketch)
    together = {place: merged(sketches) for place, sketches in gathered.items()}
    return {place: sketch for place, sketch in together.items() if sketch.n}


def _of_one(measure: Measure, cells: Sequence[Cell], dimension: str, ground: str | None) -> list[Candidate]:
    """Test each place against the others; the one that stands out most leaves the comparison, then the next.

    Where those that left are no fewer than those that stay, nobody is the rule: the ones that stay are then tested
    against the ones that left.
    """
    places = _gather(cells, (dimension,))
    if not 1 < len(places) <= MOST_VALUES:
        return []
    pooled = _pooled(measure, places)
    found: list[Candidate] = []
    left = dict(places)
    while len(left) > 1:
        tested = [c for c in (_against(measure, place, left, cells, ground, pooled) for place in left) if c]
        strongest = min(tested, key=_p, default=None)
        if strongest is None or len(left) <= 2 or not _stands_out(strongest, len(places)):  # noqa: PLR2004 - a pair
            break
        found.append(strongest)
        del left[tuple(strongest.where.items())]
    gone = {place: sketch for place, sketch in places.items() if place not in left}
    if gone and sum(s.n for s in gone.values()) >= sum(s.n for s in left.values()):
        mixed = (_against(measure, place, {**gone, place: left[place]}, cells, ground, pooled) for place in left)
        tested = [c for c in mixed if c]
    return [*found, *tested]


def _against(
    measure: Measure,
    place: Place,
    places: Places,
    cells: Sequence[Cell],
    ground: str | None,
    pooled: Mapping[Place, Estimate],
) -> Candidate | None:
    sketch, rest = places[place], merged(s for other, s in places.items() if other != place)
    if sketch.n < FEWEST_ANSWERS or rest.n < FEWEST_ANSWERS:
        return None
    if ground:
        ((dimension, _),) = place
        inside = [cell for cell in cells if ((dimension, str(cell.where.get(dimension))),) in places]
        difference = compare_within(measure, inside, place[0], ground)
    else:
        difference = compare(measure, sketch, rest)
    return None if difference is None else _candidate(measure, place, sketch, rest, difference, pooled[place])


def _of_two(measure: Measure, places: Places) -> list[Candidate]:
    """Test each crossing within both its sides; the one that stands out most leaves, then the next."""
    if len(places) < 4:  # noqa: PLR2004 - two values of two dimensions, or nothing crosses
        return []
    pooled, tests = _pooled(measure, places), len(places)
    found: list[Candidate] = []
    left = dict(places)
    while True:
        tested = [c for c in (_crossing(measure, place, left, pooled) for place in left) if c is not None]
        strongest = min(tested, key=_p, default=None)
        if strongest is None or not _stands_out(strongest, tests):
            return [*found, *tested]
        found.append(strongest)
        del left[tuple(strongest.where.items())]


def _crossing(measure: Measure, place: Place, places: Places, pooled: Mapping[Place, Estimate]) -> Candidate | None:
    sketch, rests = places[place], [_rest_of(places, place, side) for side in (0, 1)]
    if sketch.n < FEWEST_ANSWERS or any(rest.n < FEWEST_ANSWERS for rest in rests):
        return None
    differences = [compare(measure, sketch, rest) for rest in rests]
    if (differences[0].difference or 0) * (differences[1].difference or 0) <= 0:
        return None
    weaker = max((0, 1), key=lambda side: _p(differences[side]))
    return _candidate(measure, place, sketch, rests[weaker], differences[weaker], pooled[place])


def _rest_of(places: Places, place: Place, side: int) -> Sketch:
    return merged(s for other, s in places.items() if other != place and other[side] == place[side])


def _candidate(
    measure: Measure, place: Place, sketch: Sketch, rest: Sketch, difference: Difference, pooled: Estimate
) -> Candidate:
    is_worse = (difference.difference or 0) * measure.sign < 0
    value = estimate(measure, sketch)
    reference = (value.value or 0.0) - (difference.difference or 0.0)
    return Candidate(
        kind="pain_point" if is_worse else "success_point",
        measure=measure,
        where=dict(place),
        value=value,
        reference=reference,
        difference=difference.difference or 0.0,
        difference_lo=difference.lo if difference.lo is not None else 0.0,
        difference_hi=difference.hi if difference.hi is not None else 0.0,
        p=difference.p,
        customers=sketch.units,
        holds=_is_apart(pooled, reference, worse_is_lower=is_worse == (measure.sign > 0)),
        facts={"pooled": (pooled.value, pooled.lo, pooled.hi), "reference_n": rest.n},
    )


def _is_apart(pooled: Estimate, reference: float, *, worse_is_lower: bool) -> bool:
    """Whether the pooled interval lies wholly on the side of the difference."""
    if pooled.lo is None or pooled.hi is None:
        return False
    return pooled.hi < reference if worse_is_lower else pooled.lo > reference


_COUNTS = ("negatives", "zeros", "positives")


def _pooled(measure: Measure, places: Places) -> dict[Place, Estimate]:
    sketches = list(places.values())
    match measure.family:
        case "nps":
            negatives, zeros, positives = ([getattr(s, part) for s in sketches] for part in _COUNTS)
            estimates = pool_nps(negatives, zeros, positives, 0.95)
        case "proportion":
            estimates = pool_proportions([s.positives for s in sketches], [s.n for s in sketches], 0.95)
        case _:
            means = [s.mean or 0.0 for s in sketches]
            errors = [s.standard_error or 0.0 for s in sketches]
            estimates = pool_means(means, errors, [s.n for s in sketches], 0.95)
    return dict(zip(places, estimates, strict=True))


def _fits(cell: Cell, where: Mapping[str, str]) -> bool:
    return all(cell.where.get(name) == value for name, value in where.items())
