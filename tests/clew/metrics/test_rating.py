"""Ratings on their own scale, and the boxes at both ends."""

from __future__ import annotations

import pytest


def asked(ratings, metric="rating", **more):
    scale = {"scale_min": 1.0, "scale_max": 5.0, **more}
    return [{"feedback_id": str(i), "metric": metric, "rating": r, **scale} for i, r in enumerate(ratings)]


def flags(rows):
    return [row["y"] for row in sorted(rows, key=lambda row: int(row["feedback_id"]))]


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [("mean", [1, 2, 4, 5, None]), ("top", [0, 0, 1, 1, None]), ("bottom", [1, 1, 0, 0, None])],
)
def test_statistics(population, statistic, expected):
    assert flags(population(f"rating.{statistic}", {"feedback": asked([1, 2, 4, 5, None])})) == expected


def test_a_scale_that_is_not_known_has_no_ends(population):
    rows = {"feedback": asked([1, 5], scale_min=None, scale_max=None)}
    assert flags(population("rating.top", rows)) == [None, None]


def test_ratings_of_another_metric_can_be_asked_for(population):
    rows = [*asked([3], "csat"), {"feedback_id": "9", "metric": "rating", "rating": 1.0}]
    assert flags(population("rating", {"feedback": rows}, of="csat")) == [3]


def test_what_lies_beyond_the_scale_is_in_no_box(population):
    rows = {"feedback": asked([5, 99, 0])}
    assert flags(population("rating.top", rows)) == [1, None, None]
    assert flags(population("rating.bottom", rows)) == [0, None, None]
