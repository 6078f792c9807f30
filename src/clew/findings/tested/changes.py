"""Changes beyond chance: a period that stands out, and a level that moved and stayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import erfc, hypot, sqrt

from clew.findings.finding import Kind
from clew.findings.measure import Cell, Measure, compare, estimate, merged
from clew.findings.tested.candidate import Candidate
from clew.stats.estimate import Difference
from clew.stats.sketch import Sketch

__all__ = ["change_candidates"]

#: A step needs this many periods on each side, or it is no more than a period that stands out.
SHORTEST_SIDE = 2
#: A period or side with fewer answers is not tested.
FEWEST_ANSWERS = 30
#: Fewer periods than this tell no story.
FEWEST_PERIODS = 4
#: Below this p a step or a period is taken to be there when the periods beside it are tested.
STEP_LEVEL = 0.01

#: Below this one p is as good as another, and its digits are those of the arithmetic.
BEYOND_TELLING = 1e-12

Series = dict[str, Sketch]


def change_candidates(
    measure: Measure,
    cells: Sequence[Cell],
    where: Mapping[str, str],
    skip: frozenset[str] = frozenset(),
    others: Sequence[Cell] = (),
) -> list[Candidate]:
    """Return the tested periods and the best step of one series of ``cells``; ``skip`` names incomplete periods.

    Each period is tested against all others (beside a step that is there, against its own side of it); then, without
    the periods that stand out, each split into before and after is tested, and the best one pays for having been chosen
    (Bonferroni over the splits).
    Where ``others`` are given (the other touchpoints), a change counts with the weaker of two tests: that it is one,
    and that it is another one than theirs.
    """
    series = _series(cells, skip)
    if len(series) < FEWEST_PERIODS:
        return []
    loud, calm, step = _loudest_first(measure, series, where)
    spikes = _periods(measure, calm, where) if step is None else _beside(measure, calm, where, step)
    step = _best_step(measure, _calmer(calm, spikes), where)
    found = [*loud, *spikes, *([] if step is None else [step])]
    theirs = _series(others, skip)
    return [_apart_from(theirs, candidate) for candidate in found] if theirs else found


def _loudest_first(
    measure: Measure, series: Series, where: Mapping[str, str]
) -> tuple[list[Candidate], Series, Candidate | None]:
    """Return the periods that stand out more than any step, the series without them, and the step if there is one."""
    loud: list[Candidate] = []
    calm = dict(series)
    while True:
        step = _best_step(measure, calm, where)
        tested = [_period(measure, calm, period, where) for period in _testable(calm)]
        strongest = min(tested, key=_order, default=None)
        if step is not None and _p(step) >= STEP_LEVEL:
            step = None
        if strongest is None or len(calm) <= FEWEST_PERIODS or _p(strongest) * len(series) >= STEP_LEVEL:
            return loud, calm, step
        if step is not None and _order(step) <= _order(strongest):
            return loud, calm, step
        loud.append(strongest)
        del calm[strongest.where["period"]]


def _calmer(series: Series, spikes: Sequence[Candidate]) -> Series:
    """Return the series without the periods that stand out: they would pull a step towards themselves."""
    loud = {c.where["period"] for c in spikes if _p(c) * len(series) < STEP_LEVEL}
    calmer = {period: sketch for period, sketch in series.items() if period not in loud}
    return calmer if len(calmer) >= FEWEST_PERIODS else series


def _series(cells: Sequence[Cell], skip: frozenset[str]) -> Series:
    gathered: dict[str, list[Sketch]] = {}
    for cell in cells:
        if cell.period is not None and cell.period not in skip:
            gathered.setdefault(cell.period, []).append(cell.sketch)
    together = {period: merged(sketches) for period, sketches in sorted(gathered.items())}
    return {period: sketch for period, sketch in together.items() if sketch.n}


def _testable(series: Series) -> list[str]:
    """Return the periods with enough answers to be told by themselves; smaller ones still count in a step."""
    return [period for period, sketch in series.items() if sketch.n >= FEWEST_ANSWERS]


def _p(candidate: Candidate) -> float:
    return 1.0 if candidate.p is None else candidate.p


def _order(candidate: Candidate) -> tuple[float, float]:
    """Return what sorts the strongest first; where p is beyond telling apart, the distance in errors decides."""
    error = _error(candidate.difference_lo, candidate.difference_hi)
    p = _p(candidate) if _p(candidate) > BEYOND_TELLING else 0.0
    return p, -abs(candidate.difference) / error if error else 0.0


def _periods(measure: Measure, series: Series, where: Mapping[str, str]) -> list[Candidate]:
    """Test each period against the others; the one that stands out most leaves the comparison, then the next."""
    found: list[Candidate] = []
    left = dict(series)
    while len(left) > SHORTEST_SIDE:
        tested = [_period(measure, left, period, where) for period in _testable(left)]
        strongest = min(tested, key=_order, default=None)
        if strongest is None or _p(strongest) * len(series) > STEP_LEVEL:
            return [*found, *tested]
        found.append(strongest)
        del left[strongest.where["period"]]
    return found


def _period(measure: Measure, series: Series, period: str, where: Mapping[str, str]) -> Candidate:
    difference = _moved(measure, series, lambda name: name == period)
    kind: Kind = "bad_period" if (difference.difference or 0) * measure.sign < 0 else "good_period"
    others = merged(s for name, s in series.items() if name != period)
    return _candidate(kind, measure, {**where, "period": period}, series[period], others, difference)


def _moved(measure: Measure, series: Series, inside: Callable[[str], bool]) -> Difference:
    """Return the score inside some periods less the score outside of them."""
    own = merged(s for period, s in series.items() if inside(period))
    rest = merged(s for period, s in series.items() if not inside(period))
    return compare(measure, own, rest)


def _beside(measure: Measure, series: Series, where: Mapping[str, str], step: Candidate) -> list[Candidate]:
    """Test each period against its own side of a step that is there, so that a step is not told period by period."""
    since = step.where["since"]
    sides = ({p: s for p, s in series.items() if (p < since) is is_before} for is_before in (True, False))
    return [candidate for side in sides for candidate in _periods(measure, side, where)]


def _best_step(measure: Measure, series: Series, where: Mapping[str, str]) -> Candidate | None:
    periods = list(series)
    splits = [since for since in periods[SHORTEST_SIDE : len(periods) - SHORTEST_SIDE + 1] if _has_sides(series, since)]
    tested = [_step(measure, series, since, where, tries=len(splits)) for since in splits]
    return max(tested, key=_between, default=None)


def _between(step: Candidate) -> float:
    """Return the sum of squares between both sides: the split that leaves least within is the date of a step.

    The test's own error would favour splits with one side near the end of the scale, where shares vary little.
    """
    after, before = step.value.n, int(step.facts["reference_n"])
    return step.difference**2 * after * before / (after + before)


def _has_sides(series: Series, since: str) -> bool:
    """Whether both sides of a split have enough answers."""
    before = sum(sketch.n for period, sketch in series.items() if period < since)
    return min(before, sum(sketch.n for sketch in series.values()) - before) >= FEWEST_ANSWERS


def _step(measure: Measure, series: Series, since: str, where: Mapping[str, str], tries: int) -> Candidate:
    before = merged(s for period, s in series.items() if period < since)
    after = merged(s for period, s in series.items() if period >= since)
    step = _candidate("change", measure, {**where, "since": since}, after, before, compare(measure, after, before))
    return replace(step, p=min(1.0, _p(step) * tries))


def _apart_from(theirs: Series, candidate: Candidate) -> Candidate:
    """Return ``candidate`` with the p of being another change than the others', where that is the weaker."""
    period, since = candidate.where.get("period"), candidate.where.get("since", "")
    inside = (lambda name: name == period) if period else (lambda name: name >= since)
    if not any(map(inside, theirs)) or all(map(inside, theirs)):
        return candidate
    other = _moved(candidate.measure, theirs, inside)
    apart = candidate.difference - (other.difference or 0.0)
    error = hypot(_error(candidate.difference_lo, candidate.difference_hi), _error(other.lo or 0.0, other.hi or 0.0))
    p = erfc(abs(apart) / error / sqrt(2)) if error and apart * candidate.difference > 0 else 1.0
    return replace(candidate, p=max(_p(candidate), p))


def _error(lo: float, hi: float) -> float:
    """Return the standard error behind a 95 % interval."""
    return (hi - lo) / (2 * 1.959964)


def _candidate(
    kind: Kind, measure: Measure, where: Mapping[str, str], own: Sketch, reference: Sketch, difference: Difference
) -> Candidate:
    return Candidate(
        kind=kind,
        measure=measure,
        where=where,
        value=estimate(measure, own),
        reference=estimate(measure, reference).value,
        difference=difference.difference or 0.0,
        difference_lo=difference.lo if difference.lo is not None else 0.0,
        difference_hi=difference.hi if difference.hi is not None else 0.0,
        p=difference.p,
        customers=own.units,
        facts={"reference_n": reference.n},
    )
