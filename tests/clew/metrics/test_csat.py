"""Customer satisfaction: which boxes are the highest ones."""

from __future__ import annotations

import pytest

from clew.errors import UsageError


def asked(ratings, **more):
    return [{"feedback_id": str(i), "metric": "csat", "rating": r, **more} for i, r in enumerate(ratings)]


def satisfied(rows):
    return [row["y"] for row in sorted(rows, key=lambda row: int(row["feedback_id"]))]


def test_top_two_of_five(population):
    rows = asked([1, 2, 3, 4, 5, None], scale_min=1.0, scale_max=5.0)
    assert satisfied(population("csat", {"feedback": rows})) == [0, 0, 0, 1, 1, None]


def test_the_scale_of_the_row_decides(population):
    of_five = {"feedback_id": "8", "metric": "csat", "rating": 4.0, "scale_min": 1.0, "scale_max": 5.0}
    rows = [*asked([5, 6, 7], scale_min=1.0, scale_max=7.0), of_five]
    assert satisfied(population("csat", {"feedback": rows})) == [0, 1, 1, 1]


def test_without_a_scale_five_is_the_highest(population):
    assert satisfied(population("csat", {"feedback": asked([3, 4])})) == [0, 1]


def test_what_lies_beyond_the_scale_is_missing(population):
    assert satisfied(population("csat", {"feedback": asked([5, 6, 99, 0])})) == [1, None, None, None]


def test_how_many_boxes_can_be_said(population):
    assert satisfied(population("csat", {"feedback": asked([3, 4, 5])}, boxes="1")) == [0, 0, 1]


@pytest.mark.parametrize("boxes", ["two", "-1", "nan", "inf", ""])
def test_boxes_are_a_number(population, boxes):
    with pytest.raises(UsageError, match="'boxes' is a number"):
        population("csat", {}, boxes=boxes)
