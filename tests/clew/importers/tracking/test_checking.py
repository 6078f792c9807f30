"""A body before it is acknowledged: what is JSON, what is kept as it came, what is counted as crooked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers.tracking import SHAPES, UnparsableError, check_body
from clew.importers.tracking.checking import DEEPEST, MOST_MESSAGES

GOOD = {"type": "track", "messageId": "m1", "userId": "u1", "event": "Opened"}


def reasons(*messages, shape="batch"):
    body = {"batch": list(messages)} if shape == "batch" else messages[0]
    return [(flaw.index, flaw.reason) for flaw in check_body(shape, json.dumps(body).encode()).flaws]


def test_messages_are_kept_as_they_were_written():
    body = b'{"batch": [ {"type":"track", "userId":"u", "event":"E", "n": 1.50} ], "sentAt": "2026", "writeKey": "k"}'
    checked = check_body("batch", body)
    assert checked.messages == ['{"type":"track", "userId":"u", "event":"E", "n": 1.50}']
    assert (checked.sent_at, checked.write_key, checked.accepted) == ("2026", "k", 1)


@pytest.mark.parametrize(
    ("crooked", "reason"),
    [
        (7, "is no JSON object"),
        ([], "is no JSON object"),
        ({**GOOD, "type": "jump"}, "has no type; types are identify, track, page, screen, group, alias"),
        ({**GOOD, "userId": None}, "neither userId nor anonymousId says whose it is"),
        ({**GOOD, "event": ""}, "has no event: the name of what happened"),
        ({"type": "alias", "userId": "u"}, "an alias needs previousId"),
        ({"type": "group", "userId": "u"}, "a group needs groupId"),
        ({**GOOD, "properties": {"x": "y" * 33_000}}, "has more than 32 KB"),
    ],
)
def test_what_makes_no_sense_is_counted_and_its_neighbours_are_not(crooked, reason):
    assert reasons(GOOD, crooked, GOOD) == [(1, reason)]


def test_one_address_takes_one_type():
    assert reasons({"userId": "u1", "traits": {}}, shape="identify") == []
    assert reasons({"userId": "u1"}, shape="track") == [(0, "has no event: the name of what happened")]


def test_records_come_alone_in_a_list_or_under_records():
    ticket = {"ticket_id": "t1"}
    for body in (ticket, [ticket, ticket], {"records": [ticket]}):
        assert check_body("tickets", json.dumps(body).encode()).flaws == []
    assert [flaw.reason for flaw in check_body("tickets", b'[{"topic": "x"}]').flaws] == ["has no ticket_id"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b'"a"', b"7", b'{"batch": 7}', b'{"batch": {}}', b"{}", b"\xff\xfe", b'{"batch": [}']
)
def test_what_is_no_batch_is_refused(body):
    with pytest.raises(UnparsableError):
        check_body("batch", body)


@pytest.mark.parametrize("trick", ['"}": 1, ', '"\\"": 1, ', ""])
def test_a_deep_body_is_refused_and_one_at_the_limit_is_not(trick):
    def nested(depth):
        return (f"{{{trick}" + '"a":' * 1 + "{" + '"a":{' * (depth - 3) + "}" * (depth - 3) + "}}").encode()

    assert check_body("identify", nested(DEEPEST)).messages
    with pytest.raises(UnparsableError, match="nested"):
        check_body("identify", nested(DEEPEST + 2))


def test_too_many_messages_are_refused():
    with pytest.raises(UnparsableError, match="at most"):
        check_body("batch", json.dumps({"batch": [1] * (MOST_MESSAGES + 1)}).encode())


def test_what_json_allows_and_text_cannot_hold_is_replaced():
    body = (
        rb'{"batch": [{"type": "track", "userId": "u\u0000", "event": "\ud800E", "n": 123456789012345678901234567890}]}'
    )
    (text,) = check_body("batch", body).messages
    said = json.loads(text)
    assert said["userId"] == "u\N{REPLACEMENT CHARACTER}"
    assert said["event"] == "\N{REPLACEMENT CHARACTER}E"
    assert said["n"] == 123456789012345678901234567890 or said["n"] == "123456789012345678901234567890"
    text.encode()


def test_numbers_that_are_none_are_kept_as_text_or_nothing():
    (text,) = check_body("track", b'{"userId": "u", "event": "E", "properties": {"a": NaN, "b": 1e999}}').messages
    assert json.loads(text)["properties"] == {"a": None, "b": "1e999"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.sampled_from(SHAPES), st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_body_breaks_it(shape, body):
    try:
        checked = check_body(shape, body)
    except UnparsableError:
        return
    for text in checked.messages:
        json.loads(text)
