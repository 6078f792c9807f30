"""A field that is said twice: what is said last counts, at the door, in the tables and in what a message is told by.

That it was said twice is told, whatever object of the message it is in, and of no message of which it is not so.
"""

from __future__ import annotations

import json

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.importers.tracking import Unfolded, check_body, folded_schema, unfold
from clew.importers.tracking.said_twice import repeated_among

FIELDS = {"type": '"track"', "messageId": '"m1"', "userId": '"u1"', "event": '"E"', "properties": '{"a": 1}'}
TWICE = [
    ("userId", '"first"', '"last"'),
    ("userId", '"first"', "null"),
    ("userId", "null", '"last"'),
    ("event", '"First"', '"Last"'),
    ("event", '"First"', "[]"),
    ("messageId", '"first"', '"last"'),
    ("messageId", '"first"', "null"),
    ("type", '"jump"', '"page"'),
    ("type", '"track"', '"jump"'),
    ("properties", '{"a": "first", "order_id": "o1"}', '{"a": "last"}'),
    ("properties", "7", '{"a": "last"}'),
    ("properties", "{}", '{"a": "first", "a": "last"}'),
    ("timestamp", '"2026-11-01T00:00:00Z"', '"2026-11-02T00:00:00Z"'),
    ("\\u0075serId", '"first"', '"last"'),
]


def message(name: str, *values: str, more: str = "") -> str:
    others = [f'"{field}": {value}' for field, value in FIELDS.items() if field != name]
    return "{" + ", ".join([*others, *(f'"{name}": {value}' for value in values), *([more] if more else [])]) + "}"


def unfolded(shape: str, *texts: str) -> Unfolded:
    count = len(texts)
    rows = {"shape": [shape] * count, "source": ["k"] * count, "sent_at": [None] * count, "message": texts,
            "_row": range(count), "_line": [0] * count}  # fmt: skip
    return unfold(pa.RecordBatch.from_pydict(rows, schema=folded_schema()), [1_795_953_600_000_000] * count)


def seen(text: str, shape: str) -> tuple[object, ...]:
    """All that the house makes of a message: at the door, in its row, its id and its content, and what is wrong."""
    body = f'{{"batch": [{text}]}}' if shape == "batch" else text
    checked = check_body(shape, body.encode())
    found = unfolded(shape, *checked.messages)
    return checked.flaws, found.rows.to_pylist(), found.ids, found.contents, found.flaws


@pytest.mark.parametrize("shape", ["batch", "track"])
@pytest.mark.parametrize(("name", "first", "last"), TWICE)
def test_what_is_said_last_counts_everywhere(name, first, last, shape):
    last_alone = last.replace('"a": "first", ', "")
    assert seen(message(name, first, last), shape) == seen(message(name, last_alone), shape)
    if (name, shape) != ("type", "track"):  # the address says which type it is
        assert seen(message(name, first, last), shape) != seen(message(name, first), shape)
    names = name.replace("\\u0075", "u") if last_alone == last else f"a, {name}"
    assert unfolded(shape, *[message("x", "1")] * 70, message(name, first, last)).repeated == {70: names}


@pytest.mark.parametrize(("name", "first", "last"), TWICE)
def test_a_body_that_is_read_the_slow_way_says_the_same(name, first, last):
    """A letter that cannot be kept has the whole body written anew, and what is said twice is still."""
    half = r'"x": "\ud800"'
    said = message(name, first, last, more=half)
    assert seen(said, "track") == seen(message(name, last.replace('"a": "first", ', ""), more=half), "track")
    (slow,) = check_body("track", said.encode()).messages
    assert json.loads(slow, object_pairs_hook=list) == json.loads(
        said.replace(r"\ud800", "\N{REPLACEMENT CHARACTER}"), object_pairs_hook=list
    )


def test_of_two_batches_the_last_counts_and_the_answer_says_so():
    one, two = message("userId", '"u1"'), message("userId", '"u2"')
    body = f'{{"batch": [{one}, {one}], "writeKey": "a", "batch": [{two}], "writeKey": "b"}}'
    checked = check_body("batch", body.encode())
    assert (checked.messages, checked.accepted, checked.write_key) == ([two], 1, "b")
    assert checked.repeated == ["batch", "writeKey"]


