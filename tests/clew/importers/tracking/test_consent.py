"""Who refused to be measured is not: nothing of such a message is kept; what was agreed to stands beside the event."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from clew.importers.tracking import check_body, folded_schema, unfold

EVENT = {"type": "track", "userId": "u1", "event": "E"}
REFUSED = [
    {"consent": {"categoryPreferences": {"Analytics": False, "Advertising": True}}},
    {"consent": {"categoryPreferences": {"C0001": False, "C0002": False}}},
    {"consent": False},
    {"consentManagement": {"allowedConsentIds": ["ads"], "deniedConsentIds": [" Statistics "]}},
    {"consentManagement": {"deniedConsentIds": ["C0002"]}},
]
AGREED = [
    {"consent": {"categoryPreferences": {"Analytics": True, "Advertising": False}}},
    {"consent": {"categoryPreferences": {"C0001": True, "C0002": False}}},
    {"consent": {"categoryPreferences": {}}},
    {"consent": {"categoryPreferences": {"Analytics": "no"}}},
    {"consent": True},
    {"consent": "no"},
    {"consentManagement": {"allowedConsentIds": ["analytics"], "deniedConsentIds": ["performance"]}},
    {"consentManagement": {"deniedConsentIds": "analytics"}},
    {"page": {"title": '"consent": false'}},
    7,
]


def sent(context, **more):
    return {**EVENT, "context": context, **more}


@pytest.mark.parametrize("context", REFUSED)
def test_what_is_refused_is_not_kept(context):
    good, none = {**EVENT, "messageId": "good"}, 7
    body = json.dumps({"batch": [sent(context), good, sent(context), none]}).encode()
    found = check_body("batch", body)
    assert ([json.loads(text) for text in found.messages], found.accepted, found.withheld) == ([good, none], 1, 2)
    assert [flaw.index for flaw in found.flaws] == [3], "its place among what was sent"
    alone = check_body("track", json.dumps(sent(context)).encode())
    assert (alone.messages, alone.accepted, alone.withheld) == ([], 0, 1)


@pytest.mark.parametrize("context", AGREED)
def test_what_is_agreed_to_or_says_nothing_is_kept(context):
    found = check_body("track", json.dumps(sent(context)).encode())
    assert (found.accepted, found.withheld) == (1, 0)


def test_a_body_that_is_read_the_slow_way_is_withheld_too():
    assert check_body("track", json.dumps(sent({"consent": False}, name="\ud800")).encode()).withheld == 1


@pytest.mark.parametrize("shape", ["track", "batch"])
def test_a_number_that_is_too_large_does_not_hide_a_refusal(shape):
    said = '{"type": "track", "userId": "u", "event": "E", "context": {"wide": 1e999, "consent": false}}'
    found = check_body(shape, (said if shape == "track" else f'{{"batch": ["consent", {said}]}}').encode())
    assert (found.accepted, found.withheld) == (0, 1)


def test_a_record_has_no_consent_of_its_own():
    assert check_body("tickets", b'{"ticket_id": "t1", "context": {"consent": false}}').accepted == 1


def test_what_was_agreed_to_stands_beside_the_event():
    (text,) = check_body("track", json.dumps(sent(AGREED[0])).encode()).messages
    row = {"shape": ["track"], "source": ["k"], "sent_at": [None], "message": [text], "_row": [0], "_line": [0]}
    rows = unfold(pa.RecordBatch.from_pydict(row, schema=folded_schema()), [1_795_953_600_000_000]).rows
    properties = json.loads(rows.column("properties")[0].as_py())
    assert properties == {"consent_given": "Analytics", "consent_refused": "Advertising"}
