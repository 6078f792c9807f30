"""One ticket as a help desk keeps it, every metric of it worked out by hand."""

from __future__ import annotations

import pytest
from tests.clew.metrics.service.conftest import HOUR, at, changes, ticket

#: Opened by the customer; answered after 1 h; pending 2-5; on hold 6-9; solved at 10; back at 20; solved at 22.
HISTORY = changes(
    (1, "status", "open"),
    (1, "reply", "public", "agent"),
    (2, "status", "pending"),
    (5, "reply", "public", "customer"),
    (5, "status", "open"),
    (6, "status", "hold"),
    (7, "reply", "internal", "agent"),
    (9, "status", "open"),
    (9.5, "reply", "public", "agent"),
    (10, "status", "solved"),
    (20, "reply", "public", "customer"),
    (20, "status", "open"),
    (21, "reply", "public", "agent"),
    (22, "status", "solved"),
    (30, "status", "closed"),
)
HOURS = {
    ("first_reply_time", ""): 1, ("resolution_time", ""): 22, ("resolution_time", "first"): 10,
    ("requester_wait", ""): 9, ("on_hold", ""): 3, ("agent_wait", ""): 3,
}  # fmt: skip


@pytest.mark.parametrize("preset", ["clew", "zendesk"])
@pytest.mark.parametrize(("metric", "resolution"), HOURS)
def test_times(service, metric, resolution, preset):
    given = {"resolution": resolution} if resolution else {}
    assert service(metric, [ticket()], HISTORY, preset=preset, **given) == {"t": HOURS[metric, resolution] * HOUR}


def test_the_ball_was_somewhere_every_second(service):
    held = service("time_with.mean", [ticket()], HISTORY)
    assert held == {("t", "us"): 6 * HOUR, ("t", "customer"): 3 * HOUR, ("t", "third_party"): 3 * HOUR, ("t", "bot"): 0}
    assert sum(held.values()) == (22 - (20 - 10)) * HOUR


def test_shares_are_weighed_by_the_time_of_the_ticket(population):
    tables = {"tickets": [ticket()], "ticket_changes": HISTORY}
    rows = {row["holder"]: row for row in population("time_with.share", tables, as_of=at(48).isoformat())}
    assert rows["customer"]["y"] == 0.25
    assert rows["customer"]["w"] == 12 * HOUR


@pytest.mark.parametrize(
    ("metric", "value"),
    [("reopen_rate.reopened", 1), ("reopen_rate.mean", 1), ("sla_met.met_closed", 1), ("sla_met.breached", None)],
)
def test_counts(service, metric, value):
    assert service(metric, [ticket()], HISTORY) == {"t": value}


def test_service_level_in_shares_of_the_target(service):
    assert service("sla_met", [ticket()], HISTORY, target="44") == {"t": 0.5}
    assert service("sla_met", [ticket()], HISTORY[:12], target="24", now=48) == {"t": 2}
    assert service("sla_met.open_breached", [ticket()], HISTORY[:12], target="24", now=48) == {"t": 1}


@pytest.mark.parametrize("definition", ["one_touch", "no_follow_up"])
def test_it_was_not_solved_at_the_first_contact(service, definition):
    parameters = {"definition": definition}
    assert service("first_contact_resolution", [ticket()], HISTORY, **parameters) == {"t": 0}
    once = changes((1, "reply", "public", "agent"), (2, "status", "solved"))
    assert service("first_contact_resolution", [ticket()], once, **parameters) == {"t": 7 * 24 * HOUR + 1}
    assert service("first_contact_resolution", [ticket()], once[:1], **parameters) == {}


def test_the_backlog_has_it_from_opening_to_the_last_solution(population):
    tables = {"tickets": [ticket()], "ticket_changes": HISTORY}
    rows = population("backlog", tables, as_of=at(48).isoformat())
    assert sorted((row["at"], row["y"]) for row in rows) == [(at(0), 1), (at(22), -1)]
    assert [row["y"] for row in population("backlog", tables, as_of=at(21).isoformat())] == [1]
    ages = population("backlog.age_median", tables, as_of=at(21).isoformat())
    assert [row["y"] for row in ages] == [21 * HOUR]
