"""Changes beyond chance: a period that stands out, and a level that moved and stayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clew.findings.candidate import Candidate
from clew.findings.measure import Cell, Measure, compare, estimate, merged
from clew.stats.estimate import Difference, Estimate
from clew.stats.sketch import Sketch

__all__ = ["change_candidates"]

#: A step needs this many periods on each side, or it is no more than a period that stands out.
SHORTEST_SIDE = 2
#: A period or side with fewer answers is not tested.
FEWEST_ANSWERS = 30
#: Fewer periods than this tell no story.
FEWEST_PERIODS = 4

Series = dict[str, Sketch]


def change_candidates(
    measure: Measure, cells: Sequence[Cell], where: Mapping[str, str], skip: frozenset[str] = frozenset()
) -> list[Candidate]:
    """Return the tested periods and the best step of one series of ``cells``; ``skip`` names incomplete periods.

    Each period is tested against all others; then, with the period that stands out most left out if it does, each
    split into before and after is tested, and the best one pays for having been chosen (Bonferroni over the splits).
    """
    series = _series(cells, skip)
    if len(series) < FEWEST_PERIODS:
        return []
    step = _best_step(measure, series, where)
    spikes = _periods(measure, series, where)
    strongest = min(spikes, key=_p, default=None)
    if strongest is not None and (step is None or _p(strongest) < _p(step)):
        calmer = {period: s for period, s in series.items() if period != strongest.where["period"]}
        return [*spikes, *_kept(_best_step(measure, calmer, where))]
    return [*_after_step(spikes, measure, series, where, step), *_kept(step)]


def _series(cells: Sequence[Cell], skip: frozenset[str]) -> Series:
    gathered: dict[str, list[Sketch]] = {}
    for cell in cells:
        if cell.period is not None and cell.period not in skip:
            gathered.setdefault(cell.period, []).append(cell.sketch)
    together = {period: merged(sketches) for period, sketches in sorted(gathered.items())}
    return {period: sketch for period, sketch in together.items() if sketch.n >= FEWEST_ANSWERS}


def _p(candidate: Candidate) -> float:
    return 1.0 if candidate.p is None else candidate.p


def _kept(candidate: Candidate | None) -> list[Candidate]:
    return [] if candidate is None else [candidate]


def _periods(measure: Measure, series: Series, where: Mapping[str, str]) -> list[Candidate]:
    """Test each period against all others."""
    found = []
    for period, sketch in series.items():
        others = merged(s for name, s in series.items() if name != period)
        difference = compare(measure, sketch, others)
        is_worse = (difference.difference or 0) * measure.sign < 0
        kind = "bad_period" if is_worse else "good_period"
        place = {**where, "period": period}
        found.append(_candidate(kind, measure, place, estimate(measure, sketch), others, sketch, difference))
    return found


def _after_step(
    spikes: list[Candidate], measure: Measure, series: Series, where: Mapping[str, str], step: Candidate | None
) -> list[Candidate]:
    """Test each period against its own side of a step that is there, so that a step is not told period by period."""
    if step is None or _p(step) > SPLITS_LEVEL:
        return spikes
    since = step.where["since"]
    before = {period: s for period, s in series.items() if period < since}
    after = {period: s for period, s in series.items() if period >= since}
    return [*_periods(measure, before, where), *_periods(measure, after, where)]


#: Below this p a step is taken to be there when the periods beside it are tested.
SPLITS_LEVEL = 0.01


def _best_step(measure: Measure, series: Series, where: Mapping[str, str]) -> Candidate | None:
    periods = list(series)
    splits = range(SHORTEST_SIDE, len(periods) - SHORTEST_SIDE + 1)
    tested = [_step(measure, series, periods, at, where, tries=len(splits)) for at in splits]
    return min((c for c in tested if c is not None), key=_p, default=None)


def _step(
    measure: Measure, series: Series, periods: list[str], at: int, where: Mapping[str, str], tries: int
) -> Candidate | None:
    before, after = merged(series[p] for p in periods[:at]), merged(series[p] for p in periods[at:])
    difference = compare(measure, after, before)
    if difference.p is None:
        return None
    place = {**where, "since": periods[at]}
    return _candidate(
        "change", measure, place, estimate(measure, after), before, after, difference, p=min(1.0, difference.p * tries)
    )


def _candidate(
    kind: str,
    measure: Measure,
    where: Mapping[str, str],
    value: Estimate,
    reference: Sketch,
    sketch: Sketch,
    difference: Difference,
    p: float | None = None,
) -> Candidate:
    base = estimate(measure, reference)
    return Candidate(
        kind=kind,  # type: ignore[arg-type] # one of Kind, chosen by the callers above
        measure=measure,
        where=where,
        value=value,
        reference=base.value,
        difference=difference.difference or 0.0,
        difference_lo=difference.lo if difference.lo is not None else 0.0,
        difference_hi=difference.hi if difference.hi is not None else 0.0,
        p=difference.p if p is None else p,
        customers=sketch.units,
        facts={"reference_n": reference.n},
    )
