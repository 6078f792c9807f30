"""How things stand: each measure's score, its last complete period against the one before, and its line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clew.findings.finding import Level
from clew.findings.measure import Cell, Measure, compare, estimate, merged
from clew.findings.pictures import series
from clew.findings.wording.language import Language
from clew.findings.wording.words import measure_label
from clew.stats.estimate import Difference, shown
from clew.stats.sketch import Sketch

__all__ = ["level_of"]

#: A level's change is beyond chance below this p: it is one comparison, shown beside its interval.
ALPHA = 0.05


def level_of(measure: Measure, cells: Sequence[Cell], incomplete: frozenset[str], reader: Language) -> Level:
    """Return the score over all answers, and the last complete month against the month before."""
    whole = merged(cell.sketch for cell in cells)
    figure = shown(estimate(measure, whole)).scaled(measure.scale)
    period, difference = _last_change(measure, cells, incomplete)
    return Level(
        metric=measure.metric,
        label=measure_label(measure, reader),
        program=measure.program,
        value=figure.value,
        lo=figure.lo,
        hi=figure.hi,
        n=figure.n,
        missing=whole.missing,
        unit=measure.unit,
        period=period,
        direction=measure.direction,
        series=tuple(series(measure, cells, incomplete)),
        command=_command(measure),
        **_change(difference),
    )


def _command(measure: Measure) -> str:
    given = [f"--set {name}={value}" for name, value in measure.parameters.items()]
    return " ".join(("clew ask", measure.asked, *given, *(f"--where '{f}'" for f in measure.filters)))


def _last_change(
    measure: Measure, cells: Sequence[Cell], incomplete: frozenset[str]
) -> tuple[str | None, Difference | None]:
    periods = sorted({cell.period for cell in cells if cell.period is not None and cell.period not in incomplete})
    if len(periods) < 2:  # noqa: PLR2004 - a change takes two
        return None, None
    before, last = (_sketch_of(cells, period) for period in periods[-2:])
    return periods[-1], compare(measure, last, before).scaled(measure.scale)


def _sketch_of(cells: Sequence[Cell], period: str) -> Sketch:
    return merged(cell.sketch for cell in cells if cell.period == period)


def _change(difference: Difference | None) -> dict[str, Any]:
    if difference is None or difference.p is None:
        names = ("difference", "difference_lo", "difference_hi", "beyond_chance", "smallest_detectable")
        return dict.fromkeys(names)
    return {
        "difference": difference.difference,
        "difference_lo": difference.lo,
        "difference_hi": difference.hi,
        "beyond_chance": difference.p < ALPHA,
        "smallest_detectable": difference.smallest_detectable,
    }
