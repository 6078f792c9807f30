# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Resolution time: from opening to solved, open tickets watched up to the moment of the question."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

DAY = datetime(2026, 3, 2, 9)
NOW = "2026-03-03T09:00:00"
HOUR = 3600.0


def at(hours):
    return DAY + timedelta(hours=hours)


def ticket(name="t", opened=0.0, **columns):
    return {"ticket_id": name, "opened_at": None if opened is None else at(opened), **columns}


def statuses(*given, name="t"):
    return [
        {"ticket_id": name, "changed_at": at(hours), "ordinal": place, "what": "status", "value": value}
        for place, (hours, value) in enumerate(given)
    ]


def lasted(population, tickets, changes=(), statistic="median", **parameters):
    found = population(
        f"resolution_time.{statistic}", {"tickets": tickets, "ticket_changes": changes}, as_of=NOW, **parameters
    )
    return {row["ticket_id"]: (None if row["y"] is None else row["y"] / HOUR) for row in found}


HISTORY = statuses((1, "open"), (3, "solved"), (5, "open"), (8, "solved"), (9, "closed"))


def test_full_is_the_last_solution_and_first_the_first(population):
    assert lasted(population, [ticket()], HISTORY) == {"t": 8}
    assert lasted(population, [ticket()], HISTORY, resolution="first") == {"t": 3}


def test_a_reopened_ticket_is_open(population):
    assert lasted(population, [ticket()], HISTORY[:3]) == {"t": 24}
    assert lasted(population, [ticket()], HISTORY[:3], "closed_median") == {"t": None}
    assert lasted(population, [ticket()], HISTORY[:3], resolution="first") == {"t": 3}


def test_zendesk_has_no_time_of_what_is_open(population):
    assert lasted(population, [ticket()], HISTORY[:3], preset="zendesk") == {"t": None}
    assert lasted(population, [ticket()], HISTORY, preset="zendesk") == {"t": 8}


def test_what_the_source_states_counts_without_a_history(population):
    rows = [ticket("a", resolved_at=at(6)), ticket("b"), ticket("c", resolved_at=at(30))]
    assert lasted(population, rows) == {"a": 6, "b": 24, "c": 24}
    assert lasted(population, rows, (), "open") == {"a": None, "b": 1 / HOUR, "c": 1 / HOUR}


def test_where_the_source_states_it_nobody_knows_of_what_is_closed_unstated(population):
    rows = [ticket("a", resolved_at=at(6)), ticket("b")]
    changes = [*statuses((4, "closed"), name="a"), *statuses((2, "closed"), name="b")]
    assert lasted(population, rows, changes) == {"a": 6, "b": None}
    assert lasted(population, rows, changes, "open") == {"a": None, "b": None}
    assert lasted(population, rows, changes, "closed_median", done="history") == {"a": 4, "b": 2}


def test_reopened_after_the_stated_time_is_open(population):
    assert lasted(population, [ticket(resolved_at=at(6))], statuses((6, "solved"), (7, "open"))) == {"t": 24}


@pytest.mark.parametrize("status", ["spam", "Duplicate", "merged"])
def test_excluded_tickets_do_not_count(population, status):
    assert lasted(population, [ticket()], statuses((1, status))) == {}


def test_without_opening_the_first_change_begins_it(population):
    assert lasted(population, [ticket(opened=None)], statuses((2, "open"), (5, "solved"))) == {"t": 3}
    assert lasted(population, [ticket(opened=None)]) == {"t": None}


def test_the_future_is_ignored(population):
    assert lasted(population, [ticket(), ticket("later", 30)], statuses((1, "open"), (30, "solved"))) == {"t": 24}


def test_changes_of_one_instant_stand_in_the_order_of_their_source(population):
    same = statuses((2, "solved"), (2, "open"))
    assert lasted(population, [ticket()], same) == {"t": 24}
    assert lasted(population, [ticket()], list(reversed(same))) == {"t": 24}
    swapped = [{**row, "ordinal": 1 - row["ordinal"]} for row in same]
    assert lasted(population, [ticket()], swapped) == {"t": 2}


def test_a_change_before_the_opening_counts_at_the_opening(population):
    assert lasted(population, [ticket(opened=2)], statuses((1, "solved"))) == {"t": 0}


def test_rules_of_the_workspace_say_what_done_is(population):
    rules = '{"format": 1, "statuses": {"shipped": "done"}}'
    assert lasted(population, [ticket()], statuses((4, "Shipped")), rules=rules) == {"t": 4}
    assert lasted(population, [ticket()], statuses((4, "Shipped"))) == {"t": 24}


def test_solved_before_it_was_opened_was_solved_at_once(population):
    assert lasted(population, [ticket(opened=5, resolved_at=at(4))]) == {"t": 0}
    assert lasted(population, [ticket(opened=5, resolved_at=at(4))], (), "open") == {"t": None}
    assert lasted(population, [ticket(opened=5, resolved_at=at(4))], preset="zendesk") == {"t": 0}
