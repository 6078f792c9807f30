# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Contact rate: what is above and what is below the line."""

from __future__ import annotations

from datetime import datetime

from clew.metrics import contact_rate

MARCH = datetime(2026, 3, 1)


def test_contacts_begun_by_the_company_are_none(population):
    began = ("customer", "company", "partner", None)
    rows = [{"event_id": who or "", "name": "x", "occurred_at": MARCH, "initiated_by": who} for who in began]
    assert {row["event_id"] for row in population("contact_rate", {"events": rows})} == {"customer", ""}


def test_the_tables_above_and_below_the_line():
    assert contact_rate.tables_of({"contact": "calls", "per": "orders"}) == ("calls", "purchases")
    assert contact_rate.tables_of({"contact": "calls", "per": "customers"}) == ("calls", "customers")
