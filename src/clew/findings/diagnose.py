"""The diagnosis: every test of one family, what stands beyond chance, ranked and said in a reader's language."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clew.errors import UsageError
from clew.findings.asking.asker import Asker
from clew.findings.finding import Diagnosis, Finding, Level, NotComputed, finding_id
from clew.findings.levels import level_of
from clew.findings.measure import Cell, Measure, merged
from clew.findings.measures import find_measures, promise_measure
from clew.findings.pictures import bars, line
from clew.findings.tested.candidate import Candidate, beyond_chance, importance
from clew.findings.tested.changes import change_candidates
from clew.findings.tested.places import place_candidates, weakest
from clew.findings.tested.promises import broken_candidates, cost_candidates
from clew.findings.tested.settled import without_echoes, without_mended
from clew.findings.wording.language import Language
from clew.findings.wording.words import amount, claim, measure_label, title

__all__ = ["ALPHA", "Known", "diagnose"]

#: False discovery rate over all findings of one diagnosis.
ALPHA = 0.01
#: Metric name -> label, unit, direction.
Known = Mapping[str, tuple[str, str, str]]
Progress = Callable[[str, float | None], None]


class _Work:
    """What one diagnosis gathers on its way: candidates with the cells behind them, and what could not be had."""

    def __init__(self, asker: Asker, reader: Language) -> None:
        self.asker, self.reader = asker, reader
        self.candidates: list[Candidate] = []
        self.cells: dict[tuple[str, ...], list[Cell]] = {}
        self.series: dict[str, list[Cell]] = {}
        self.missing: list[NotComputed] = []

    def ask(self, kind: str, measure: Measure, by: Sequence[str], every: str | None = None) -> list[Cell]:
        """Return the cells of a measure; what cannot be asked is noted, and gives no cells."""
        try:
            return self.asker.cells(
                measure.metric, by=by, where=measure.filters, every=every, parameters=measure.parameters
            )
        except UsageError as reason:
            self.missing.append(NotComputed(kind, self.reader.say("The question was refused: {reason}", reason=reason)))
            return []


def diagnose(
    asker: Asker,
    known: Known,
    *,
    language: str = "en",
    workspace: str = "main",
    as_of: str | None = None,
    lake_version: int = 0,
    progress: Progress = lambda _what, _share: None,
) -> Diagnosis:
    """Return the diagnosis of a workspace; its findings are one declared family with q at most :data:`ALPHA`."""
    reader = Language(language)
    work = _Work(asker, reader)
    measures, work.missing = find_measures(asker, known, reader)
    for at, measure in enumerate(measures):
        progress(measure.label, at / (len(measures) + 1))
        _look_at(work, measure)
    _look_at_promises(work, known, measures)
    told = _settled(work)
    findings = [_finding(work, candidate, rank, reader) for rank, candidate in enumerate(told, 1)]
    return Diagnosis(
        language=language,
        workspace=workspace,
        as_of=as_of,
        lake_version=lake_version,
        tables=asker.rows(),
        levels=tuple(_levels(work, measures, known, reader)),
        findings=tuple(findings),
        not_computed=tuple(dict.fromkeys(work.missing)),
        tests=len(work.candidates),
        alpha=ALPHA,
    )


def _levels(work: _Work, measures: Sequence[Measure], known: Known, reader: Language) -> list[Level]:
    """Return how every measure stands, promises last."""
    promise = promise_measure(known)
    shown = [*measures, *([promise] if work.series.get(promise.name) else [])]
    skip = work.asker.incomplete("month")
    return [level_of(measure, work.series.get(measure.name, []), skip, reader) for measure in shown]


def _look_at(work: _Work, measure: Measure) -> None:
    """Test one measure over time, over places, and places over time."""
    over_time = work.ask("change", measure, ("touchpoint",), every="month")
    work.series[measure.name] = over_time
    _test_time(work, measure, over_time)
    segments = [name for name in work.asker.segments(measure.metric) if name not in ("touchpoint", "channel")]
    tested: list[Candidate] = []
    for extra in ((), *((segment,) for segment in segments)):
        cells = work.ask("pain_point", measure, ("touchpoint", "channel", *extra))
        work.cells[_cells_key(measure, extra)] = cells
        tested += place_candidates(measure, cells, ("touchpoint", "channel", *extra))
    work.candidates += weakest(tested)


def _test_time(work: _Work, measure: Measure, cells: Sequence[Cell]) -> None:
    skip = work.asker.incomplete("month")
    work.candidates += change_candidates(measure, cells, {}, skip)
    names = sorted({name for cell in cells if (name := cell.where.get("touchpoint")) is not None})
    if len(names) > 1:
        for name in names:
            own = [cell for cell in cells if cell.where.get("touchpoint") == name]
            others = [cell for cell in cells if cell.where.get("touchpoint") != name]
            work.candidates += change_candidates(measure, own, {"touchpoint": name}, skip, others)


def _look_at_promises(work: _Work, known: Known, measures: Sequence[Measure]) -> None:
    promise = promise_measure(known)
    cells = work.ask("promise_broken", promise, ("kind",))
    if not merged(cell.sketch for cell in cells).n:
        needs = work.reader.say("Needs rows in the table promises with due_at and kept_at.")
        work.missing.append(NotComputed("promise_broken", needs))
        return
    work.candidates += broken_candidates(promise, cells)
    work.series[promise.name] = work.ask("promise_broken", promise, ("kind",), every="month")
    for measure in measures:
        cells = work.ask("promise_cost", measure, ("promises.kept",))
        work.cells[_cells_key(measure, ("promises.kept",))] = cells
        work.candidates += cost_candidates(measure, cells)


def _cells_key(measure: Measure, extra: Sequence[str]) -> tuple[str, ...]:
    return (measure.name, *extra)


def _settled(work: _Work) -> list[Candidate]:
    """Return what is told, most important first: beyond chance, not an echo of another finding, and not mended."""
    told = without_echoes(beyond_chance(work.candidates, ALPHA), work.series)
    return sorted(without_mended(told, work.series), key=importance, reverse=True)


def _all_cells(work: _Work, measure: Measure) -> list[list[Cell]]:
    return [cells for key, cells in work.cells.items() if key[0] == measure.name]


def _finding(work: _Work, candidate: Candidate, rank: int, reader: Language) -> Finding:
    measure, value = candidate.measure, candidate.value
    shown = value.scaled(measure.scale)
    return Finding(
        id=finding_id(candidate.kind, measure.name, candidate.where),
        kind=candidate.kind,
        metric=measure.metric,
        title=title(candidate, reader),
        claim=claim(candidate, reader),
        value=shown.value or 0.0,
        lo=shown.lo if shown.lo is not None else 0.0,
        hi=shown.hi if shown.hi is not None else 0.0,
        n=value.n,
        where=dict(candidate.where),
        evidence=_evidence(work, candidate, reader),
        rank=rank,
    )


def _evidence(work: _Work, candidate: Candidate, reader: Language) -> dict[str, Any]:
    measure = candidate.measure
    identity = finding_id(candidate.kind, measure.name, candidate.where)
    reference = candidate.reference
    return {
        "p": candidate.p,
        "q": candidate.q,
        "difference": candidate.difference * measure.scale,
        "difference_lo": candidate.difference_lo * measure.scale,
        "difference_hi": candidate.difference_hi * measure.scale,
        "reference": None if reference is None else reference * measure.scale,
        "reference_text": None if reference is None else amount(measure, reference, reader),
        "customers": candidate.customers,
        "better": candidate.difference * measure.sign > 0,
        "unit": measure.unit,
        "axis": measure_label(measure, reader),
        "filters": list(measure.filters),
        "command": command_of(candidate),
        "chart": _chart_of(work, candidate, reader),
        "verbatims": work.asker.verbatims(measure.metric, candidate.where, measure.filters, identity),
    }


def command_of(candidate: Candidate) -> str:
    """Return the command line that shows the figure again."""
    measure = candidate.measure
    words = ["clew", "ask", measure.metric]
    for condition in measure.filters:
        words += ["--where", condition]
    fixed = {name: value for name, value in candidate.where.items() if name not in ("period", "since", "promises.kept")}
    if "period" in candidate.where or "since" in candidate.where:
        for name, value in fixed.items():
            words += ["--where", f"{name}={value}"]
        words += ["--every", "month"]
    else:
        words += ["--by", ",".join(candidate.where) or "touchpoint"]
    return shlex.join(words)


def _chart_of(work: _Work, candidate: Candidate, reader: Language) -> dict[str, Any]:
    """Return the data of a finding's picture: its line over time, or all places of its kind side by side."""
    names = set(candidate.where)
    if candidate.kind == "promise_broken" or names & {"period", "since"}:
        fixed = {name: value for name, value in candidate.where.items() if name not in ("period", "since")}
        cells = work.series.get(candidate.measure.name, [])
        own = [c for c in cells if all(c.where.get(name) == value for name, value in fixed.items())]
        return line(candidate, own, work.asker.incomplete("month"))
    spoken = {"yes": reader.say("promise kept"), "no": reader.say("promise broken")}
    return bars(candidate, _cells_for(work, candidate), spoken if "promises.kept" in names else {})


def _cells_for(work: _Work, candidate: Candidate) -> list[Cell]:
    names = set(candidate.where)
    for cells in _all_cells(work, candidate.measure):
        if cells and names <= set(cells[0].where):
            return cells
    return []
