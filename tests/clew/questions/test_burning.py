"""Burn time: how many are there, by the pace at which the last ones went."""

from __future__ import annotations

import numpy as np
import pytest

from clew.questions.finishing.burning import burn_time
from clew.stats.sketch import Sketch

DAY = 86_400.0


def changes(came, gone_before, gone_lately):
    y = np.repeat([1.0, -1.0, -1.0], [came, gone_before, gone_lately])
    return Sketch.of(y, w=np.repeat([0.0, 0.0, 1.0], [came, gone_before, gone_lately]))


def test_limits_are_those_of_the_count_that_went():
    """Of ten events the exact Poisson limits are 4.795 and 18.39 (Garwood 1936)."""
    found = burn_time(changes(60, 30, 10))
    assert (found.value, found.n, found.method) == (20 * 28 * DAY / 10, 10, "poisson")
    assert (found.lo, found.hi) == pytest.approx((20 * 28 * DAY / 18.39, 20 * 28 * DAY / 4.795), rel=1e-3)
    wider = burn_time(changes(60, 30, 10), 0.99)
    assert wider.lo < found.lo < found.hi < wider.hi


def test_none_gone_is_not_known_and_none_there_is_zero():
    nothing = burn_time(changes(5, 2, 0))
    assert (nothing.value, nothing.hi, nothing.n) == (None, None, 0)
    assert nothing.warnings == ("nothing was closed in the last 28 days",)
    burnt = burn_time(changes(5, 2, 3))
    assert (burnt.value, burnt.lo, burnt.hi) == (0, 0, 0)
