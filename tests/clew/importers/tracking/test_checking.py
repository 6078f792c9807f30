"""A body before it is acknowledged: what is JSON, what is kept as it came, what is counted as crooked."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers.tracking import SHAPES, UnparsableError, check_body
from clew.importers.tracking.checking import _TEXTS, DEEPEST, MOST_MESSAGES
from clew.importers.tracking.messages import LARGEST_EVENT, LARGEST_RECORD, RECORDS
from clew.importers.tracking.unfold import all_cells

GOOD = {"type": "track", "messageId": "m1", "userId": "u1", "event": "Opened"}


def reasons(*messages, shape="batch"):
    body = {"batch": list(messages)} if shape == "batch" else messages[0]
    text = json.dumps(body, ensure_ascii=False)
    return [(flaw.index, flaw.reason) for flaw in check_body(shape, text.encode()).flaws]


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
        ({**GOOD, "properties": {"x": "ж" * 17_000}}, "has more than 32 KB"),
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


def test_the_limit_is_of_bytes():
    def sized(size, letter):
        empty = len(json.dumps({**GOOD, "note": ""}).encode())
        return {**GOOD, "note": letter * ((size - empty) // len(letter.encode()))}

    assert reasons(sized(LARGEST_EVENT, "x"), sized(LARGEST_EVENT, "ж")) == []
    assert [index for index, _ in reasons(sized(LARGEST_EVENT + 2, "x"), GOOD, sized(LARGEST_EVENT + 2, "ж"))] == [0, 2]


@pytest.mark.parametrize("shape", RECORDS)
def test_a_record_may_be_a_long_letter_and_not_a_book(shape):
    def record(size):
        return {"id": "r1", "ticket_id": "r1", "call_id": "r1", "promise_id": "r1", "verbatim": "ж" * (size // 2)}

    assert reasons([record(100_000)], shape=shape) == []
    assert reasons([record(100), record(LARGEST_RECORD)], shape=shape) == [(1, "has more than 500 KB")]


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


@pytest.mark.parametrize("number", ["1e999", "-1E+999", "9" * 400, "9" * 5000, "12345678901234567890123"])
@pytest.mark.parametrize("place", ["properties", "userId", "elsewhere"])
def test_a_number_that_is_too_large_spoils_nothing_and_the_loader_says_the_same(number, place):
    said = {**GOOD, place: {"n": 1} if place == "properties" else 1}
    text = json.dumps(said).replace(": 1", f": {number}")
    checked = check_body("batch", f'{{"batch": [{text}]}}'.encode())
    assert checked.flaws == []
    cells, flaws = all_cells(checked.messages, ["batch"], ["k"])
    assert flaws == {}
    kept = [cell for cells_of in cells for cell in (cells_of["customer_id"], cells_of["properties"] or "") if cell]
    assert place == "elsewhere" or any(number in str(cell) or "e+" in str(cell) for cell in kept)


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


numbers = st.sampled_from(
    ["1e999", "-1e400", "1E5", "01", "1.", "-", "9" * 30, "9" * 400, r'"\x"', '"\t"', r'"\ud800"']
)
crooked = st.builds(
    lambda text, number: text.replace("7", number),
    json_values.map(lambda value: json.dumps({**GOOD, "m": [value, 7]})),
    numbers,
)


@settings(deadline=None)
@given(st.sampled_from(["batch", "track", "feedback", "tickets"]), crooked)
def test_the_loader_sets_aside_what_the_sender_was_told(shape, text):
    try:
        checked = check_body(shape, (f'{{"batch": [{text}]}}' if shape == "batch" else text).encode())
    except UnparsableError:
        return
    _, flaws = all_cells(checked.messages, [shape] * len(checked.messages), ["k"] * len(checked.messages))
    assert flaws == {flaw.index: flaw.reason for flaw in checked.flaws}


@settings(deadline=None)
@given(st.text(alphabet='"\\[]a\n', max_size=40).map(str.encode))
def test_every_quote_is_of_a_text_that_is_eaten_once(body):
    """No search that began at a quote comes to nothing: each would go on to the end, as often as there are quotes."""
    assert b'"' not in _TEXTS.sub(b"", body)


ENDLESS = {
    "a text that never ends": lambda n: b'["' + rb"\"" * n,
    "one that ends with half of an escape": lambda n: b'["' + rb"\"" * n + b"\\",
    "quotes": lambda n: b'["' + b'"' * n,
    "backslashes": lambda n: b'["' + b"\\" * n,
    "escapes that are none": lambda n: b'{"batch": [{"a": "' + rb"\q" * n + b'"}]}',
    "halves of characters": lambda n: b'{"batch": ["' + rb"\ud800" * n + b'"]}',
    "open lists": lambda n: b"[" * n,
    "lists": lambda n: b'{"batch": [' + b"[]," * n + b"[]]}",
    "lists as deep as may be": lambda n: b'{"batch": [' + (b"[" * 60 + b"]" * 60 + b",") * (n // 60) + b"[]]}",
    "objects that do not close": lambda n: b'{"a":' * n,
    "digits": lambda n: b'{"batch": [' + b"9" * n + b"]}",
    "digits behind the point": lambda n: b'{"batch": [{"a": 0.' + b"9" * n + b"e999}]}",
    "large numbers": lambda n: b'{"batch": [' + b"1e999," * n + b"1]}",
    "NaN": lambda n: b'{"batch": [' + b"NaN," * n + b"1]}",
    "spaces": lambda n: b'{"batch": [' + b" " * n + b"x",
    "no objects": lambda n: b'{"batch": [' + b"7," * n + b"7]}",
    "pages in what is no JSON": lambda n: b'?"' + rb'"page":{"\"' * n,
    "hints in what is no JSON": lambda n: b'"' + rb'"userAgentData":{"\"' * n,
    "pages in pages": lambda n: b'{"batch": [' + b'{"page":' * 50 + b"{}" + b"}" * 50 + b',{"a":"?"}' * n + b"]}",
    "a page of many": lambda n: b'{"batch": [{"page":{' + b'"page":{"a":{}},' * n + b'"z":"?"}}]}',
    "the same name": lambda n: b'{"batch": [{' + b'"a":1,' * n + b'"a":NaN}]}',
}


@pytest.mark.parametrize("shape", ["batch", "tickets"])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_body_sixteen_times_as_long_takes_no_hundred_times_as_long(name, shape):
    """What grows with the square takes 256 times as long; time is what this thread uses, whatever others do."""

    def seconds(count):
        body, took = ENDLESS[name](count), []
        for _ in range(3):
            began = time.thread_time()
            with suppress(UnparsableError):
                check_body(shape, body)
            took.append(time.thread_time() - began)
        return min(took)

    assert seconds(16_000) < 100 * max(seconds(1000), 0.0002)
