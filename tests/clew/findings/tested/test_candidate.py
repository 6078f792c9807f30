"""One family, and the order of what is told."""

from __future__ import annotations

from clew.findings.measure import Measure
from clew.findings.tested.candidate import Candidate, beyond_chance, importance
from clew.stats.estimate import Estimate

MEASURE = Measure("csat", "Satisfied", "share", "proportion", "higher", 1.0, 1.0)


def candidate(p, difference=-0.2, half=0.1, customers=100, **more):
    value = Estimate(0.5, 0.4, 0.6, 0.95, "wilson", 100)
    return Candidate("pain_point", MEASURE, {"touchpoint": str(p)}, value, 0.7, difference, difference - half,
                     difference + half, p, customers, **more)  # fmt: skip


def test_the_whole_family_pays():
    alone = beyond_chance([candidate(0.004)], 0.01)
    assert len(alone) == 1
    assert beyond_chance([candidate(0.004), *(candidate(0.5) for _ in range(20))], 0.01) == []


def test_what_does_not_hold_is_not_told_but_counts_in_the_family():
    assert beyond_chance([candidate(1e-9, holds=False)], 0.01) == []


def test_untested_candidates_are_never_told():
    assert beyond_chance([candidate(None)], 0.01) == []


def test_importance_is_customers_times_size_times_certainty():
    assert importance(candidate(0.001)) == 100 * 0.2 * 0.5
    assert importance(candidate(0.001, half=0.3)) == 0
    assert importance(candidate(0.001, customers=200)) == 2 * importance(candidate(0.001))
