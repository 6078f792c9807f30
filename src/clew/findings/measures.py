"""Which measures a workspace can be judged by, found in the data: one a program, instrument and scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clew.errors import UsageError
from clew.findings.asking.asker import Asker
from clew.findings.lack import Lack
from clew.findings.measure import Measure

__all__ = ["find_measures", "promise_measure"]

#: Metrics of answers, in the order people read them, with how their cells are finished.
FAMILIES = {"nps": "nps", "csat": "proportion", "ces": "mean", "rating": "mean"}
#: An instrument with fewer answers is not a measure of its own.
FEWEST_ANSWERS = 100
#: At most this many measures of one metric: the ones with the most answers.
MOST_MEASURES = 6
#: What keeps measures apart: they are never mixed silently.
SPLIT = ("program", "instrument", "scale_min", "scale_max")


def find_measures(asker: Asker, known: Mapping[str, tuple[str, str, str]]) -> tuple[list[Measure], list[Lack]]:
    """Return the measures the data can answer, and why others cannot be had.

    ``known`` maps a metric to its label, unit and direction.
    """
    measures: list[Measure] = []
    missing: list[Lack] = []
    for metric, family in FAMILIES.items():
        try:
            found = _of_metric(asker, metric, family, known[metric])
        except UsageError as reason:
            missing.append(Lack(metric, "The question was refused: {reason}", {"reason": reason}))
            continue
        measures += found
        if not found:
            needs = "Needs at least {n} answers in the table feedback with metric = {metric}."
            missing.append(Lack(metric, needs, {"n": FEWEST_ANSWERS, "metric": metric}))
    return measures, missing


def promise_measure(known: Mapping[str, tuple[str, str, str]]) -> Measure:
    """Return promises kept as a measure."""
    label, _unit, direction = known["promise_kept"]
    return Measure("promise_kept", label, "share", "proportion", direction, 1.0, 1.0)


def _of_metric(asker: Asker, metric: str, family: str, known: tuple[str, str, str]) -> list[Measure]:
    cells = [cell for cell in asker.cells(metric, by=SPLIT) if cell.sketch.n >= FEWEST_ANSWERS]
    cells = sorted(cells, key=lambda cell: -cell.sketch.n)[:MOST_MEASURES]
    varying = [name for name in SPLIT if len({cell.where.get(name) for cell in cells}) > 1]
    return [_measure(metric, family, known, cell.where, varying) for cell in cells]


def _measure(
    metric: str,
    family: str,
    known: tuple[str, str, str],
    where: Mapping[str, str | None],
    varying: Sequence[str],
) -> Measure:
    label, unit, direction = known
    filters = tuple(f"{name}={where[name]}" for name in varying if where.get(name) is not None)
    return Measure(
        metric=metric,
        label=label,
        unit={"nps": "points", "proportion": "share"}.get(family, unit),
        family=family,
        direction=direction,
        scale=100.0 if family == "nps" else 1.0,
        span=_span(family, where),
        filters=filters,
        program=where.get("program"),
    )


def _span(family: str, where: Mapping[str, str | None]) -> float:
    if family == "nps":
        return 2.0
    if family == "proportion":
        return 1.0
    lowest, highest = where.get("scale_min"), where.get("scale_max")
    return (float(highest) - float(lowest) or 1.0) if lowest and highest else 4.0
