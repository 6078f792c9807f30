"""Planning: sample sizes of MeasuringU and of the method page, and the smallest difference seen."""

from __future__ import annotations

import numpy as np
import pytest

from clew.errors import UsageError
from clew.stats.detectable import nps_per_group, nps_sample_size, per_group, smallest_detectable
from clew.stats.mean import mean_difference
from clew.stats.nps import nps_difference
from clew.stats.proportion import proportion_difference
from clew.stats.sketch import Sketch


def test_sample_size_of_measuringu():
    """p = .5, d = .2, plus or minus 5 points: 938 answers, 935 after the three pseudo-answers."""
    assert nps_sample_size(0.5, 0.2, 0.05) == 935


@pytest.mark.parametrize(("difference", "n"), [(0.05, 4019), (0.10, 1005), (0.20, 252)])
def test_answers_per_group(difference, n):
    """The source rounds 4,018.4, 1,004.6 and 251.2 up, as we do."""
    assert per_group(0.64, difference) == n
    assert nps_per_group(0.4, 0.24 + 0.0, difference) == per_group(0.4 + 0.24 - 0.16**2, difference)


def test_planning_keeps_a_floor_and_refuses_nonsense():
    assert nps_sample_size(1, 0, 0.05) == 30
    with pytest.raises(UsageError, match="lie in"):
        nps_sample_size(0.7, 0.5, 0.05)
    with pytest.raises(UsageError, match="infinitely"):
        per_group(0.5, 0)


def test_without_an_error_nothing_is_detectable():
    assert smallest_detectable(None) is None
    assert smallest_detectable(1.0, level=0.99) > smallest_detectable(1.0)


@pytest.mark.parametrize(
    ("compare", "draw"),
    [
        (nps_difference, lambda rng, shift: rng.choice([-1, 0, 1], 400, p=[0.3 - shift / 2, 0.3, 0.4 + shift / 2])),
        (proportion_difference, lambda rng, shift: rng.random(400) < 0.5 + shift),
        (mean_difference, lambda rng, shift: rng.normal(4 + shift, 1.2, 400)),
    ],
)
def test_a_difference_of_that_size_is_seen_four_times_of_five(compare, draw):
    rng = np.random.default_rng(8)
    shift = compare(Sketch.of(draw(rng, 0)), Sketch.of(draw(rng, 0))).smallest_detectable
    seen = np.mean([compare(Sketch.of(draw(rng, shift)), Sketch.of(draw(rng, 0))).p < 0.05 for _ in range(400)])
    assert 0.73 < seen < 0.87
