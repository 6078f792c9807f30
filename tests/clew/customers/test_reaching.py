"""Customers of a segment, with what is known of how to reach them."""

from __future__ import annotations

from clew.customers import reachable_customers
from clew.questions.segments.segment import Segment


def test_each_customer_once_with_what_is_known_last(workspace, load, engine):
    assert reachable_customers(workspace.snapshot(), engine) == []
    load("identities", [{"from_id": "web-9", "to_id": "k1", "stated_at": "2026-01-01"}])
    load("customers", [
        {"customer_id": "k1", "country": "PL", "version_at": "2026-01-01"},
        {"customer_id": "k2", "country": "RO", "version_at": "2026-01-01"},
    ])  # fmt: skip
    lake = workspace.snapshot()
    found = reachable_customers(lake, engine)
    assert [(one.customer_id, one.country, one.email, one.traits) for one in found] == [
        ("k1", "PL", "", {}), ("k2", "RO", "", {}),
    ]  # fmt: skip
    segment = Segment.of({"conditions": [{"field": "country", "operator": "=", "value": "RO"}]})
    assert [one.customer_id for one in reachable_customers(lake, engine, segment)] == ["k2"]
    named = reachable_customers(lake, engine, only=["k1", "unknown"])
    assert [(one.customer_id, one.country) for one in named] == [("k1", "PL"), ("unknown", "")]
