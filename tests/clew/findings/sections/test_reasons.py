"""Reasons are counted per 1,000 customers, and all contacts are in the table or in its rest."""

from __future__ import annotations

import pytest

from clew.findings.sections import reasons
from clew.findings.sections.reasons import reasons_of


def test_each_reason_is_counted_per_thousand_customers(work):
    (found,) = reasons_of(work)
    assert found.table == "tickets"
    assert found.contacts == 40
    by_reason = {}
    for row in found.rows:
        by_reason[row.reason] = by_reason.get(row.reason, 0) + row.rate.n
        assert row.rate.value == pytest.approx(row.rate.n / 50 * 1000)
        assert row.rate.lo < row.rate.value < row.rate.hi
    assert by_reason == {"invoice": 30, "outage": 10}
    assert sum(row.share for row in found.rows) == pytest.approx(1)


def test_avoidable_ones_come_first_and_are_a_share_of_all(work):
    (found,) = reasons_of(work)
    avoidable = sum(row.rate.n for row in found.rows if row.avoidable == "yes")
    assert avoidable
    assert found.share_avoidable.value == pytest.approx(avoidable / 40)
    assert found.rows[0].reason == "invoice"


def test_what_is_left_out_is_summed(work, monkeypatch):
    monkeypatch.setattr(reasons, "MOST_REASONS", 1)
    (found,) = reasons_of(work)
    assert {row.reason for row in found.rows} == {"invoice"}
    assert (found.other_reasons, found.other_contacts) == (1, 10)