@pytest.mark.parametrize(
    ("shape", "body", "names"),
    [
        ("batch", r'{"sentAt": 1, "batch": [{"a": 1},{"b": 2}], "sentAt": "\u003a"}', ["sentAt"]),
        ("batch", r'{"\u003a": {"a": 1}, "batch": [{"a": 1, "a": 1}, {}], "x": 1, "x": 2}', ["x"]),
        ("batch", '{"batch": [{}, {"a": 1}], "x": 1, "batch":\n[{},\n {"a": 1}\n]}', ["batch"]),
        ("batch", '{"batch": [], "batch": [\n]}', ["batch"]),
        ("batch", '{"{}": 0, "{}": 0, "batch": [{}]}', ["{}"]),
        ("batch", r'{"a:": 0, "a\u003a": 0, "b\u003a": "\u003a", "batch": []}', ["a:"]),
        ("batch", r'{"x": "\ud800", "x": {"b": 1, "b": 1}, "batch": [{"a": 1, "a": 1}]}', ["x"]),
        ("batch", '{"batch1": 1, "batch": [1], "x": {"a": ":"}, "y": {"a": 1, "a": 2}}', []),
        ("batch", '{"x": {"a": 1}, "batch": [{"a": 1}], "y": [{"a": 1}]}', []),
        ("batch", '{"batch": [{"a": 1}\n, {"a": 1, "a": 2}], "y": {"a": 1}, "sentAt": "12:00:00"}', []),
        ("feedback", ' {"records": [{}], "records": [{"a": 1, "a": 1}]}', ["records"]),
        ("feedback", ' [{"a": 1, "a": 1}]', []),
        ("feedback", '\n{"records": 1, "records": 2}', []),  # one record, kept as it is
        ("track", '{"writeKey": "a", "writeKey": "b"}', []),
    ],
)
def test_what_comes_twice_around_messages_is_told_in_the_answer(shape, body, names):
    assert check_body(shape, body.encode()).repeated == names


def test_a_name_around_messages_that_is_no_text_changes_nothing():
    checked = check_body("batch", b'{"\xff": 1, "batch": [{"a":  1}], "\xff": 2}')
    assert (checked.messages, checked.repeated) == (['{"a":  1}'], ["\N{REPLACEMENT CHARACTER}"])


def test_a_record_counts_as_it_was_said_last():
    record = '{"feedback_id": "f1", "metric": "nps", "rating": '
    assert seen(record + '1, "rating": 9}', "feedback") == seen(record + "9}", "feedback")


@pytest.mark.parametrize(
    ("shape", "said", "names"),
    [
        ("track", '{"userId": "u", "event": "E", "context": {"page": [[{"a": 1, "b": 2, "a": 1}]]}}', "a"),
        ("track", '{"userId": "u", "event": "E", "integrations": {"a:b": {}, "a\\u003ab": ""}}', "a:b"),
        ("track", '{"userId": "u", "event": "E", "x": 1e999, "\\u0078": 1}', "x"),
        ("track", '{"event": "E", "event": "F", "userId": null, "x": 1, "x": 2}', "event, x"),
        ("batch", '{"type": "identify", "userId": "u", "traits": {"a": {"b": 1}, "c": {"b": 1}, "a": 7}}', "a"),
        ("feedback", '{"feedback_id": "f", "properties": {"a": 1, "a": "\\u003A"}}', "a"),
        ("tickets", '{"ticket_id": "t", "ticket_id": "t"}', "ticket_id"),
        ("calls", '{"call_id": "c", "rest": [{"": 1, "": 1}, {"b": 1, "b": 1}, {"b": 1, "b": 1}], "b": 1}', '"", b'),
        ("promises", '{"kind": "delivery", "kind": "visit"}', "kind"),
        ("zendesk", '{"ticket": {"id": 1, "via": {"channel": "web", "channel": "mail"}}}', "channel"),
    ],
)
def test_names_that_come_twice_in_an_object_are_told(shape, said, names):
    assert unfolded(shape, '{"userId": "u"}', said, "{").repeated == {1: names}


def test_what_comes_once_in_each_object_is_not_told():
    said = [
        r'{"userId": "u", "event": "E", "properties": {"a": ":", "b": "\u003a", "c": "\\u003a::", "d": "\":\\"}}',
        r'{"userId": "u", "event": "E", "properties": {"userId": {"userId": [{"userId": 1}, {"userId": 1}]}}}',
        r'{"userId": "u", "event": "\u003A", "user\u003AId": 1, "userid": 2, "\u003a\u003a": {":": 3}}',
        r'{"event": "of nobody", "x": "\u003a"}',
    ]
    assert unfolded("track", *said).repeated == {}


#: JSON as pairs: an object is a tuple of them.
values = st.recursive(
    st.none() | st.integers() | st.floats(allow_nan=False) | st.text(':\\u03aA"é'),
    lambda inner: st.lists(inner, max_size=2) | st.lists(st.tuples(st.text(":b", max_size=1), inner)).map(tuple),
    max_leaves=8,
)


def written(value: object, *, escaped: bool) -> str:
    if isinstance(value, tuple):
        pairs = (f"{written(name, escaped=escaped)}:{written(one, escaped=escaped)}" for name, one in value)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(one, escaped=escaped) for one in value) + "]"
    return json.dumps(value).replace(":", r"\u003a" if escaped else ":")


def twice(value: object) -> set[str]:
    inner = [one for _, one in value] if isinstance(value, tuple) else value if isinstance(value, list) else []
    names = [name for name, _ in value] if isinstance(value, tuple) else []
    return {name or '""' for name in names if names.count(name) > 1}.union(*map(twice, inner))


@given(st.lists(st.tuples(values, st.booleans()), max_size=4))
def test_whatever_is_said_those_that_say_a_name_twice_are_found(said):
    texts = [written(value, escaped=escaped) for value, escaped in said]
    found = dict(repeated_among(texts, [read(text) for text in texts]))
    assert {nth: set(names.split(", ")) for nth, names in found.items()} == {
        nth: names for nth, (value, _) in enumerate(said) if (names := twice(value))
    }


def read(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:  # a number that is too large
        return None
