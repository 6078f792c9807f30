"""The checks of the tables, each broken once."""

from __future__ import annotations

from typing import Any

import pytest

FEEDBACK = 'format = 1\ntable = "feedback"\n'
CALLS = 'format = 1\ntable = "calls"\n[columns]\nqueued_at = "q"\nanswered_at = "a"\ntransfers = "t"\n'


@pytest.mark.parametrize(
    ("metric", "rating", "reason"),
    [
        ("nps", "11", "above 10"),
        ("nps", "-1", "below 0"),
        ("nps", "7.5", "whole number"),
        ("csat", "0", "below 1"),
        ("csat", "6", "above 5"),
        ("ces", "8", "above 7"),
    ],
)
def test_ratings_lie_on_the_scale_of_their_metric(refused: Any, metric: str, rating: str, reason: str) -> None:
    toml = f'{FEEDBACK}[columns]\nrating = "r"\n[constants]\nmetric = "{metric}"'
    assert reason in refused(toml, r=[rating])[0]["reason"]


def test_a_stated_scale_wins_over_the_usual_one(rows: Any, refused: Any) -> None:
    toml = f'{FEEDBACK}[columns]\nrating = "r"\n[constants]\nmetric = "csat"\n[scale]\nmin = 1\nmax = 7'
    assert [row["rating"] for row in rows(toml, r=["6", "8"])] == [6.0]
    assert "above 7" in refused(toml, r=["6", "8"])[0]["reason"]


def test_scales_may_stand_in_the_rows(rows: Any, refused: Any) -> None:
    toml = f'{FEEDBACK}[columns]\nrating = "r"\nscale_min = "lo"\nscale_max = "hi"\nmetric = "m"'
    columns = {"r": ["7", "7", "7"], "lo": ["1", "1", None], "hi": ["10", "5", None], "m": ["rating", "rating", "nps"]}
    assert [row["scale_max"] for row in rows(toml, **columns)] == [10.0, 10.0]
    assert [row["row"] for row in refused(toml, **columns)] == [1]


def test_the_rows_own_scale_wins_over_the_usual_one(rows: Any) -> None:
    toml = f'{FEEDBACK}[columns]\nrating = "r"\nscale_min = "lo"\nscale_max = "hi"\n[constants]\nmetric = "csat"'
    assert [row["scale_max"] for row in rows(toml, r=["9", "5"], lo=["1", None], hi=["10", None])] == [10.0, 5.0]


def test_a_half_point_is_fine_where_ratings_need_not_be_whole(rows: Any) -> None:
    assert (
        rows(f'{FEEDBACK}columns = {{ rating = "r" }}\nconstants = {{ metric = "rating" }}', r=["4.5"])[0]["rating"]
        == 4.5
    )


def test_times_in_the_wrong_order(rows: Any, refused: Any) -> None:
    columns = {"q": ["2026-01-02", "2026-01-02", "2026-01-02"], "a": ["2026-01-01", None, "2026-01-02"], "t": ["0"] * 3}
    assert refused(CALLS, **columns)[0]["reason"] == "The answered_at is before the queued_at."
    assert len(rows(CALLS, **columns)) == 2


def test_money_has_bounds_too(refused: Any) -> None:
    toml = 'format = 1\ntable = "subscriptions"\n[columns]\nsubscription_id = "n"\nmonthly_amount = "a"'
    assert "below 0" in refused(toml, n=["1"], a=["-0.01"])[0]["reason"]


def test_what_a_row_needs(refused: Any) -> None:
    toml = 'format = 1\ntable = "events"\n[columns]\nname = "n"\noccurred_at = "at"'
    found = refused(toml, n=[None, "a"], at=["2026-01-01", None])
    assert [(row["column"], row["reason"]) for row in found] == [
        ("n", "The name is blank."),
        ("at", "The occurred_at is blank."),
    ]


def test_the_first_reason_is_the_one_that_is_told(refused: Any) -> None:
    assert len(refused(CALLS, q=["never"], a=["never"], t=["-1"])) == 1
