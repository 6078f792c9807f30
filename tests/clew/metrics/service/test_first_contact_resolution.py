"""No repeat and confirmed; the other two definitions stand with the worked ticket."""

from __future__ import annotations

from tests.clew.metrics.service.conftest import HOUR, at, changes, ticket

from clew.metrics import find_metric

DAY = 24 * HOUR


def test_the_next_ticket_of_the_customer_on_the_topic_is_a_repeat(population):
    rows = [
        ticket("a", 0, customer_id="1", topic="bill"), ticket("b", 24, customer_id="1", topic="line"),
        ticket("c", 72, customer_id="1", topic="bill"), ticket("d", 0, customer_id="2", topic="bill"),
        ticket("e", 0, topic="bill"), ticket("f", 900, customer_id="2", topic="bill"),
    ]  # fmt: skip
    found = population("first_contact_resolution", {"tickets": rows}, as_of=at(240).isoformat())
    assert {row["ticket_id"]: (row["y"], row["ended"]) for row in found} == {
        "a": (3 * DAY, True), "b": (7 * DAY + 1, True), "c": (7 * DAY, False), "d": (7 * DAY + 1, True),
        "e": (None, False),
    }  # fmt: skip


def test_a_merged_ticket_is_no_contact_and_no_repeat(service):
    rows = [ticket(name, hours, customer_id="1", topic="bill") for name, hours in (("a", 0), ("b", 10), ("c", 24))]
    history = [
        *changes((1, "status", "solved"), name="a"),
        *changes((11, "status", "open"), (12, "status", "merged"), name="b"),
        *changes((25, "status", "spam"), (26, "status", "open"), name="c"),
    ]
    assert service("first_contact_resolution", rows, history) == {"a": 24 * HOUR, "c": 24 * HOUR}
    assert service("first_contact_resolution", rows, history, now=11.5) == {"a": 10 * HOUR, "b": 1.5 * HOUR}


def test_unknown_topics_are_not_the_same_and_not_judged(service):
    rows = [
        ticket("a", 0, customer_id="1"), ticket("b", 10, customer_id="1"),
        ticket("c", 0, customer_id="1", topic="bill"), ticket("d", 20, customer_id="1", topic="bill"),
    ]  # fmt: skip
    assert service("first_contact_resolution", rows) == {"a": None, "b": None, "c": 20 * HOUR, "d": 28 * HOUR}
    any_other = {"a": 0.0, "b": 10 * HOUR, "c": 10 * HOUR, "d": 28 * HOUR}
    assert service("first_contact_resolution", rows, repeat="any") == any_other


def test_without_any_topic_it_says_what_else_can_be_asked():
    metric = find_metric("first_contact_resolution")
    has = {("tickets", "ticket_id"), ("tickets", "customer_id")}
    said = metric.lacking(lambda table, column: (table, column) in has, metric.settle({}))
    assert "--set repeat=any" in said
    assert metric.lacking(lambda table, column: (table, column) in has, metric.settle({"repeat": "any"})) is None
    topics = has | {("tickets", "topic")}
    assert metric.lacking(lambda table, column: (table, column) in topics, metric.settle({})) is None


def test_net_leaves_out_what_nobody_could_have_solved(service):
    rows = [
        ticket("a", customer_id="1", topic="x", properties='{"parts": "Yes"}'),
        ticket("b", customer_id="2", topic="x"),
    ]
    found = service("first_contact_resolution.net", rows, impossible="properties.parts")
    assert found == {"a": None, "b": 48 * HOUR}
    assert service("first_contact_resolution.gross", rows, impossible="properties.parts")["a"] == 48 * HOUR


def test_confirmed_is_what_customers_say(population):
    given = [("a", "Yes", None), ("b", "nie", None), ("c", None, 1.0), ("d", None, 0.0), ("e", None, None)]
    rows = [
        {"feedback_id": name, "question": "resolved", "choice": choice, "rating": rating, "answered_at": at(1)}
        for name, choice, rating in given
    ]
    other = {"feedback_id": "z", "question": "other", "choice": "yes", "answered_at": at(1)}
    found = population("first_contact_resolution", {"feedback": [*rows, other]}, definition="confirmed")
    assert {row["feedback_id"]: row["y"] and row["y"] > 0 for row in found} == {
        "a": True, "b": 0, "c": True, "d": 0, "e": None,
    }  # fmt: skip
