"""No repeat and confirmed; the other two definitions stand with the worked ticket."""

from __future__ import annotations

from tests.clew.metrics.service.conftest import HOUR, at, ticket

DAY = 24 * HOUR


def test_the_next_ticket_of_the_customer_on_the_topic_is_a_repeat(population):
    rows = [
        ticket("a", 0, customer_id="1", topic="bill"), ticket("b", 24, customer_id="1", topic="line"),
        ticket("c", 72, customer_id="1", topic="bill"), ticket("d", 0, customer_id="2", topic="bill"),
        ticket("e", 0, topic="bill"), ticket("f", 900, customer_id="2", topic="bill"),
    ]  # fmt: skip
    found = population("first_contact_resolution", {"tickets": rows}, as_of=at(240).isoformat())
    assert {row["ticket_id"]: (row["y"], row["ended"]) for row in found} == {
        "a": (3 * DAY, True), "b": (9 * DAY, False), "c": (7 * DAY, False), "d": (10 * DAY, False), "e": (None, False),
    }  # fmt: skip


def test_net_leaves_out_what_nobody_could_have_solved(service):
    rows = [ticket("a", customer_id="1", properties='{"parts": "Yes"}'), ticket("b", customer_id="2")]
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
