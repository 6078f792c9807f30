"""First reply: an agent's first public word; a ticket that an agent began is where the two presets differ."""

from __future__ import annotations

import pytest
from tests.clew.metrics.service.conftest import HOUR, at, changes, ticket

BEGUN_BY_US = changes((0, "reply", "public", "agent"), (4, "reply", "public", "customer"), (6, "reply", None, "agent"))


def test_zendesk_takes_the_second_comment_of_an_agent_who_began(service):
    assert service("first_reply_time", [ticket()], BEGUN_BY_US, preset="zendesk") == {"t": 6 * HOUR}
    assert service("first_reply_time", [ticket()], BEGUN_BY_US) == {}


@pytest.mark.parametrize("by", ["bot", "customer", "system"])
def test_only_an_agent_replies(service, by):
    history = changes((1, "reply", "public", by), (3, "reply", "public", "agent"))
    assert service("first_reply_time", [ticket()], history) == {"t": 3 * HOUR}


def test_a_reply_of_nobody_in_particular_is_ours_and_a_note_is_none(service):
    history = changes((1, "reply", "Internal", "agent"), (3, "reply", None))
    assert service("first_reply_time", [ticket()], history) == {"t": 3 * HOUR}


def test_without_a_reply_it_is_watched_until_solved_or_now(service):
    solved = changes((5, "status", "solved"))
    assert service("first_reply_time", [ticket()], solved) == {"t": 5 * HOUR}
    assert service("first_reply_time", [ticket()]) == {"t": 48 * HOUR}
    assert service("first_reply_time", [ticket()], preset="zendesk") == {"t": None}
    assert service("first_reply_time.closed_median", [ticket()], solved) == {"t": None}


def test_solved_without_a_reply_is_answered_no_more(population):
    """Four tickets: replied after 2 h, solved after 1 h without, replied after it was solved, and one that waits."""
    rows = [ticket(name) for name in "abcd"]
    history = [
        *changes((2, "reply", "public", "agent"), (3, "status", "solved"), name="a"),
        *changes((1, "status", "solved"), name="b"),
        *changes((1, "status", "solved"), (4, "reply", "public", "agent"), name="c"),
    ]
    tables = {"tickets": rows, "ticket_changes": history}

    def found(statistic, **parameters):
        rows = population(f"first_reply_time.{statistic}", tables, as_of=at(48).isoformat(), **parameters)
        return {row["ticket_id"]: (row["y"] and row["y"] / HOUR, row["ended"]) for row in rows}

    assert found("within") == {"a": (2, True), "b": (1, True), "c": (4, True), "d": (48, False)}
    assert {name: y for name, (y, _) in found("closed_mean").items()} == {"a": 2, "b": None, "c": 4, "d": None}
    assert [name for name, (y, _) in found("unanswered").items() if y] == ["b"]
    assert [name for name, (y, _) in found("open").items() if y] == ["d"]
    zendesk = found("unanswered", preset="zendesk")
    assert [name for name, (y, _) in zendesk.items() if y] == []


def test_the_source_may_state_it(service):
    rows = [ticket("a", replied_at=at(2)), ticket("b", replied_at=at(60))]
    assert service("first_reply_time.closed_median", rows) == {"a": 2 * HOUR, "b": None}
