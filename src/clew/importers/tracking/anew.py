"""JSON that msgspec does not take and others write: read the slow way, and kept as UTF-8 and 64 bits can hold it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from clew.importers.rejected import storable

__all__ = ["read_anew", "written_anew"]

#: Digits, and a sign, of the longest whole number of 64 bits.
LONGEST = 20
_encode = msgspec.json.Encoder().encode
Pairs = list[tuple[str, Any]]


def read_anew(text: str) -> Any:
    """Return what a JSON text says; numbers that are too large for us as the text that was written.

    NaN and infinities are null, halves of characters and NUL U+FFFD.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply to be read.

    >>> read_anew('{"a": 1e999, "b": NaN, "c": 2.5, "d": 123456789012345678901234567890}')
    {'a': '1e999', 'b': None, 'c': 2.5, 'd': '123456789012345678901234567890'}
    """
    return _kept(_read(text))


def written_anew(text: str) -> bytes:
    """Return a JSON text as we can keep it; what is said twice in an object stays so.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply to be read.

    >>> written_anew('{"a": NaN, "b": 1, "a": {"c": 1e999}}')
    b'{"a":null,"b":1,"a":{"c":"1e999"}}'
    """
    return _encode(_kept(_read(text, _object)))


class _Pairs(Pairs):
    """Names and values of an object that says a name twice."""

    __slots__ = ()


def _object(pairs: Pairs) -> dict[str, Any] | _Pairs:
    said = dict(pairs)
    return said if len(said) == len(pairs) else _Pairs(pairs)


def _read(text: str, hook: Callable[[Pairs], Any] | None = None) -> Any:
    return json.loads(
        text, object_pairs_hook=hook, parse_constant=lambda _: None, parse_float=_number, parse_int=_whole
    )


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
    if isinstance(said, _Pairs):
        return _written((storable(name), _kept(value)) for name, value in said)
    if isinstance(said, list):
        return [_kept(value) for value in said]
    return said


def _written(pairs: Iterable[tuple[str, Any]]) -> msgspec.Raw:
    return msgspec.Raw(b"{%s}" % b",".join(b"%s:%s" % (_encode(name), _encode(value)) for name, value in pairs))
