"""Texts to numbers, whole numbers and money; a text that is none becomes null, never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import Numbers

__all__ = ["parse_amounts", "parse_numbers", "parse_whole"]

PLAIN = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
MONEY = pa.decimal128(18, 4)
PLAIN_NUMBERS = Numbers()
CENTS = Decimal("0.0001")
#: Digits before the decimal mark that money has room for.
LARGEST_AMOUNT = Decimal(10) ** 14
LARGEST_WHOLE = 2**63
#: Spaces that stand between groups of digits, besides the plain one.
SPACES = "[\u0020\u00a0\u2009\u202f]"


def parse_numbers(texts: pa.Array, numbers: Numbers = PLAIN_NUMBERS) -> pa.Array:
    """Return float64 values of texts, null where a text is no number ("nan" and "inf" are none).

    A decimal comma and marks between thousands are read only where the mapping declares them.

    >>> parse_numbers(pa.array(["3.0", "1 234,5", "x"]), Numbers(",", " ")).to_pylist()
    [None, 1234.5, None]
    >>> parse_numbers(pa.array(["3.0", "1,234"])).to_pylist()
    [3.0, None]
    """
    plain = _plain(texts, numbers)
    kept = pc.if_else(pc.match_substring_regex(plain, PLAIN), plain, None)
    values = pc.cast(kept, pa.float64())
    return pc.if_else(pc.is_finite(values), values, None)


def parse_whole(texts: pa.Array, numbers: Numbers = PLAIN_NUMBERS) -> pa.Array:
    """Return int64 values of texts, null where a text is no whole number; "3.0" is 3.

    >>> parse_whole(pa.array(["3", "3.0", "3.5"])).to_pylist()
    [3, 3, None]
    """
    try:
        return pc.cast(texts, pa.int64())
    except pa.ArrowInvalid:
        return _on_distinct(_plain(texts, numbers), _whole, pa.int64())


def parse_amounts(texts: pa.Array, numbers: Numbers = PLAIN_NUMBERS) -> pa.Array:
    """Return money of texts, decimal(18, 4), rounded half to even after the fourth decimal; null where none.

    >>> parse_amounts(pa.array(["11.77", "0", "free"])).to_pylist()
    [Decimal('11.7700'), Decimal('0.0000'), None]
    """
    plain = _plain(texts, numbers)
    try:
        return pc.cast(plain, MONEY)
    except pa.ArrowInvalid:
        return _on_distinct(plain, _amount, MONEY)


def _plain(texts: pa.Array, numbers: Numbers) -> pa.Array:
    """Texts with a decimal point and without marks between thousands; null where the marks stand wrong."""
    if numbers == PLAIN_NUMBERS:
        return texts
    mark = re.escape(numbers.decimal)
    group = SPACES if numbers.thousands.isspace() else re.escape(numbers.thousands)
    whole = rf"(\d{{1,3}}({group}\d{{3}})+|\d+)" if numbers.thousands else r"\d+"
    right = pc.match_substring_regex(texts, rf"^[+-]?{whole}({mark}\d*)?$")
    bare = pc.replace_substring_regex(texts, group, "") if numbers.thousands else texts
    return pc.if_else(right, pc.replace_substring(bare, numbers.decimal, "."), None)


def _on_distinct(texts: pa.Array, rule: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """Apply ``rule`` to each distinct text and spread the results."""
    encoded = texts.dictionary_encode()
    distinct = encoded.dictionary.cast(pa.string())
    plain = pc.match_substring_regex(distinct, PLAIN).to_pylist()
    values = [rule(text) if fine else None for text, fine in zip(distinct.to_pylist(), plain, strict=True)]
    return pa.array(values, kind).take(encoded.indices)


def _whole(text: str) -> int | None:
    """The whole number a plain number is, if it is one and fits."""
    number = Decimal(text)
    fits = abs(number) < LARGEST_WHOLE
    return int(number) if fits and number == number.to_integral_value() else None


def _amount(text: str) -> Decimal | None:
    """The amount a plain number is, if it fits."""
    amount = Decimal(text)
    return amount.quantize(CENTS) if abs(amount) < LARGEST_AMOUNT - 1 else None
