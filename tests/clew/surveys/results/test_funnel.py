"""The steps from sent to finished, each with an interval; what nobody knows is left out."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.stats.proportion import wilson
from clew.surveys.results.funnel import funnel, take_rate


def test_each_step_of_the_first_and_of_the_one_before():
    steps = funnel({"sent": 200, "delivered": 190, "opened": 60, "started": 50, "finished": 40})
    assert [(s.name, s.count, s.of_first.n, s.of_previous.n) for s in steps] == [
        ("sent", 200, 200, 200), ("delivered", 190, 200, 200), ("opened", 60, 200, 190), ("started", 50, 200, 60),
        ("finished", 40, 200, 50),
    ]  # fmt: skip
    assert (steps[2].of_previous.lo, steps[2].of_previous.hi) == wilson(60, 190)


def test_a_step_that_nobody_counted_is_left_out():
    assert [(s.name, s.of_previous.n) for s in funnel({"sent": 10, "finished": 4})] == [("sent", 10), ("finished", 10)]


def test_nobody_asked():
    assert [s.of_first.value for s in funnel({"sent": 0, "finished": 0})] == [None, None]
    assert funnel({}) == []


def test_more_later_than_earlier_is_refused():
    with pytest.raises(UsageError, match="5 were finished, but only 4 were started"):
        funnel({"started": 4, "finished": 5})


@pytest.mark.parametrize("counts", [(-1, 5), (6, 5), (1, -1)])
def test_a_take_rate_of_impossible_counts_is_refused(counts):
    with pytest.raises(UsageError):
        take_rate(*counts)


def test_take_rate():
    assert take_rate(3, 100).value == 0.03
    assert take_rate(0, 0).value is None
