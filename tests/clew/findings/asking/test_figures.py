"""Figures read once for several statistics, and nothing read at all."""

from __future__ import annotations

import pytest

from clew.findings.asking.figures import read_figures
from clew.questions.gathering.cells import Cell
from clew.questions.parse import parse_question
from clew.questions.plan import make_plan
from clew.stats.survival.lifetimes import Lifetimes


def plans(*statistics):
    return [make_plan(parse_question(f"resolution_time.{name}", by="team")) for name in statistics]


def test_times_are_read_once_for_all_their_statistics():
    asked = []

    def read(plan):
        asked.append(plan.statistic.name)
        many = [True] * 9 + [False]
        return [
            Cell((team,), (), None, Lifetimes.of([start + x for x in range(10)], many))
            for team, start in (("a", 1), ("b", 11))
        ]

    found = read_figures(plans("median", "p90"), read)
    assert asked == ["median"]
    assert found.whole["median"].value == 11
    assert found.groups[("a",)]["median"].value == 5
    assert found.groups[("b",)]["median"].n == 10
    assert found.open == 2
    assert found.closed_mean.n == 18
    assert found.closed_mean.value == pytest.approx(sum([*range(1, 10), *range(11, 20)]) / 18)


def test_nothing_read_is_no_figure():
    found = read_figures(plans("median"), lambda _plan: [])
    assert found.whole["median"].value is None
    assert found.whole["median"].n == 0
    assert found.groups == {}
