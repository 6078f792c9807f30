"""How long the backlog takes to burn down, and whether it is what its flow makes (Little's law)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.clew.questions.conftest import engine, lake

from clew.errors import UsageError
from clew.questions.asking import answer
from clew.questions.parse import parse_question

__all__ = ["engine", "lake"]

NOW = datetime(2026, 6, 1)  # noqa: DTZ001 - times of the lake are UTC without a zone
DAY = 86_400.0


@pytest.fixture
def ask(lake, engine):
    def run(tickets, metric="backlog.burn_time", **words):
        rows = [
            {"ticket_id": f"t{i}", "opened_at": opened, "resolved_at": solved, "topic": "ab"[i % 2]}
            for i, (opened, solved) in enumerate(tickets)
        ]
        lake.write("tickets", rows)
        return answer(parse_question(metric, as_of=NOW, **words), lake, engine)

    return run


def steady(days=3.0, each=4, weeks=12):
    """So many tickets a day for twelve weeks, each solved after the same time."""
    times = [NOW - timedelta(days=weeks * 7) + timedelta(days=i / each) for i in range(weeks * 7 * each)]
    ends = [opened + timedelta(days=days) for opened in times]
    return [(opened, end if end <= NOW else None) for opened, end in zip(times, ends, strict=True)]


def test_what_is_open_by_the_pace_of_28_days(ask):
    """56 closed in the last 28 days (and 10 long before), 30 open: 15 days; the limits are Garwood's of 56."""
    lately = [(NOW - timedelta(days=40), NOW - timedelta(days=27.9 - i / 3)) for i in range(56)]
    before = [(NOW - timedelta(days=60), NOW - timedelta(days=28)) for _ in range(10)]
    waiting = [(NOW - timedelta(days=5), None)] * 30
    (row,) = ask([*lately, *before, *waiting]).rows
    assert (row.value / DAY, row.n, row.method) == (15, 56, "poisson")
    assert (row.lo / DAY, row.hi / DAY) == pytest.approx((30 * 28 / 72.7, 30 * 28 / 42.3), rel=2e-3)
    a, b = ask([*lately, *before, *waiting], by="topic").rows
    assert (a.value / DAY, a.n, b.value / DAY, b.n) == (15, 28, 15, 28)


def test_nothing_closed_burns_for_ever_and_nothing_open_is_burnt(ask):
    (row,) = ask([(NOW - timedelta(days=5), None)] * 9).rows
    assert (row.value, row.n, row.warnings) == (None, 0, ("nothing was closed in the last 28 days",))
    assert ask([(NOW - timedelta(days=5), NOW - timedelta(days=1))] * 9).rows[0].value == 0


def test_it_is_of_one_moment(ask):
    for words in ({"every": "month"}, {"start": "2026-05-01"}, {"end": "2026-05-20"}):
        with pytest.raises(UsageError, match="of one moment"):
            ask([], **words)


@pytest.mark.parametrize("metric", ["backlog", "backlog.burn_time"])
def test_a_steady_backlog_needs_no_words(ask, metric):
    assert ask(steady(), metric).warnings == ()


def test_old_tickets_left_lying_are_named(ask):
    """Four a day for three days make 12; with 40 that nobody closes it is 52."""
    found = ask([*steady(), *[(NOW - timedelta(days=80), None)] * 40], "backlog")
    (said,) = found.warnings
    assert said.startswith("in the last 28 days 52 tickets were open on average, not the 12 that")
    assert found.rows[0].value == 51  # one is solved at the very moment
    assert ask([*steady(), *[(NOW - timedelta(days=80), None)] * 40], "backlog.age_median").warnings == ()


def test_too_few_or_too_short_say_nothing(ask):
    lying = [(NOW - timedelta(days=80), None)] * 40
    assert ask([*steady(each=1), *lying], "backlog").warnings == ()
    assert ask([*steady(weeks=3), *[(NOW - timedelta(days=20), None)] * 40], "backlog").warnings == ()
