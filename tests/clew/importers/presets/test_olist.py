"""Orders as Olist publishes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.clew.importers.presets.conftest import read_file


def test_promises_of_orders(example: Callable[[str], Any]) -> None:
    rows = example("orders.csv").rows
    promise = rows["promises"][0]
    assert promise["due_at"] == datetime(2026, 3, 9, 23, 59, 59, 999_999)  # noqa: DTZ001 - UTC
    assert Counter("withdrawn_at" in row for row in rows["promises"]) == {False: 35, True: 5}
    assert Counter(row["name"] for row in rows["events"]) == {
        "ordered": 40,
        "payment approved": 40,
        "handed to the carrier": 35,
        "delivered": 30,
    }


def test_an_amount_in_the_file_of_orders_is_what_was_paid(written: Callable[..., Any]) -> None:
    head = "order_id,customer_id,order_purchase_timestamp,order_estimated_delivery_date,order_value,currency\n"
    read = written(head + "1,c1,2026-01-01 10:00:00,2026-01-05,19.90,PLN\n")
    (purchase,) = read.rows["purchases"]
    assert (str(purchase["amount"]), purchase["currency"]) == ("19.9000", "PLN")
    assert len(read.rows["promises"]) == 1


@pytest.mark.acceptance
def test_the_real_orders(acceptance_data: Path) -> None:
    folder = acceptance_data / "olist-sample"
    orders = read_file(folder / "olist_orders_dataset.csv.gz")
    promises = orders.rows["promises"]
    kept = [row for row in promises if "kept_at" in row and "withdrawn_at" not in row]
    assert (orders.preset, len(promises), orders.rejected) == ("orders", 6887, [])
    assert sum(row["kept_at"] > row["due_at"] for row in kept) == 461
    assert len(kept) == 6690
    for name, preset, tables in (
        ("order_reviews", "order-reviews", {"feedback": 6869}),
        ("customers", "order-customers", {"identities": 6887, "customers": 6887}),
        ("order_payments", "order-payments", {"purchases": 7228}),
    ):
        read = read_file(folder / f"olist_{name}_dataset.csv.gz")
        assert (read.preset, read.rejected) == (preset, [])
        assert {table: len(rows) for table, rows in read.rows.items()} == tables
