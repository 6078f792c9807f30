"""Service level: in hours, by a deadline, or as the source says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.clew.metrics.service.conftest import at, changes, ticket

from clew.errors import UsageError


def test_a_deadline_is_met_to_the_microsecond(service):
    just = at(10) + timedelta(microseconds=1)
    rows = [
        ticket("met", resolved_at=at(10), due_at=at(10)), ticket("late", resolved_at=just, due_at=at(10)),
        ticket("open", due_at=at(96)), ticket("open late", due_at=at(24)), ticket("none", resolved_at=at(1)),
        ticket("before", 5, resolved_at=at(6), due_at=at(4)),
    ]  # fmt: skip
    found = service("sla_met", rows, deadline="due_at")
    assert found.pop("late") > 1
    assert found == {"met": 1, "open": 0.5, "open late": 2, "before": 2}


def test_a_deadline_among_the_properties(service):
    rows = [ticket("a", resolved_at=at(5), properties='{"by": "2026-03-02T19:00:00"}'), ticket("b", properties="{}")]
    assert service("sla_met", rows, deadline="properties.by") == {"a": 0.5}
    bad = [ticket("a", properties='{"by": "tomorrow"}')]
    assert service("sla_met", bad, deadline="properties.by") == {}


def test_the_source_says_it(service):
    rows = [ticket(name, properties=f'{{"sla": {value}}}') for name, value in
            (("a", "true"), ("b", '"False"'), ("c", '"?"'), ("d", "null"))]  # fmt: skip
    assert service("sla_met", rows, flag="properties.sla") == {"a": 0.5, "b": 2, "c": None, "d": None}


def test_merged_tickets_have_no_service_level(service):
    assert service("sla_met", [ticket()], changes((1, "status", "merged"))) == {}


def test_a_name_that_is_no_deadline(service):
    with pytest.raises(UsageError, match="due_at"):
        service("sla_met", [ticket()], deadline="team")
