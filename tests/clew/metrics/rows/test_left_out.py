"""Merged tickets, spam and duplicates are left out of service metrics, and answers say how many."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.clew.questions.conftest import engine, lake

from clew.engines.compile import DIALECTS, canonical_tables, compile_expression
from clew.metrics.metric import MOMENTS
from clew.metrics.rows.left_out import left_out
from clew.questions.asking import answer
from clew.questions.parse import parse_question

__all__ = ["engine", "lake"]

START = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - times of the lake are UTC without a zone
#: The last status of each ticket, and what it was before.
HISTORIES = [("open", "solved"), ("open", "merged"), ("new", "spam"), ("duplicate", "open"), ("open", "duplicate")]
METRICS = [
    "backlog", "resolution_time", "sla_met", "first_reply_time", "reassignments", "reopen_rate", "time_with",
    "requester_wait", "on_hold", "agent_wait",
]  # fmt: skip


@pytest.fixture
def ask(lake, engine):
    tickets, changes = [], []
    for place, history in enumerate(HISTORIES):
        opened = START + timedelta(days=20 * place)
        tickets.append({"ticket_id": f"t{place}", "opened_at": opened, "topic": "ab"[place % 2]})
        for hour, (what, value, by) in enumerate(
            [("reply", None, "agent"), *(("status", s, None) for s in history)], 1
        ):
            at = {"changed_at": opened + timedelta(hours=hour), "ordinal": hour}
            changes.append({"ticket_id": f"t{place}", "what": what, "value": value, "by": by, **at})
        changes.append({"ticket_id": f"t{place}", "what": "group", "value": "x", "changed_at": opened})
    lake.write("tickets", tickets)
    lake.write("ticket_changes", changes)
    return lambda metric, **words: answer(parse_question(metric, min_n=1, **words), lake, engine)


@pytest.mark.parametrize("metric", METRICS)
def test_an_answer_says_how_many_were_left_out(ask, metric):
    assert "3 merged, spam or duplicate tickets left out" in ask(metric).warnings


def test_those_of_the_question_s_time_and_filters(ask):
    assert ask("reopen_rate", where="topic=b").warnings == ("1 merged, spam or duplicate ticket left out",)
    assert ask("reopen_rate", end="2026-04-01").warnings == ("1 merged, spam or duplicate ticket left out",)
    assert ask("reopen_rate", by="topic", start="2026-04-01").warnings == (
        "2 merged, spam or duplicate tickets left out",
    )
    assert ask("reopen_rate", where="ticket_id=t0").warnings == ()
    assert ask("time_with", where="holder=us").warnings == ("3 merged, spam or duplicate tickets left out",)


def test_what_comes_back_is_a_ticket_again(ask):
    """A duplicate that was opened again counts, and is not told of; before that it was none."""
    assert ask("reassignments").rows[0].n == 2
    assert ask("reassignments", as_of="2026-05-01T11:30").warnings == ("3 merged, spam or duplicate tickets left out",)


def test_what_customers_confirm_is_no_ticket_left_out(ask):
    for definition in ("no_repeat", "one_touch"):
        told = ask("first_contact_resolution", settings={"definition": definition})
        assert "3 merged, spam or duplicate tickets left out" in told.warnings
    confirmed = ask("first_contact_resolution", settings={"definition": "confirmed"})
    assert not any("left out" in said for said in confirmed.warnings)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_compiles_for_every_engine(dialect):
    assert "SELECT" in compile_expression(left_out(canonical_tables(), MOMENTS), dialect)
