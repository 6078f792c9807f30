# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Response rate: invitations, not questions."""

from __future__ import annotations

from datetime import datetime

from clew.metrics import response_rate

MARCH, APRIL = datetime(2026, 3, 1), datetime(2026, 4, 1)


def row(feedback_id, invitation=None, asked=MARCH, answered=None, state=None):
    return {"feedback_id": feedback_id, "invitation_id": invitation, "asked_at": asked, "answered_at": answered,
            "answer_state": state, "metric": "nps"}  # fmt: skip


def test_the_questions_of_one_invitation_are_one(population):
    rows = [row("a", "i1", answered=APRIL), row("b", "i1"), row("c", "i2"), row("d", "i2"), row("e"), row("f")]
    found = population("response_rate", {"feedback": rows})
    assert [(r["feedback_id"], r["y"]) for r in sorted(found, key=lambda r: r["feedback_id"])] == [
        ("a", 1), ("c", 0), ("e", 0), ("f", 0),
    ]  # fmt: skip


def test_a_blank_is_no_answer_and_an_opinion_nobody_asked_for_is_no_invitation(population):
    rows = [row("a", answered=APRIL, state="missing"), row("b", asked=None, answered=APRIL)]
    assert [r["y"] for r in population("response_rate", {"feedback": rows})] == [0]


def test_an_answer_after_the_moment_is_none_yet(population):
    rows = {"feedback": [row("a", answered=APRIL)]}
    assert [r["y"] for r in population("response_rate", rows, as_of="2026-03-15")] == [0]
    assert [r["y"] for r in population("response_rate", rows, as_of="2026-04-01")] == [1]


def test_an_invitation_has_no_scale_of_its_own():
    assert response_rate.split == ("program", "instrument")
