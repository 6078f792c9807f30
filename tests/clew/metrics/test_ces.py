"""Customer effort: two versions with opposite directions."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.metrics import ces


def asked(ratings, low=None, high=None):
    return [
        {"feedback_id": str(i), "metric": "ces", "rating": float(r), "scale_min": low, "scale_max": high}
        for i, r in enumerate(ratings)
    ]


def flags(rows):
    return [row["y"] for row in sorted(rows, key=lambda row: int(row["feedback_id"]))]


def test_ease_of_version_two(population):
    rows = {"feedback": asked(range(1, 8))}
    assert flags(population("ces.easy", rows)) == [0, 0, 0, 0, 1, 1, 1]
    assert flags(population("ces.hard", rows)) == [1, 1, 1, 0, 0, 0, 0]
    assert flags(population("ces", rows)) == [1, 2, 3, 4, 5, 6, 7]


def test_effort_of_version_one_runs_the_other_way(population):
    rows = {"feedback": asked(range(1, 6))}
    assert flags(population("ces.easy", rows, version="v1")) == [1, 1, 0, 0, 0]
    assert flags(population("ces.hard", rows, version="v1")) == [0, 0, 0, 1, 1]


def test_another_scale_has_its_own_middle(population):
    rows = {"feedback": asked(range(1, 6), 1.0, 5.0)}
    assert flags(population("ces.easy", rows)) == [0, 0, 0, 1, 1]


def test_the_direction_follows_the_version():
    assert ces.direction_of({"version": "v1"}) == "lower"
    assert ces.direction_of({"version": "v2"}) == "higher"


def test_there_are_two_versions():
    with pytest.raises(UsageError, match="v1, v2"):
        ces.settle({"version": "v3"})


def test_what_lies_beyond_the_scale_is_neither_easy_nor_hard(population):
    rows = {"feedback": asked([7, 8, 99, 0])}
    assert flags(population("ces.easy", rows)) == [1, None, None, None]
    assert flags(population("ces.hard", rows)) == [0, None, None, None]
