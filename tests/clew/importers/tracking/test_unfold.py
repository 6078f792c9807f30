"""Messages into rows of the tables: what each type, each name of e-commerce and each record means."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers import map_batch
from clew.importers.tracking import SHAPES, TRACKING, folded_schema, unfold
from clew.importers.tracking.messages import RECORDS, contents

RECEIVED = 1_795_953_600_000_000  # 2026-11-29 12:00 UTC
AT = "2026-11-29T11:00:00Z"


def folded(shape: str, messages: list[Any]) -> pa.RecordBatch:
    count = len(messages)
    texts = [message if isinstance(message, str) else json.dumps(message) for message in messages]
    columns = {"shape": [shape] * count, "source": ["k"] * count, "sent_at": [None] * count, "message": texts}
    house = {"_row": list(range(count)), "_line": [0] * count}
    return pa.RecordBatch.from_pydict({**columns, **house}, schema=folded_schema())


def unfolded(shape, *messages):
    return unfold(folded(shape, list(messages)), [RECEIVED] * len(messages))


def tables(shape, *messages):
    found = unfolded(shape, *messages)
    mapped = map_batch(found.rows, TRACKING, source_sha256="", zone="UTC", secret=b"s")
    assert [part.rejected.to_pylist() for part in mapped if part.rejected.num_rows] == []
    return {
        part.table: [{k: v for k, v in row.items() if v is not None} for row in part.rows.to_pylist()]
        for part in mapped
        if part.rows.num_rows
    }


def track(event, message_id="m1", **properties):
    return {"type": "track", "messageId": message_id, "userId": "u1", "event": event, "timestamp": AT,
            "properties": properties}  # fmt: skip


def test_a_page_is_an_event_on_the_web_and_its_address_ends_before_the_question_mark():
    page = {"type": "page", "messageId": "p", "anonymousId": "a1", "timestamp": AT, "name": "Pricing",
            "properties": {"path": "/pricing", "url": "https://u:p@x.example/pricing?email=a@b.c#x", "search": "?a"},
            "context": {"ip": "1.2.3.4", "page": {"path": "/pricing"}, "device": {"type": "phone"}}}  # fmt: skip
    (event,) = tables("batch", page)["events"]
    assert (event["name"], event["channel"], event["customer_id"], event["device"]) == ("Pricing", "web", "a1", "phone")
    assert json.loads(event["properties"]) == {"path": "/pricing", "url": "https://x.example/pricing"}
    assert event["occurred_at"] == datetime(2026, 11, 29, 11)  # noqa: DTZ001 - UTC without zone
    assert "ordinal" not in event


def test_identify_names_a_customer_and_joins_the_anonymous_id_and_keeps_persons_apart():
    said = {"type": "identify", "messageId": "i", "userId": 42, "anonymousId": "a1", "timestamp": AT,
            "traits": {"email": "Ana@Example.com", "firstName": "Ana", "plan": "gold", "account_id": "acme",
                       "address": {"country": "RO", "street": "x"}}}  # fmt: skip
    found = tables("batch", said)
    (customer,) = found["customers"]
    assert (customer["customer_id"], customer["country"], customer["account_id"]) == ("42", "RO", "acme")
    assert json.loads(customer["traits"]) == {"plan": "gold", "account_id": "acme"}
    assert [(one["from_id"], one["to_id"]) for one in found["identities"]] == [("a1", "42")]
    mapped = map_batch(unfolded("batch", said).rows, TRACKING, source_sha256="", zone="UTC", secret=b"s")
    persons = {(row["kind"], row["value"]) for part in mapped for row in part.identifiers.to_pylist()}
    assert persons == {("email", "ana@example.com"), ("name", "Ana")}


@pytest.mark.parametrize("kind", ["track", "page", "screen", "group"])
def test_an_event_of_both_ids_is_the_known_ones_and_joins_nothing(kind):
    both = {"userId": "u1", "anonymousId": "a1"}
    said = {"type": kind, "messageId": "e", **both, "event": "E", "name": "N", "groupId": "g"}
    found = tables("batch", said)
    assert {row["customer_id"] for table in ("events", "customers") for row in found.get(table, [])} == {"u1"}
    assert "identities" not in found


def test_group_is_an_account_and_alias_a_fact_of_two_ids():
    found = tables(
        "batch",
        {
            "type": "group",
            "messageId": "g",
            "userId": "u1",
            "groupId": "acme",
            "traits": {"plan": "big", "email": "office@acme.example"},
        },
        {"type": "alias", "messageId": "a", "previousId": "old", "userId": "u1"},
    )
    assert found["accounts"][0]["account_id"] == "acme"
    (customer,) = found["customers"]
    assert (customer["customer_id"], customer["account_id"], "traits" in customer) == ("u1", "acme", False)
    assert [(one["from_id"], one["to_id"]) for one in found["identities"]] == [("old", "u1")]
    assert "events" not in found


def test_an_order_is_paid_once_and_refunded_in_parts():
    found = tables(
        "track",
        track("Order Completed", order_id="o1", revenue=18, total="20.50", currency="eur", products=[{"name": "mug"}]),
        track("Order Refunded", "m2", order_id="o1", total=5, currency="EUR"),
        track("order refunded", "m3", order_id="o1", total=0, currency="EUR"),
    )["purchases"]
    assert [(one["purchase_id"], one["kind"], str(one["amount"])) for one in found] == [
        ("o1", "purchase", "20.5000"), ("m2", "refund", "5.0000"), ("m3", "refund", "0.0000")]  # fmt: skip
    assert (found[0]["product"], found[0]["currency"], found[1]["order_id"]) == ("mug", "EUR", "o1")


def test_a_promise_is_due_at_the_end_of_its_day_and_kept_when_it_is_delivered():
    found = tables(
        "track",
        track("Order Completed", order_id="o1", promised_at="2026-12-01"),
        track("Order Delivered", "m2", order_id="o1", delivered_at="2026-11-30T09:00:00Z"),
        track("Call Back Promised", "m3", promise="call back", promised_at="2026-11-30T10:00:00Z"),
    )["promises"]
    assert [one["promise_id"] for one in found] == ["o1|delivery", "o1|delivery", "m3|call back"]
    assert found[0]["due_at"].isoformat() == "2026-12-01T23:59:59.999999"
    assert "made_at" not in found[1]
    assert found[1]["kept_at"].isoformat() == "2026-11-30T09:00:00"


def test_an_answer_of_zero_is_an_answer():
    (answer,) = tables("track", track("Survey Answered", metric="NPS", score=0, comment="bad", program="relationship",
                                      survey_id="s1"))["feedback"]  # fmt: skip
    assert (answer["rating"], answer["metric"], answer["scale_max"], answer["answer_state"]) == (
        0.0,
        "nps",
        10.0,
        "given",
    )
    assert (answer["feedback_id"], answer["verbatim"], answer["instrument"]) == ("m1", "bad", "s1")


def test_a_tickets_life_is_told_event_by_event():
    found = tables(
        "track",
        track("Ticket Opened", ticket_id="t1", topic="delivery", kind="complaint"),
        track("Ticket Solved", "m2", ticket_id="t1"),
        track("Ticket Reopened", "m3", ticket_id="t1"),
    )
    assert [one["value"] for one in found["ticket_changes"]] == ["open", "solved", "open"]
    opened, solved, _ = found["tickets"]
    assert (opened["topic"], opened["kind"], "resolved_at" in opened) == ("delivery", "complaint", False)
    assert solved["resolved_at"] == datetime(2026, 11, 29, 11)  # noqa: DTZ001 - UTC without zone
    assert len(found["events"]) == 3
    (escalated,) = tables("track", track("Ticket Escalated", ticket_id="t1", priority="high"))["tickets"]
    assert escalated["priority"] == "high"


def test_records_bear_the_names_of_the_tables_and_keep_the_rest_as_properties():
    found = tables("feedback", {"feedback_id": "f1", "customer_id": "c1", "rating": 5, "metric": "csat",
                                "answered_at": AT, "shop": "Cluj", "email": "a@b.cd"})["feedback"]  # fmt: skip
    assert (found[0]["rating"], found[0]["metric"], json.loads(found[0]["properties"])) == (
        5.0,
        "csat",
        {"shop": "Cluj"},
    )
    (call,) = tables("calls", {"call_id": "c1", "customer_id": "u", "queued_at": AT, "transfers": 0})["calls"]
    assert call["transfers"] == 0
    (promise,) = tables("promises", {"promise_id": "p1", "kind": "delivery", "due_at": "2026-12-01"})["promises"]
    assert (promise["kind"], promise["due_at"].isoformat()) == ("delivery", "2026-12-01T23:59:59.999999")
    (ticket,) = tables("tickets", {"ticket_id": 7, "opened_at": AT, "kind": "question"})["tickets"]
    assert (ticket["ticket_id"], ticket["kind"]) == ("7", "question")


def test_a_feedback_record_of_the_hub_is_understood():
    (answer,) = tables("feedback", {"tenant_id": "t", "submission_id": "s1", "source_type": "survey", "field_id": "q1",
                                    "field_type": "nps", "value_number": 9, "user_id": "u1", "collected_at": AT,
                                    "source_name": "spring", "field_label": "How likely?",
                                    "metadata": {"plan": "gold"}})["feedback"]  # fmt: skip
    assert (answer["feedback_id"], answer["question"], answer["rating"], answer["metric"]) == (
        "s1|q1",
        "q1",
        9.0,
        "nps",
    )
    assert (answer["customer_id"], answer["instrument"]) == ("u1", "spring")
    assert json.loads(answer["properties"]) == {"plan": "gold", "label": "How likely?"}


def test_a_help_desks_webhook_is_a_ticket_and_its_status():
    found = tables("zendesk", {"id": "01H", "type": "zen:event-type:ticket.status_changed", "time": AT, "detail": {
        "id": "35436", "requester_id": "8447", "status": "SOLVED", "priority": "HIGH", "type": "incident",
        "created_at": "2026-11-28T10:00:00Z", "updated_at": AT, "via": {"channel": "web"}}})  # fmt: skip
    (ticket,) = found["tickets"]
    assert (ticket["ticket_id"], ticket["customer_id"], ticket["kind"]) == ("35436", "8447", "problem")
    assert ticket["resolved_at"] == datetime(2026, 11, 29, 11)  # noqa: DTZ001 - UTC without zone
    assert [(one["what"], one["value"]) for one in found["ticket_changes"]] == [("status", "solved")]
    assert unfolded("zendesk", {"id": "01H", "detail": {"id": 1}}).ids == ["01H"]


def test_a_message_without_an_id_has_one_made_of_its_content():
    one = {"type": "track", "userId": "u", "event": "E", "sentAt": "1", "context": {"library": {"version": "1"}}}
    two = {"event": "E", "userId": "u", "type": "track", "sentAt": "2", "context": {"library": {"version": "2"}}}
    found = unfolded("batch", one, two, {**one, "event": "F"})
    assert found.ids[0] == found.ids[1] != found.ids[2]
    assert found.ids[0].startswith("content:")


def test_the_same_at_another_time_happened_again_and_a_retry_of_it_did_not():
    login = {"type": "track", "userId": "u", "event": "Login"}
    monday, tuesday = ({**login, "timestamp": f"2026-11-{day}T08:00:00Z"} for day in (23, 24))
    again = {**monday, "sentAt": "2026-11-25T08:00:00Z", "context": {"library": {"version": "2"}}}
    earlier = {**monday, "context": {}}
    found = unfolded("batch", monday, tuesday, again, earlier, login, {**login, "originalTimestamp": AT})
    assert found.ids[2] == found.ids[3]
    assert len(set(found.ids)) == 5
    assert len(set(found.contents)) == 2


def test_an_id_that_is_made_without_a_time_is_what_it_always_was():
    ((digest, made),), _ = contents(['{"userId": "u", "event": "E"}'], ["track"])
    assert made == f"content:{digest}" == "content:2627900bc9c2e6f39403ee1129827b3e"


def test_what_a_retry_changes_is_not_content_and_all_else_is():
    message = track("E", plan="gold")
    same = {**message, "timestamp": "2020-01-01", "sentAt": "x", "writeKey": "k"}
    alone = {name: value for name, value in message.items() if name != "type"}
    texts = [json.dumps(said) for said in (message, same, alone, {**message, "userId": "u2"})]
    first, second, third, fourth = (digest for digest, _ in contents(texts, ["track"] * 4)[0])
    assert first == second == third != fourth


def test_a_bad_time_is_told_with_its_value():
    found = unfolded("batch", {**track("E"), "timestamp": "tomorrow"})
    mapped = map_batch(found.rows, TRACKING, source_sha256="", zone="UTC", secret=b"s")
    (rejected,) = mapped[0].rejected.to_pylist()
    assert (rejected["column"], rejected["value"]) == ("occurred_at", "tomorrow")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("type", "messageId", "userId", "anonymousId", "event", "name", "timestamp", "properties", "traits", "context",
          "ticket_id", "detail", "groupId", "previousId", "undone", "sentAt", "channel")  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(SHAPES), st.lists(st.dictionaries(st.sampled_from(FIELDS), json_values), max_size=4))
def test_no_message_breaks_the_others(shape, messages):
    good = track("E")
    if shape in RECORDS:
        good = {"feedback_id": "f", "ticket_id": "t", "call_id": "c", "promise_id": "p", "queued_at": AT, "id": "z"}
    if shape == "alias":
        good = {"previousId": "a", "userId": "b"}
    if shape == "group":
        good = {"groupId": "a", "userId": "b"}
    found = unfolded(shape, *messages, good)
    assert len(messages) in found.places
    mapped = map_batch(found.rows, TRACKING, source_sha256="", zone="UTC", secret=b"s")
    assert any(part.rows.num_rows for part in mapped)


@pytest.mark.parametrize(
    "said",
    [
        "7",
        "null",
        '"x"',
        "[",
        "",
        '{"type": "track", "userId": {"a": 1}, "event": "E"}',
    ],
)
def test_one_crooked_text_is_set_aside_and_its_neighbours_are_not(said):
    found = unfolded("batch", track("E"), said, track("F", "m2"))
    assert list(found.flaws) == [1]
    assert found.ids == ["m1", "m2"]
