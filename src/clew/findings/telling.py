"""A candidate that stands, told: title, claim, figures, and the evidence a reader may open."""

from __future__ import annotations

import shlex
from typing import Any

from clew.findings.finding import Finding, finding_id
from clew.findings.pictures import bars, line
from clew.findings.tested.candidate import Candidate
from clew.findings.wording.words import amount, claim, measure_label, title
from clew.findings.work import Work

__all__ = ["command_of", "finding_of"]


def finding_of(work: Work, candidate: Candidate, rank: int) -> Finding:
    """Return a candidate that stands as a finding, said in the reader's language."""
    reader = work.reader
    measure, value = candidate.measure, candidate.value
    shown = value.scaled(measure.scale)
    return Finding(
        id=finding_id(candidate.kind, measure.name, candidate.where),
        kind=candidate.kind,
        metric=measure.metric,
        title=title(candidate, reader),
        claim=claim(candidate, reader),
        label="predictive" if candidate.kind == "churn_after" else "descriptive",
        value=shown.value or 0.0,
        lo=shown.lo if shown.lo is not None else 0.0,
        hi=shown.hi if shown.hi is not None else 0.0,
        n=value.n,
        where=dict(candidate.where),
        evidence=_evidence(work, candidate),
        rank=rank,
    )


def _evidence(work: Work, candidate: Candidate) -> dict[str, Any]:
    measure, reader = candidate.measure, work.reader
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
        "command": candidate.command or command_of(candidate),
        "chart": candidate.chart or _chart_of(work, candidate),
        "cost": dict(candidate.cost),
        "verbatims": work.asker.verbatims(measure.metric, candidate.where, measure.filters, identity),
    }


def command_of(candidate: Candidate) -> str:
    """Return the command line that shows the figure again."""
    measure = candidate.measure
    words = ["clew", "ask", measure.asked]
    for name, value in measure.parameters.items():
        words += ["--set", f"{name}={value}"]
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


def _chart_of(work: Work, candidate: Candidate) -> dict[str, Any]:
    """Return the data of a finding's picture: its line over time, or all places of its kind side by side."""
    names = set(candidate.where)
    if candidate.kind == "promise_broken" or names & {"period", "since"}:
        fixed = {name: value for name, value in candidate.where.items() if name not in ("period", "since")}
        cells = work.series.get(candidate.measure.name, [])
        own = [c for c in cells if all(c.where.get(name) == value for name, value in fixed.items())]
        return line(candidate, own, work.left_out(cells))
    spoken = {"yes": work.reader.say("promise kept"), "no": work.reader.say("promise broken")}
    cells = work.cells_of(candidate.measure, names)
    return bars(candidate, cells, spoken if "promises.kept" in names else {})
