"""JSON read the slow way: what msgspec and UTF-8 take is the same, the rest is kept as near to it as can be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.importers.tracking.anew import read_anew

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(plain_values)
def test_what_can_be_kept_is_read_as_it_is(value):
    assert read_anew(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (str(2**64), str(2**64)),
        (str(-(2**63) - 1), str(-(2**63) - 1)),
        ("9" * 5000, "9" * 5000),
        ("-1e999", "-1e999"),
        ("[NaN, -Infinity]", [None, None]),
        (r'{"\ud800": "\u0000"}', {"\N{REPLACEMENT CHARACTER}": "\N{REPLACEMENT CHARACTER}"}),
    ],
)
def test_what_cannot_be_kept_is_text_or_nothing(text, said):
    assert read_anew(text) == said


def test_what_is_no_json_is_an_error():
    with pytest.raises(ValueError, match="Expecting"):
        read_anew("{")
