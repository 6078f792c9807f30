# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""The rows behind a number, and where in the journal they came from."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from clew.questions.behind import rows_behind
from clew.questions.parse import parse_question


def test_rows_come_with_their_place_in_the_journal(lake, engine):
    rows = [
        {"feedback_id": f"f{i}", "metric": "nps", "rating": r, "answered_at": datetime(2026, 3, 9 - i), "channel": c}
        for i, (r, c) in enumerate([(10.0, "web"), (0.0, "web"), (None, "web"), (5.0, "shop")])
    ]
    lake.write("feedback", rows)
    found = rows_behind(parse_question("nps", where="channel=web"), lake, engine)
    assert [(row["feedback_id"], row["y"], row["journal_ref"]) for row in found] == [
        ("f1", -1, "seg-1/7/1"), ("f0", 1, "seg-1/7/0"),
    ]  # fmt: skip
    assert found[0]["answered_at"] == "2026-03-08T00:00:00Z"
    assert "verbatim" not in found[0]
    assert len(rows_behind(parse_question("nps"), lake, engine, limit=2)) == 2
    assert rows_behind(parse_question("csat"), lake, engine) == []


def test_money_stays_exact_and_joined_fields_are_shown(lake, engine):
    at = datetime(2026, 3, 1)
    lake.write(
        "purchases", [{"purchase_id": "p", "customer_id": "c", "purchased_at": at, "amount": Decimal("12.3400")}]
    )
    lake.write("customers", [{"customer_id": "c", "first_seen_at": datetime(2027, 1, 1), "traits": '{"plan": "A"}'}])
    (row,) = rows_behind(parse_question("repurchase", by="customers.traits.plan"), lake, engine)
    assert (row["amount"], row["customers.traits.plan"], row["y"]) == ("12.3400", "A", 0)
