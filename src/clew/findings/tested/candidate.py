"""A candidate: one test of the diagnosis, before it is known whether it is worth telling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clew.findings.finding import Kind
from clew.findings.measure import Measure
from clew.stats.estimate import Estimate
from clew.stats.multiplicity import benjamini_hochberg

__all__ = ["Candidate", "beyond_chance", "importance"]


@dataclass(frozen=True)
class Candidate:
    """One tested statement: ``value`` and ``reference`` with their difference, all in the measure's inner unit.

    ``parents`` are the wheres of wider statements that would explain this one; ``holds`` is False where something
    other than chance speaks against telling it (the pooled score is not apart from the whole). ``command`` and
    ``chart`` stand in for those of a measure's figures; ``cost`` is what it costs, if known.
    """

    kind: Kind
    measure: Measure
    where: Mapping[str, str]
    value: Estimate
    reference: float | None
    difference: float
    difference_lo: float
    difference_hi: float
    p: float | None
    customers: int
    q: float | None = None
    holds: bool = True
    facts: Mapping[str, Any] = field(default_factory=dict)
    command: str = ""
    chart: Mapping[str, Any] = field(default_factory=dict)
    cost: Mapping[str, float] = field(default_factory=dict)


def beyond_chance(candidates: Sequence[Candidate], alpha: float) -> list[Candidate]:
    """Return the candidates that stand at false discovery rate ``alpha`` over the whole family, with their q."""
    qs = benjamini_hochberg([candidate.p for candidate in candidates])
    tested = [replace(candidate, q=q) for candidate, q in zip(candidates, qs, strict=True)]
    return [c for c in tested if c.holds and c.q is not None and c.q <= alpha]


def importance(candidate: Candidate) -> float:
    """Return customers touched × size × certainty, by which findings are ranked.

    Size is the difference as a share of the measure's whole scale; certainty is the end of its interval nearer to
    zero as a share of it: 1 for a difference known exactly, 0 for one that may be nothing. Where those touched are
    known by name (who walked a circle), the size is a fact: which share of it is beyond chance.
    """
    size = candidate.facts.get("size", abs(candidate.difference) / candidate.measure.span)
    nearer = min(abs(candidate.difference_lo), abs(candidate.difference_hi))
    same_side = candidate.difference_lo * candidate.difference_hi > 0
    certainty = nearer / abs(candidate.difference) if candidate.difference and same_side else 0.0
    return float(candidate.customers * size * certainty)
