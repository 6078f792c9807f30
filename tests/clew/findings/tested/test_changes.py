"""Periods that stand out and levels that moved: worked by hand on small series."""

from __future__ import annotations

import numpy as np
import pytest

from clew.findings.measure import Cell, Measure
from clew.findings.tested.changes import change_candidates
from clew.stats.sketch import Sketch

MEASURE = Measure("csat", "Satisfied", "share", "proportion", "higher", 1.0, 1.0)
MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]


def cells(shares, n=400):
    return [
        Cell({}, month, Sketch.of(np.array([1.0] * round(n * share) + [0.0] * (n - round(n * share)))))
        for month, share in zip(MONTHS, shares, strict=True)
    ]


def strong(found):
    return {(c.kind, c.where.get("period") or c.where.get("since")) for c in found if c.p is not None and c.p < 1e-6}


def test_one_bad_month_is_a_period_and_no_step():
    assert strong(change_candidates(MEASURE, cells([0.8] * 4 + [0.5] + [0.8] * 5), {})) == {("bad_period", "2026-05")}


def test_a_level_that_moved_is_a_step_and_no_period():
    found = strong(change_candidates(MEASURE, cells([0.5] * 6 + [0.8] * 4), {}))
    assert found == {("change", "2026-07")}


def test_a_bad_month_does_not_bend_the_step_beside_it():
    found = strong(change_candidates(MEASURE, cells([0.5, 0.5, 0.5, 0.1, 0.5, 0.5, 0.8, 0.8, 0.8, 0.8]), {}))
    assert found == {("bad_period", "2026-04"), ("change", "2026-07")}


def test_a_huge_sample_still_finds_the_right_date():
    """Where p underflows the distance decides, not the order of the months."""
    found = change_candidates(MEASURE, cells([0.5] * 6 + [0.8] * 4, n=200_000), {})
    (step,) = [c for c in found if c.kind == "change"]
    assert step.where["since"] == "2026-07"


def test_a_middling_first_month_after_a_step_still_belongs_to_it():
    """Near the end of the scale shares vary little; that must not pull the date towards it."""
    series = cells([0.45] * 6 + [0.78, 0.93, 0.93, 0.93], n=45)
    steps = [c for c in change_candidates(MEASURE, series, {}) if c.kind == "change"]
    assert [c.where["since"] for c in steps] == ["2026-07"]


def test_what_all_touchpoints_did_is_not_told_of_one():
    dip = [0.8] * 4 + [0.5] + [0.8] * 5
    own = change_candidates(MEASURE, cells(dip), {"touchpoint": "Shop"}, others=cells(dip))
    assert strong(own) == set()
    alone = change_candidates(MEASURE, cells(dip), {"touchpoint": "Shop"}, others=cells([0.8] * 10))
    assert strong(alone) == {("bad_period", "2026-05")}


def test_incomplete_and_small_periods_are_not_tested():
    found = change_candidates(MEASURE, cells([0.8] * 9 + [0.2]), {}, skip=frozenset({"2026-10"}))
    assert strong(found) == set()
    assert {c.kind for c in change_candidates(MEASURE, cells([0.8] * 10, n=20), {})} == {"change"}
    assert change_candidates(MEASURE, cells([0.8] * 10, n=2), {}) == []


def test_a_small_month_still_counts_for_the_date_of_a_step():
    series = cells([0.5] * 6 + [0.9] * 4)
    series[6] = Cell({}, MONTHS[6], Sketch.of(np.array([1.0] * 22 + [0.0] * 3)))
    assert ("change", "2026-07") in strong(change_candidates(MEASURE, series, {}))


@pytest.mark.parametrize("sign", [1, -1])
def test_direction_decides_what_is_bad(sign):
    measure = Measure("x", "x", "share", "proportion", "higher" if sign > 0 else "lower", 1.0, 1.0)
    ((kind, _),) = strong(change_candidates(measure, cells([0.8] * 4 + [0.5] + [0.8] * 5), {}))
    assert kind == ("bad_period" if sign > 0 else "good_period")
