"""A field that is said twice: what is said last counts, at the door, in the tables and in what a message is told by."""

from __future__ import annotations

import pyarrow as pa
import pytest

from clew.importers.tracking import check_body, folded_schema, unfold

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


def seen(text: str, shape: str) -> tuple[object, ...]:
    """All that the house makes of a message: at the door, in its row, its id and its content, and what is wrong."""
    body = f'{{"batch": [{text}]}}' if shape == "batch" else text
    checked = check_body(shape, body.encode())
    row = {"shape": [shape], "source": ["k"], "sent_at": [None], "message": checked.messages, "_row": [0], "_line": [0]}
    found = unfold(pa.RecordBatch.from_pydict(row, schema=folded_schema()), [1_795_953_600_000_000])
    return checked.flaws, found.rows.to_pylist(), found.ids, found.contents, found.flaws


@pytest.mark.parametrize("shape", ["batch", "track"])
@pytest.mark.parametrize(("name", "first", "last"), TWICE)
def test_what_is_said_last_counts_everywhere(name, first, last, shape):
    last_alone = last.replace('"a": "first", ', "")
    assert seen(message(name, first, last), shape) == seen(message(name, last_alone), shape)
    if (name, shape) != ("type", "track"):  # the address says which type it is
        assert seen(message(name, first, last), shape) != seen(message(name, first), shape)


@pytest.mark.parametrize(("name", "first", "last"), TWICE)
def test_a_body_that_is_read_the_slow_way_says_the_same(name, first, last):
    """A letter that cannot be kept has the whole body written anew; then it is said once."""
    half = r'"x": "\ud800"'
    slow = check_body("track", message(name, first, last, more=half).encode())
    assert slow == check_body("track", message(name, last, more=half).encode())
    assert "first" not in slow.messages[0].lower()


def test_of_two_batches_the_last_counts_and_the_answer_says_how_many():
    one, two = message("userId", '"u1"'), message("userId", '"u2"')
    body = f'{{"batch": [{one}, {one}], "writeKey": "a", "batch": [{two}], "writeKey": "b"}}'
    checked = check_body("batch", body.encode())
    assert (checked.messages, checked.accepted, checked.write_key) == ([two], 1, "b")


def test_a_record_counts_as_it_was_said_last():
    record = '{"feedback_id": "f1", "metric": "nps", "rating": '
    assert seen(record + '1, "rating": 9}', "feedback") == seen(record + "9}", "feedback")
