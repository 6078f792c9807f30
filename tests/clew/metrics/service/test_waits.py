"""Waits: closed tickets only, since what an open one has waited until now is no censored wait."""

from __future__ import annotations

import pytest
from tests.clew.metrics.service.conftest import HOUR, changes, ticket

from clew.metrics import find_metric
from clew.metrics.metric import UNENDED

WAITS = ("requester_wait", "on_hold", "agent_wait")


@pytest.mark.parametrize("name", WAITS)
def test_no_statistic_takes_open_tickets_as_censored(name):
    metric = find_metric(name)
    assert not {statistic.family for statistic in metric.statistics.values()} & UNENDED
    assert metric.default_statistic.startswith("closed_")
    for told, statistic in metric.statistics.items():
        assert ("closed tickets only" in statistic.about) is told.startswith("closed_")


def test_open_tickets_have_no_wait_and_are_counted(service):
    tickets = [ticket("closed", 0), ticket("open", 0)]
    history = [
        *changes((2, "status", "pending"), (30, "status", "open"), (34, "status", "solved"), name="closed"),
        *changes((1, "status", "pending"), name="open"),
    ]
    assert service("requester_wait", tickets, history) == {"closed": 6 * HOUR, "open": None}
    assert service("agent_wait", tickets, history) == {"closed": 28 * HOUR, "open": None}
    assert service("requester_wait.open", tickets, history) == {"closed": None, "open": 1.0}
    assert service("requester_wait.ever", tickets, history) == {"closed": 1.0, "open": 1.0}
