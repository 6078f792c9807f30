"""Texts to numbers: what is none stays none, however much it looks like one somewhere."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers.mapping.model import Numbers
from clew.importers.values.numbers import parse_amounts, parse_numbers, parse_whole

POLISH = Numbers(",", " ")


def numbers(texts: list[str | None], how: Numbers = Numbers()) -> list[float | None]:  # noqa: B008 - frozen
    return parse_numbers(pa.array(texts, pa.string()), how).to_pylist()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False).map(str), min_size=1, max_size=6))
@settings(deadline=None, max_examples=100)
def test_numbers_survive_with_or_without_a_bad_neighbour(texts: list[str]) -> None:
    assert numbers(texts) == [float(text) for text in texts]
    assert numbers([*texts, "x"]) == [*(float(text) for text in texts), None]


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "1,5", "1 234", "0x10", "1_000", "٣", "--1", "1.2.3", "e5", "."]
)
def test_what_is_no_number(text: str) -> None:
    assert numbers([text, "1"]) == [None, 1.0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", 1234.5),
        ("1\u00a0234", 1234.0),
        ("12,5", 12.5),
        ("-3,0", -3.0),
        ("1.5", None),
        ("1 23,5", None),
        ("12 34", None),
    ],
)
def test_a_declared_decimal_comma(text: str, value: float | None) -> None:
    assert numbers([text], POLISH) == [value]


def test_points_between_thousands() -> None:
    assert numbers(["1.234.567,89", "1.23,4"], Numbers(",", ".")) == [1234567.89, None]


def test_whole_numbers_beyond_what_a_float_holds() -> None:
    texts = pa.array(["9007199254740993", "3.0", "3.5", "1e3", "9223372036854775808", "x"])
    assert parse_whole(texts).to_pylist() == [9007199254740993, 3, None, 1000, None, None]


def test_amounts_are_exact_and_round_half_to_even() -> None:
    texts = pa.array(["0.1", "9.99995", "9.99985", "100000000000000", "x", "nan"])
    assert parse_amounts(texts).to_pylist() == [Decimal("0.1"), Decimal("10.0000"), Decimal("9.9998"), None, None, None]


def test_amounts_with_a_comma() -> None:
    assert parse_amounts(pa.array(["1 234,50"]), POLISH).to_pylist() == [Decimal("1234.5")]


def test_nothing_at_all() -> None:
    empty = pa.array([], pa.string())
    assert [parse(empty).to_pylist() for parse in (parse_numbers, parse_whole, parse_amounts)] == [[], [], []]
    assert numbers([None]) == [None]
