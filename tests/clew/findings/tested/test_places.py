"""Places apart from the rest: crossings, the company they keep, and small groups."""

from __future__ import annotations

import numpy as np

from clew.findings.measure import Cell, Measure, estimate, merged
from clew.findings.tested.places import place_candidates, weakest
from clew.findings.tested.strata import compare_within
from clew.stats.sketch import Sketch

MEASURE = Measure("csat", "Satisfied", "share", "proportion", "higher", 1.0, 1.0)


def cell(touchpoint, channel, share, n=600):
    good = round(n * share)
    return Cell(
        {"touchpoint": touchpoint, "channel": channel}, None, Sketch.of(np.array([1.0] * good + [0.0] * (n - good)))
    )


def told(cells):
    found = place_candidates(MEASURE, cells, ("touchpoint", "channel"))
    return {(c.kind, tuple(c.where.values())) for c in found if c.holds and c.p is not None and c.p < 1e-5}


def test_a_bad_touchpoint_makes_no_other_look_good():
    cells = [
        cell(t, c, 0.5 if t == "Repair" else 0.8) for t in ("Repair", "Shop", "App", "Bill") for c in ("web", "phone")
    ]
    assert told(cells) == {("pain_point", ("Repair",))}


def test_where_half_is_good_and_half_is_bad_both_are_told():
    shares = {"Checkout": 0.8, "Search": 0.8, "Repair": 0.5, "Bill": 0.5}
    cells = [cell(t, c, share) for t, share in shares.items() for c in ("web", "phone")]
    assert told(cells) == {
        ("success_point", ("Checkout",)),
        ("success_point", ("Search",)),
        ("pain_point", ("Repair",)),
        ("pain_point", ("Bill",)),
    }


def test_a_bad_crossing_is_told_alone():
    cells = [
        cell(t, c, 0.4 if (t, c) == ("Repair", "phone") else 0.8)
        for t in ("Repair", "Shop", "App", "Bill")
        for c in ("web", "phone", "shop")
    ]
    assert told(cells) == {("pain_point", ("Repair", "phone"))}


def test_a_channel_is_not_told_for_the_touchpoints_it_serves():
    """The field serves good touchpoints only; within a touchpoint the channels are alike."""
    cells = [cell("Visit", "field", 0.9), cell("Bill", "web", 0.5), cell("Bill", "app", 0.5), cell("Help", "web", 0.5)]
    assert not [where for _, where in told(cells) if where == ("field",)]


def test_a_small_group_is_pooled_and_not_told():
    cells = [cell(t, "web", 0.8) for t in ("Shop", "App", "Bill", "Help")] + [cell("Kiosk", "web", 0.1, n=20)]
    assert told(cells) == set()


def test_the_weakest_of_several_tests_counts():
    cells = [cell(t, c, 0.5 if t == "Repair" else 0.8) for t in ("Repair", "Shop", "App") for c in ("web", "phone")]
    twice = place_candidates(MEASURE, cells, ("touchpoint", "channel")) * 2
    assert len(weakest(twice)) == len(twice) // 2


def test_within_strata_is_the_weighted_mean_of_their_differences():
    cells = [cell("A", "x", 0.9, 100), cell("A", "y", 0.7, 300), cell("B", "x", 0.5, 200), cell("B", "y", 0.5, 200)]
    found = compare_within(MEASURE, cells, ("channel", "x"), "touchpoint")
    weights = [100 * 300 / 400, 200 * 200 / 400]
    assert abs(found.difference - (weights[0] * 0.2 + weights[1] * 0.0) / sum(weights)) < 1e-9
    assert found.lo < found.difference < found.hi
    assert compare_within(MEASURE, cells[:1], ("channel", "x"), "touchpoint") is None


def test_nothing_is_lost_in_merging():
    cells = [cell("A", "x", 0.9, 100), cell("A", "y", 0.7, 300)]
    assert estimate(MEASURE, merged(c.sketch for c in cells)).n == 400
