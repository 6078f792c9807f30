"""The one door, on a lake made by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.questions.asking import answer
from clew.questions.question import Question


def given(customer, rating, at, **more):
    return {"feedback_id": f"{customer}-{at}", "customer_id": customer, "metric": "nps", "rating": rating,
            "answered_at": datetime.fromisoformat(at), "program": "transactional", **more}  # fmt: skip


def test_nps_by_touchpoint_and_month(lake, engine):
    rows = [
        given(f"c{i}", rating, "2026-03-10T08:00", touchpoint="shop") for i, rating in enumerate([10, 9, 8, 7, 0, 10])
    ]
    rows += [given(f"d{i}", 10, "2026-03-31T22:30", touchpoint="shop") for i in range(5)]
    lake.write("feedback", rows)
    question = Question(metric="nps", by=("touchpoint",), every="month", zone="Europe/Warsaw")
    found = answer(question, lake, engine)
    march, april = found.rows
    assert (march.dimensions, march.period, march.n) == ({"touchpoint": "shop"}, "2026-03", 6)
    assert march.value == pytest.approx(100 * (3 - 1) / 6)
    assert march.lo < march.value < march.hi
    assert (april.period, april.value, april.n) == ("2026-04", 100, 5)
    assert found.as_of == "2026-03-31T22:30:00"
