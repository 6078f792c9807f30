"""JSON that msgspec does not take and others write: read the slow way, and kept as UTF-8 and 64 bits can hold it."""

from __future__ import annotations

import json
from typing import Any

from clew.importers.rejected import storable

__all__ = ["read_anew"]

#: Digits, and a sign, of the longest whole number of 64 bits.
LONGEST = 20


def read_anew(text: str) -> Any:
    """Return what a JSON text says; numbers that are too large for us as the text that was written.

    NaN and infinities are null, halves of characters and NUL U+FFFD.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply to be read.

    >>> read_anew('{"a": 1e999, "b": NaN, "c": 2.5, "d": 123456789012345678901234567890}')
    {'a': '1e999', 'b': None, 'c': 2.5, 'd': '123456789012345678901234567890'}
    """
    return _kept(json.loads(text, parse_constant=lambda _: None, parse_float=_number, parse_int=_whole))


def _number(text: str) -> float | str:
    value = float(text)
    return value if value - value == 0 else text


def _whole(text: str) -> int | str:
    value = int(text) if len(text) <= LONGEST else 2**64
    return value if -(2**63) <= value < 2**64 else text


def _kept(said: Any) -> Any:
    """Return a value with texts that UTF-8 holds."""
    if isinstance(said, str):
        return storable(said)
    if isinstance(said, dict):
        return {storable(name): _kept(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_kept(value) for value in said]
    return said
