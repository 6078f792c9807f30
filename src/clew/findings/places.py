"""Pain points and success points: places (touchpoint, channel, segment and their crossings) apart from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from clew.findings.candidate import Candidate
from clew.findings.measure import Cell, Measure, compare, estimate, merged
from clew.stats.estimate import Difference, Estimate
from clew.stats.pooling import pool_means, pool_nps, pool_proportions
from clew.stats.sketch import Sketch

__all__ = ["explained_away", "place_candidates"]

#: A place with fewer answers is pooled with the others but never told: it may only look bad because it is small.
FEWEST_ANSWERS = 30
#: A dimension with more values than this is a list of things, not a segment.
MOST_VALUES = 60

Place = tuple[tuple[str, str], ...]


def place_candidates(measure: Measure, cells: Sequence[Cell], dimensions: Sequence[str]) -> list[Candidate]:
    """Return each place of each dimension and of each pair of dimensions, tested against the rest.

    A crossing (touchpoint × channel) is tested against the rest of its touchpoint *and* against the rest of its
    channel, and counts with the weaker of the two, so that it is told only when neither alone explains it.
    """
    found: list[Candidate] = []
    for dimension in dimensions:
        found += _of_one(measure, _gather(cells, (dimension,)))
    for pair in combinations(dimensions, 2):
        found += _of_two(measure, _gather(cells, pair))
    return found


def explained_away(told: Sequence[Candidate], cell_sets: Sequence[Sequence[Cell]]) -> list[Candidate]:
    """Return ``told`` without wide places that are only apart because of a narrower one that is told as well.

    ``told`` are places of one measure; ``cell_sets`` are its cells, each set with other dimensions.
    """
    kept = []
    for candidate in told:
        narrower = [c.where for c in told if c.kind == candidate.kind and _is_within(c.where, candidate.where)]
        if all(_stands_without(candidate, where, _cells_with(where, cell_sets)) for where in narrower):
            kept.append(candidate)
    return kept


def _cells_with(where: Mapping[str, str], cell_sets: Sequence[Sequence[Cell]]) -> Sequence[Cell]:
    """Return the set of cells that knows all dimensions of ``where``."""
    return next((cells for cells in cell_sets if cells and set(where) <= set(cells[0].where)), ())


def _gather(cells: Sequence[Cell], dimensions: tuple[str, ...]) -> dict[Place, Sketch]:
    gathered: dict[Place, list[Sketch]] = {}
    for cell in cells:
        values = [cell.where.get(name) for name in dimensions]
        if all(value is not None for value in values):
            place = tuple((name, str(value)) for name, value in zip(dimensions, values, strict=True))
            gathered.setdefault(place, []).append(cell.sketch)
    together = {place: merged(sketches) for place, sketches in gathered.items()}
    return {place: sketch for place, sketch in together.items() if sketch.n}


def _of_one(measure: Measure, places: Mapping[Place, Sketch]) -> list[Candidate]:
    if not 1 < len(places) <= MOST_VALUES:
        return []
    pooled = _pooled(measure, places)
    found = []
    for place, sketch in places.items():
        rest = merged(s for other, s in places.items() if other != place)
        if sketch.n >= FEWEST_ANSWERS and rest.n >= FEWEST_ANSWERS:
            difference = compare(measure, sketch, rest)
            found.append(_candidate(measure, place, sketch, rest, difference, pooled[place]))
    return found


def _of_two(measure: Measure, places: Mapping[Place, Sketch]) -> list[Candidate]:
    if len(places) < 4:  # noqa: PLR2004 - two values of two dimensions, or nothing crosses
        return []
    pooled = _pooled(measure, places)
    found = []
    for place, sketch in places.items():
        rests = [_rest_of(places, place, side) for side in (0, 1)]
        if sketch.n < FEWEST_ANSWERS or any(rest.n < FEWEST_ANSWERS for rest in rests):
            continue
        differences = [compare(measure, sketch, rest) for rest in rests]
        if (differences[0].difference or 0) * (differences[1].difference or 0) <= 0:
            continue
        weaker = max((0, 1), key=lambda side: _p(differences[side]))
        found.append(_candidate(measure, place, sketch, rests[weaker], differences[weaker], pooled[place]))
    return found


def _rest_of(places: Mapping[Place, Sketch], place: Place, side: int) -> Sketch:
    return merged(s for other, s in places.items() if other != place and other[side] == place[side])


def _p(difference: Difference) -> float:
    return 1.0 if difference.p is None else difference.p


def _candidate(
    measure: Measure, place: Place, sketch: Sketch, rest: Sketch, difference: Difference, pooled: Estimate
) -> Candidate:
    is_worse = (difference.difference or 0) * measure.sign < 0
    reference = estimate(measure, rest).value
    return Candidate(
        kind="pain_point" if is_worse else "success_point",
        measure=measure,
        where=dict(place),
        value=estimate(measure, sketch),
        reference=reference,
        difference=difference.difference or 0.0,
        difference_lo=difference.lo if difference.lo is not None else 0.0,
        difference_hi=difference.hi if difference.hi is not None else 0.0,
        p=difference.p,
        customers=sketch.units,
        holds=_is_apart(pooled, reference, worse_is_lower=is_worse == (measure.sign > 0)),
        facts={"pooled": (pooled.value, pooled.lo, pooled.hi), "reference_n": rest.n},
    )


def _is_apart(pooled: Estimate, reference: float | None, *, worse_is_lower: bool) -> bool:
    """Whether the pooled interval lies wholly on the side of the difference."""
    if reference is None or pooled.lo is None or pooled.hi is None:
        return False
    return pooled.hi < reference if worse_is_lower else pooled.lo > reference


def _pooled(measure: Measure, places: Mapping[Place, Sketch]) -> dict[Place, Estimate]:
    sketches = list(places.values())
    match measure.family:
        case "nps":
            negatives, zeros, positives = ([getattr(s, part) for s in sketches] for part in _COUNTS)
            estimates, _ = pool_nps(negatives, zeros, positives, 0.95)
        case "proportion":
            estimates, _ = pool_proportions([s.positives for s in sketches], [s.n for s in sketches], 0.95)
        case _:
            means = [s.mean or 0.0 for s in sketches]
            errors = [s.standard_error or 0.0 for s in sketches]
            estimates, _ = pool_means(means, errors, 0.95, [s.n for s in sketches])
    return dict(zip(places, estimates, strict=True))


_COUNTS = ("negatives", "zeros", "positives")


def _is_within(narrow: Mapping[str, str], wide: Mapping[str, str]) -> bool:
    return len(narrow) > len(wide) and all(narrow.get(name) == value for name, value in wide.items())


def _stands_without(candidate: Candidate, narrower: Mapping[str, str], cells: Sequence[Cell]) -> bool:
    """Whether a place is still apart, in the same direction, when a narrower place within it is left out."""
    inside = [c for c in cells if _fits(c, candidate.where) and not _fits(c, narrower)]
    outside = [c for c in cells if not _fits(c, candidate.where)]
    a, b = merged(c.sketch for c in inside), merged(c.sketch for c in outside)
    if a.n < FEWEST_ANSWERS or b.n < FEWEST_ANSWERS:
        return False
    difference = compare(candidate.measure, a, b)
    same_side = (difference.difference or 0) * candidate.difference > 0
    return same_side and _p(difference) < STILL_APART


#: A place stands without its worst part when it is apart at this level.
STILL_APART = 0.01


def _fits(cell: Cell, where: Mapping[str, str]) -> bool:
    return all(cell.where.get(name) == value for name, value in where.items())
