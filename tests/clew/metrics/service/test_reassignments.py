"""Passed on: changes of group or assignee after the first one."""

from __future__ import annotations

import pytest
from tests.clew.metrics.service.conftest import changes, ticket

from clew.errors import UsageError
from clew.metrics import METRICS
from clew.metrics.metric import MOMENTS

HISTORY = changes(
    (1, "group", "A"), (1, "assignee", "Ann"), (2, "group", "A"), (3, "group", None), (4, "group", "A"),
    (5, "group", "B"), (6, "assignee", "Bob"), (7, "group", "A"),
)  # fmt: skip


@pytest.mark.parametrize(("of", "begins", "times"), [
    ("group", "assignment", 2), ("assignee", "assignment", 1), ("any", "assignment", 3), ("any", "reassignment", 5),
])  # fmt: skip
def test_each_hand_over_counts_once(service, of, begins, times):
    assert service("reassignments.mean", [ticket()], HISTORY, of=of, begins=begins) == {"t": times}


def test_a_ticket_that_never_moved_was_passed_on_by_nobody(service):
    assert service("reassignments", [ticket()], changes((1, "status", "open"))) == {"t": 0}


@pytest.mark.parametrize("metric", ["reassignments.mean", "reopen_rate.mean"])
def test_the_counter_of_the_source(service, metric):
    rows = [ticket("a", properties='{"n": "3"}'), ticket("b", properties='{"n": "0"}'), ticket("c")]
    assert service(metric, rows, HISTORY, counter="properties.n") == {"a": 3, "b": 0, "c": None}
    with pytest.raises(UsageError, match="Choices"):
        service(metric, rows, counter="nothing")


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_no_parameter_is_named_as_what_a_question_adds(metric):
    assert not {parameter.name for parameter in metric.parameters} & MOMENTS.keys()
