"""Promises broken, and what goes with it."""

from __future__ import annotations

import numpy as np

from clew.findings.measure import Cell, Measure
from clew.findings.tested.promises import broken_candidates, cost_candidates
from clew.stats.sketch import Sketch

PROMISE = Measure("promise_kept", "Promises kept", "share", "proportion", "higher", 1.0, 1.0)
RATING = Measure("rating", "Rating", "rating", "mean", "higher", 1.0, 4.0)


def kept(kind, share, n):
    good = round(n * share)
    return Cell({"kind": kind}, None, Sketch.of(np.array([1.0] * good + [0.0] * (n - good))))


def test_only_what_is_broken_too_often_is_beyond_chance():
    found = {
        c.where["kind"]: c for c in broken_candidates(PROMISE, [kept("visit", 0.87, 1000), kept("call", 0.95, 1000)])
    }
    assert found["visit"].p < 1e-9
    assert found["call"].p > 0.4
    assert found["visit"].customers == found["visit"].facts["broken"] == 130
    assert found["visit"].value.lo < 0.87 < found["visit"].value.hi


def test_few_promises_are_not_judged():
    assert broken_candidates(PROMISE, [kept("visit", 0.1, 20)]) == []


def test_the_score_after_a_broken_promise_is_set_against_the_kept():
    rng = np.random.default_rng(1)
    cells = [
        Cell({"promises.kept": "no"}, None, Sketch.of(rng.normal(2.2, 1, 200))),
        Cell({"promises.kept": "yes"}, None, Sketch.of(rng.normal(4.3, 1, 800))),
        Cell({"promises.kept": None}, None, Sketch.of(rng.normal(3.0, 1, 500))),
    ]
    (found,) = cost_candidates(RATING, cells)
    assert found.kind == "promise_cost"
    assert -2.4 < found.difference < -1.8
    assert found.p < 1e-9


def test_without_both_sides_there_is_nothing_to_say():
    assert cost_candidates(RATING, [Cell({"promises.kept": "no"}, None, Sketch.of(np.ones(50)))]) == []
