"""Typed values as text: what goes in comes out, in one form."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.importers.readers.canonical_text import Number, cell_text, column_text, json_text


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (pa.array([3.0, 0.1, -0.0, 1e20, 123456789.125, None]), ["3", "0.1", "0", "1e+20", "123456789.125", None]),
        (pa.array([12345678901234568.0]), ["12345678901234568"]),
        (pa.array([0.1, 7.0], pa.float32()), ["0.1", "7"]),
        (pa.array([float("inf"), float("nan")]), ["inf", None]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([2**63], pa.uint64()), ["9223372036854775808"]),
        (pa.array([Decimal("12.50"), Decimal("-0.0000001")]), ["12.5000000", "-0.0000001"]),
        (pa.array([dt.datetime(2020, 1, 2, 3, 4, 5)]), ["2020-01-02T03:04:05"]),  # noqa: DTZ001 - a time without zone
        (pa.array([1_500], pa.timestamp("ms")), ["1970-01-01T00:00:01.5"]),
        (pa.array([0], pa.timestamp("ns", "Europe/Warsaw")), ["1970-01-01T00:00:00Z"]),
        (pa.array([dt.date(2020, 1, 2)]), ["2020-01-02"]),
        (pa.array([0], pa.date64()), ["1970-01-01"]),
        (pa.array([dt.time(3, 4, 5)]), ["03:04:05"]),
        (pa.array([dt.timedelta(minutes=1, milliseconds=500)]), ["60.5"]),
        (pa.array(["a", "", None, "0"]), ["a", None, None, "0"]),
        (pa.array(["a", None], pa.large_string()), ["a", None]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (pa.array([2.0, None]).dictionary_encode(), ["2", None]),
        (pa.array([b"za\xc5\xbc", b"\xff\xfe"]), ["zaż", "//4="]),
        (pa.array([["a", None], None, []]), ['["a",null]', None, "[]"]),
        (pa.array([{"x": 1, "y": "ż"}]), ['{"x":1,"y":"ż"}']),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), ['[["k",1]]']),
        (pa.nulls(2), [None, None]),
        (pa.array(["a\0b"]), ["a\ufffdb"]),
    ],
)
def test_columns(cells, expected):
    """One form a type."""
    found = column_text(cells)
    assert found.type == pa.string()
    assert found.to_pylist() == expected


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_survive(values):
    """The text gives the number back, bit for bit (but for the sign of zero)."""
    assert [float(text) for text in column_text(pa.array(values)).to_pylist()] == values


@given(st.lists(st.floats(allow_nan=False, width=32), min_size=1))
def test_slices_of_columns(values):
    """A column that begins in the middle of its buffer is read from there."""
    cells = pa.array([0.5, *values])
    assert column_text(cells.slice(1)).to_pylist() == column_text(pa.array(values)).to_pylist()


nested = st.recursive(
    st.none()
    | st.booleans()
    | st.text(st.characters(codec="utf-8"), max_size=5)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(nested)
def test_json_text_is_json(value):
    """What is written is JSON for the same value."""
    assert json.loads(json_text(value)) == value


def test_numbers_keep_their_digits():
    """Beyond what a float holds; what JSON has no word for is quoted."""
    assert json_text([Number("1e400"), Number("12345678901234567890.10"), Number("-Infinity"), Number("NaN")]) == (
        '[1e400,12345678901234567890.10,"-Infinity","NaN"]'
    )
    assert cell_text(Number("NaN")) == "NaN"
    assert math.isinf(float("1e400"))


@pytest.mark.parametrize(
    ("value", "text"), [("a\ud800b", "a\ufffdb"), ("a\0", "a\ufffd"), ("😀", "😀"), (False, "false")]
)
def test_cells_can_be_stored(value, text):
    """Lone surrogates and NUL are replaced, all else stays."""
    assert cell_text(value) == text
