"""Who was hurt lately: poor ratings by their own scale, complaints, broken promises; the worst hurt first."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.customers import find_hurt

START, END = (datetime.fromisoformat(day) for day in ("2026-01-01", "2026-01-15"))


def answer(name, who, day, rating, metric="csat", low=1, high=5, **more):
    return {"feedback_id": name, "customer_id": who, "answered_at": f"2026-01-{day:02d}", "metric": metric,
            "rating": rating, "scale_min": low, "scale_max": high, **more}  # fmt: skip


@pytest.fixture(scope="module")
def lake(workspace, load):
    load("identities", [{"from_id": "web-9", "to_id": "k1", "stated_at": "2026-01-01"}])
    load("feedback", [
        answer("f1", "web-9", 5, 6, "nps", 0, 10, verbatim="Late", touchpoint="Delivery"),
        answer("f2", "k2", 5, 7, "nps", 0, 10),
        answer("f3", "k3", 6, 2), answer("f4", "k4", 6, 3),
        answer("f5|csat", "k5", 7, 2), answer("f5|ces", "k5", 7, 1, "ces", 1, 7, verbatim="Hard"),
        answer("f6", "staff", 7, 0, "nps", 0, 10, respondent="employee"),
        answer("f7", "old", 15, 0, "nps", 0, 10),
        answer("f8", "none", 8, None, "csat"), answer("f9", "choice", 8, 1, "choice"),
    ])  # fmt: skip
    load("tickets", [
        {"ticket_id": "t1", "customer_id": "k1", "opened_at": "2026-01-06", "topic": "late", "kind": "complaint"},
        {"ticket_id": "t2", "customer_id": "k6", "opened_at": "2026-01-06", "kind": "question"},
    ])  # fmt: skip
    load("promises", [
        {"promise_id": "p1", "customer_id": "k1", "kind": "delivery", "made_at": "2025-12-01", "due_at": "2026-01-03",
         "kept_at": "2026-01-05"},
        {"promise_id": "p2", "customer_id": "k7", "made_at": "2026-01-02", "due_at": "2026-01-03",
         "kept_at": "2026-01-02"},
        {"promise_id": "p3", "customer_id": "k8", "made_at": "2026-01-02", "due_at": "2026-01-20"},
        {"promise_id": "p4", "customer_id": "k9", "made_at": "2026-01-02", "due_at": "2026-01-14"},
    ])  # fmt: skip
    return workspace.snapshot()


def test_the_worst_hurt_come_first_and_only_what_hurts_counts(lake, engine):
    found = find_hurt(lake, engine, START, END)
    assert [one.customer_id for one in found.customers] == ["k1", "k9", "k5", "k3"]
    assert found.total == 4
    told = [(hurt.how, str(hurt.at)[:10], hurt.about, hurt.text) for hurt in found.customers[0].hurts]
    assert told == [
        ("complaint", "2026-01-06", "late", None),
        ("rating", "2026-01-05", "Delivery", "Late"),
        ("promise", "2026-01-03", "delivery", None),
    ]


def test_a_sheet_is_one_time_and_its_lowest_rating_stands_with_what_was_written(lake, engine):
    (mine,) = [one for one in find_hurt(lake, engine, START, END).customers if one.customer_id == "k5"]
    (hurt,) = mine.hurts
    assert (hurt.metric, hurt.rating, hurt.scale_max, hurt.text) == ("ces", 1, 7, "Hard")


def test_the_count_is_of_all_where_only_some_are_told(lake, engine):
    found = find_hurt(lake, engine, START, END, limit=1)
    assert (found.total, [one.customer_id for one in found.customers]) == (4, ["k1"])


def test_days_without_anything_hurt_nobody(lake, engine):
    assert find_hurt(lake, engine, START.replace(year=2024), END.replace(year=2024)).total == 0
