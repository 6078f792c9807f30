"""Conditions: what they say, how they are written, what is wrong with others."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.surveys.logic.expression import All, Any, Compared, Has, IsAnswered, Not, OneOf, written
from clew.surveys.logic.parse import parse_condition


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a = 1", Compared("a", "=", 1)),
        ("a==-1.5", Compared("a", "=", -1.5)),
        ('a != "it\'s"', Compared("a", "!=", "it's")),
        (r"a = 'it\'s \\'", Compared("a", "=", "it's \\")),
        ("m.row-1 >= 3", Compared("m.row-1", ">=", 3)),
        ("a in [1, 'x']", OneOf("a", (1, "x"))),
        ("a not in ['x']", Not(OneOf("a", ("x",)))),
        ("a has 'x'", Has("a", "x")),
        ("a is answered", IsAnswered("a")),
        ("a is not answered", Not(IsAnswered("a"))),
        ("not a = 1 and b = 2", All((Not(Compared("a", "=", 1)), Compared("b", "=", 2)))),
        ("a=1 or b=2 and c=3", Any((Compared("a", "=", 1), All((Compared("b", "=", 2), Compared("c", "=", 3)))))),
        ("(a=1 or b=2) and c=3", All((Any((Compared("a", "=", 1), Compared("b", "=", 2))), Compared("c", "=", 3)))),
        ("notes = 1", Compared("notes", "=", 1)),
    ],
)
def test_conditions_say_what_they_say(text, found):
    assert parse_condition(text) == found
    assert parse_condition(written(found)) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ends where a question's id"), ("a", "ends where = != <"), ("a <", "ends where a number"),
        ("a = b", "'b' is neither a number nor a text in quotes"), ("a = 1 b", "should end before 'b'"),
        ("(a = 1", "needs ')' at its end"), ("a = 1)", "should end before ')'"), ("a in 1", "needs '[' before '1'"),
        ("a in [1", "needs ']' at its end"), ("a has 1", "an option in quotes"), ("1 = a", "in the place of '1'"),
        ("a ~ 1", "cannot be read from '~ 1' on"), ("a = 'x", "cannot be read from ''x'"), ("and",
        "in the place of 'and'"),
        ("a is 1", "before 'is'"), ("not " * 30 + "a = 1", "more than 20 parentheses"), ("(" * 900, "more than 20"),
        ("a = 1 or " * 300 + "a = 1", "longer than 2,000"), ("a = 1_0", "cannot be read"), ("a = 12345678901",
        "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_condition_is_told(text, said):
    with pytest.raises(UsageError) as error:
        parse_condition(text)
    assert said in str(error.value)


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}(\.[a-z0-9-]{1,4})?", fullmatch=True).filter(
    lambda name: name not in {"and", "or", "not", "in", "is", "has", "answered"}
)
TEXTS = st.text(max_size=8)
VALUES = st.integers(-(10**8), 10**8) | TEXTS | st.integers(-(10**9), 10**9).map(lambda n: n / 1000)
LEAVES = (
    st.builds(Compared, NAMES, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), VALUES)
    | st.builds(OneOf, NAMES, st.lists(VALUES, min_size=1, max_size=3).map(tuple))
    | st.builds(Has, NAMES, TEXTS)
    | st.builds(IsAnswered, NAMES)
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda part: st.builds(Not, part) | st.builds(All, st.lists(part, min_size=2, max_size=3).map(tuple))
    | st.builds(Any, st.lists(part, min_size=2, max_size=3).map(tuple)),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=300)
@given(EXPRESSIONS)
def test_what_is_written_is_read_again(expression):
    text = written(expression)
    assert parse_condition(text) == expression
    assert written(parse_condition(text)) == text


@given(st.text(alphabet="ab1.'\"()[]<>=!, \\notirdsh", max_size=40) | st.text(max_size=20))
def test_any_text_is_read_or_refused_in_words(text):
    with contextlib.suppress(UsageError):
        assert written(parse_condition(text))
