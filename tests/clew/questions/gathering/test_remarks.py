# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""What an answer says of rows that it counts otherwise than they stand there."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.questions.asking import answer
from clew.questions.parse import parse_question

TWO = "2 tickets solved before they were opened, as their times say: counted as solved at once"
ONE = "1 ticket solved before it was opened, as its times say: counted as solved at once"


def ticket(name, opened, solved, **more):
    day = {"opened_at": datetime(2026, 3, 2, opened), "resolved_at": datetime(2026, 3, 2, solved)}
    return {"ticket_id": name, **day, **more}


@pytest.fixture
def ask(lake, engine):
    lake.write(
        "tickets",
        [
            ticket("a", 9, 12, channel="app"),
            ticket("b", 9, 8, channel="app"),
            ticket("c", 9, 6, channel="phone"),
            ticket("d", 9, 9, channel="phone"),
        ],
    )
    lake.write("ticket_changes", [])
    return lambda metric, **words: answer(parse_question(metric, min_n=1, **words), lake, engine)


@pytest.mark.parametrize("metric", ["resolution_time", "resolution_time.closed_median", "sla_met"])
def test_tickets_solved_before_they_were_opened_count_and_are_named(ask, metric):
    found = ask(metric)
    assert (found.rows[0].n, found.rows[0].missing, found.warnings) == (4, 0, (TWO,))


def test_they_count_as_solved_at_once(ask):
    assert ask("resolution_time.closed_mean").rows[0].value == 3 * 3600 / 4


def test_all_groups_together(ask):
    assert ask("resolution_time", by="channel", every="month").warnings == (TWO,)


def test_only_those_of_the_answer(ask):
    assert ask("resolution_time", where=["channel=app"]).warnings == (ONE,)
    assert ask("resolution_time", where=["ticket_id=d"]).warnings == ()
    assert ask("resolution_time", where=["channel=web"]).warnings == ("nobody has 'web' in 'channel'",)
    assert ask("resolution_time", start="2026-04-01").warnings == ()


def test_not_where_the_answer_does_not_go_by_those_times(ask):
    assert ask("resolution_time", settings={"done": "history"}).warnings == ()
    assert ask("sla_met", settings={"flag": "channel"}).warnings == ()
