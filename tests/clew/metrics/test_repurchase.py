# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Repurchase against a plain-Python oracle."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

START = datetime(2026, 1, 1)
AS_OF = START + timedelta(days=100)


def purchase(i, customer, day, kind="purchase", order=None):
    return {"purchase_id": f"p{i:03}", "customer_id": customer, "purchased_at": START + timedelta(days=day),
            "kind": kind, "order_id": order}  # fmt: skip


def again(population, rows, days=30):
    found = population("repurchase", {"purchases": rows}, as_of=AS_OF.isoformat(), days=str(days))
    assert len({row["customer_id"] for row in found}) == len(found)
    return {row["customer_id"]: row["y"] for row in found}


def judged(rows, days):
    """The definition in plain Python: orders by customer, each at the time of its first line."""
    orders = {}
    for row in rows:
        if row["kind"] in ("purchase", None) and row["customer_id"] and row["purchased_at"] <= AS_OF:
            key = row["order_id"] or row["purchase_id"]
            times = orders.setdefault(row["customer_id"], {})
            times[key] = min(times.get(key, row["purchased_at"]), row["purchased_at"])
    verdicts = {}
    for customer, times in orders.items():
        first = min(times.values())
        until = first + timedelta(days=days)
        if until <= AS_OF:
            verdicts[customer] = float(any(first < time <= until for time in times.values()))
    return verdicts


purchases = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", None]),
        st.integers(0, 130),
        st.sampled_from(["purchase", "refund", "payment", None]),
        st.sampled_from([None, "o1", "o2", "o3"]),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=40)
@given(purchases, st.integers(0, 60))
def test_oracle(population, drawn, days):
    rows = [purchase(i, *values) for i, values in enumerate(drawn)]
    assert again(population, rows, days) == judged(rows, days)


def test_lines_of_one_order_are_one_purchase(population):
    assert again(population, [purchase(0, "a", 0, order="o"), purchase(1, "a", 2, order="o")]) == {"a": 0}


def test_buyers_whose_days_are_not_over_are_left_out(population):
    assert again(population, [purchase(0, "a", 71), purchase(1, "b", 70)]) == {"b": 0}
