"""Customers of a segment are counted each once, whether anybody keeps the segment or not."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.questions.segments.counting import count_members
from clew.questions.segments.segment import Segment


def of(*conditions):
    return Segment.of(
        {"conditions": [dict(zip(("field", "operator", "value"), each, strict=True)) for each in conditions]}
    )


def test_each_customer_counts_once_and_a_name_that_is_kept_means_nothing(lake, engine):
    lake.write("customers", [{"customer_id": str(at), "country": "PL" if at < 3 else "RO"} for at in range(5)])
    polish, none = of(("country", "=", "PL")), of(("country", "=", "DE"))
    assert count_members(lake, engine, {"a": polish, "b": none}) == {"a": 3, "b": 0}


def test_several_rows_of_another_table_are_one_customer(lake, engine):
    lake.write("tickets", [{"ticket_id": str(at), "customer_id": "a", "kind": "complaint"} for at in range(3)])
    assert count_members(lake, engine, {"": of(("tickets.kind", "=", "complaint"))}) == {"": 1}


def test_what_cannot_be_a_condition_is_said():
    with pytest.raises(UsageError):
        of(("colour", "=", "red"))
