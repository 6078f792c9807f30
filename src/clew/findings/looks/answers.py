"""Answers: each measure over time, over places, and places over time."""

from __future__ import annotations

from clew.findings.looks.over_time import look_over_time
from clew.findings.measure import Measure
from clew.findings.measures import find_measures
from clew.findings.tested.candidate import Candidate
from clew.findings.tested.places import place_candidates, weakest
from clew.findings.work import Work

__all__ = ["look_at_answers"]

#: Where every answer may be told apart; segments come on top.
PLACES = ("touchpoint", "channel")


def look_at_answers(work: Work) -> None:
    """Test every measure of answers the workspace has."""
    found, missing = find_measures(work.asker, work.known)
    work.lacking += missing
    work.measures += found
    for at, measure in enumerate(found):
        work.progress(measure.label, at / (len(found) + 1))
        _look_at(work, measure)


def _look_at(work: Work, measure: Measure) -> None:
    over_time = work.ask("change", measure, ("touchpoint",), every="month")
    work.series[measure.name] = over_time
    look_over_time(work, measure, over_time)
    segments = [name for name in work.asker.segments(measure.metric) if name not in PLACES]
    tested: list[Candidate] = []
    for extra in ((), *((segment,) for segment in segments)):
        cells = work.ask("pain_point", measure, (*PLACES, *extra))
        work.cells[(measure.name, *extra)] = cells
        tested += place_candidates(measure, cells, (*PLACES, *extra))
    work.candidates += weakest(tested)
