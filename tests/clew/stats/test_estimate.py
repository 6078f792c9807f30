"""What people may see of an estimate, and that importing it stays light."""

from __future__ import annotations

import subprocess
import sys

from clew.stats.estimate import Difference, Estimate, shown
from clew.stats.mean import mean
from clew.stats.nps import nps
from clew.stats.sketch import Sketch


def test_under_five_is_suppressed_and_n_is_kept():
    e = shown(nps(Sketch.of([1, 0, 1, -1], missing=2)))
    assert (e.value, e.lo, e.hi, e.n, e.missing, e.warnings) == (None, None, None, 4, 2, ("suppressed",))


def test_from_five_to_twenty_nine_is_marked():
    assert shown(nps(Sketch.of([1] * 5))).warnings == ("small n",)
    assert "small n" in shown(mean(Sketch.of(range(29)))).warnings
    assert shown(mean(Sketch.of(range(30)))).warnings == ()


def test_an_empty_cell_is_not_suppressed_but_empty():
    assert shown(nps(Sketch(0))).warnings == ("no answers",)


def test_the_limit_can_be_moved():
    assert shown(nps(Sketch.of([1] * 9)), min_n=10).value is None
    assert shown(nps(Sketch.of([1] * 2)), min_n=1).value == 1


def test_scaling_and_warnings():
    d = Difference(0.1, None, 0.3, 0.95, "welch", 0.2, (9, 9), 0.25).scaled(100)
    assert (d.difference, d.lo, d.hi, d.smallest_detectable, d.p) == (10, None, 30, 25, 0.2)
    e = Estimate(0.5, 0.1, 0.9, 0.95, "t", 9).warn("small n").warn("small n", "clipped")
    assert e.warnings == ("small n", "clipped")


def test_scores_and_shares_need_no_scipy_and_nothing_needs_scipy_stats():
    """The command line starts in under half a second: scipy.stats alone takes a whole one."""
    code = """
import sys
import clew.stats.estimate, clew.stats.nps, clew.stats.proportion, clew.stats.multiplicity
from clew.stats.sketch import Sketch
s = Sketch.of([1, 0, 1, -1])
clew.stats.nps.nps_difference(s, s)
assert "scipy" not in sys.modules
import clew.stats.mean, clew.stats.rate, clew.stats.quantile, clew.stats.pooling
clew.stats.mean.mean_difference(s, Sketch.of([1, 0, 0]))
clew.stats.rate.rate(Sketch.of([1]), 10)
clew.stats.quantile.quantile([1, 2, 3], .5)
clew.stats.pooling.pool_nps([1, 9], [2, 9], [9, 2])
assert "scipy.special" in sys.modules and "scipy.stats" not in sys.modules and "scipy.optimize" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
