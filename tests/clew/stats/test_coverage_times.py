"""How often intervals of times that may not have ended hold the truth, as the method page says."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from clew.stats.survival.restricted_mean import restricted_mean, restricted_mean_difference
from clew.stats.survival.within import within_difference

ROOT = Path(__file__).resolve().parents[3]
_spec = importlib.util.spec_from_file_location("clew_benchmarks_coverage_times", ROOT / "benchmarks/coverage_times.py")
coverage = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = coverage
_spec.loader.exec_module(coverage)

PAGE = (ROOT / "docs" / "explanation" / "intervals.md").read_text()


@pytest.mark.parametrize("over", coverage.OPENED_OVER)
@pytest.mark.parametrize("figure", coverage.FIGURES)
def test_from_thirty_on_intervals_hold(figure, over):
    for times in coverage.TIMES:
        assert coverage.times_coverage(figure, times, over, 30, repeats=600) >= 0.92


@pytest.mark.parametrize(("figure", "times", "over", "n"), [("median", "exponential", "many open", 30)])
def test_the_page_has_the_figures_of_the_program(figure, times, over, n):
    name = f"| {figure}, {times}, {coverage.open_share(times, over):.0%} open |"
    (row,) = [line for line in PAGE.splitlines() if line.startswith(name)]
    place = coverage.SIZES.index(n)
    assert row.split("|")[2 + place].strip() == f"{coverage.times_coverage(figure, times, over, n):.3f}"


@pytest.mark.parametrize("difference", [within_difference, restricted_mean_difference], ids=lambda f: f.__name__)
def test_groups_alike_are_called_different_one_time_in_twenty(difference):
    rng = np.random.default_rng(coverage.SEED)
    called = 0
    for _ in range(600):
        a, b = (coverage.drawn(rng, "exponential", "many open", 40) for _ in range(2))
        p = difference(a, b, 1.5).p
        called += p is not None and p < 0.05
    assert 0.025 < called / 600 < 0.075


def test_closed_ones_alone_are_far_off():
    """The mean of the closed tickets says too little: with a third open, a quarter less than the mean up to 2."""
    lives = coverage.drawn(np.random.default_rng(1), "exponential", "many open", 50_000)
    closed = np.minimum(lives.times[lives.ended], 2.0).mean()
    truth = coverage.mean_up_to("exponential", 2.0)
    assert restricted_mean(lives, 2.0).value == pytest.approx(truth, abs=0.01)
    assert closed / truth == pytest.approx(0.74, abs=0.01)
    assert np.median(lives.times[lives.ended]) == pytest.approx(0.64, abs=0.01)
