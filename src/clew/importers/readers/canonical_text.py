"""Typed values as the one text form every mapping reads: ISO times, plain numbers, true and false, JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.rejected import storable

__all__ = ["Number", "cell_text", "column_text", "is_damaged", "json_text"]

#: Whole floats below this are exact enough to be written as integers (int64 holds them).
_WHOLE_LIMIT = 2.0**63


class Number(str):
    """A JSON number as it was written: no digit is lost, whatever its size; NaN and Infinity too."""

    __slots__ = ()


def json_text(value: Any) -> str:
    """Return ``value`` as compact JSON, numbers as they were written.

    >>> json_text({"a": [Number("1.50"), None, "x"]})
    '{"a":[1.50,null,"x"]}'
    """
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(str(name))}:{json_text(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(json_text, value)) + "]"
    if isinstance(value, Number):
        return value if value.strip("-+") not in ("NaN", "Infinity") else f'"{value}"'
    if isinstance(value, bytes):
        value = _bytes_text(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def cell_text(value: Any) -> str | None:
    """Return one JSON value as a cell: text as it is, numbers as written, empty text and null as None.

    >>> cell_text(True), cell_text([]), cell_text("")
    ('true', '[]', None)
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return storable(value)
    return storable(json_text(value))


def column_text(cells: pa.Array) -> pa.Array:
    """Return a typed column as text; null, NaN and empty text are null.

    >>> column_text(pa.array([3.0, 0.5, float("nan")])).to_pylist()
    ['3', '0.5', None]
    """
    if isinstance(cells, pa.ExtensionArray):
        cells = cells.storage
    if pa.types.is_dictionary(cells.type):
        cells = pc.cast(cells, cells.type.value_type)
    kind = cells.type
    text = next((convert(cells) for test, convert in _CONVERTERS if test(kind)), None)
    text = pc.cast(cells, pa.string()) if text is None else text
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _text(cells: pa.Array) -> pa.Array:
    """Return text with NUL replaced, and with it what claims to be text but is not."""
    text = pc.cast(cells, pa.string())
    if not _is_utf8(text):
        raw = pc.cast(text, pa.binary()).to_pylist()
        text = pa.array([None if value is None else value.decode("utf-8", "replace") for value in raw], pa.string())
    return pc.replace_substring(text, "\0", "\N{REPLACEMENT CHARACTER}")


def _is_utf8(text: pa.Array) -> bool:
    """Return whether every cell is UTF-8, as its type claims."""
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def is_damaged(cells: pa.Array) -> bool:
    r"""Return whether a column holds NULs, or claims to be text and is not.

    >>> is_damaged(pa.array(["a\0"])), is_damaged(pa.array([1]))
    (True, False)
    """
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary
    if not _is_text(cells.type):
        return False
    return not _is_utf8(cells) or bool(pc.any(pc.match_substring(pc.cast(cells, pa.string()), "\0")).as_py())


def _floats(cells: pa.Array) -> pa.Array:
    """Return the shortest text that gives the number back; whole numbers as integers, NaN as null."""
    text = pc.cast(cells, pa.string())
    values = pc.fill_null(pc.cast(cells, pa.float64()), float("nan")).to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        whole = (np.trunc(values) == values) & (np.abs(values) < _WHOLE_LIMIT)
    integers = pc.cast(pa.array(np.where(whole, values, 0).astype(np.int64)), pa.string())
    plain = pc.if_else(pa.array(whole), integers, text)
    return pc.if_else(pa.array(np.isnan(values)), pa.scalar(None, pa.string()), plain)


def _decimals(cells: pa.Array) -> pa.Array:
    """Return decimals without an exponent."""
    return pa.array([None if value is None else f"{value:f}" for value in cells.to_pylist()], pa.string())


def _times(cells: pa.Array) -> pa.Array:
    """Return ISO times; those with a zone in UTC with Z; without trailing zeros in the fraction."""
    zoned = cells.type.tz is not None
    text = pc.cast(cells.cast(pa.timestamp(cells.type.unit)), pa.string())
    text = pc.replace_substring_regex(text, r"\.0+$", "")
    text = pc.replace_substring_regex(text, r"(\.\d*[1-9])0+$", r"\1")
    text = pc.replace_substring(text, " ", "T")
    return pc.binary_join_element_wise(text, "Z", "") if zoned else text


def _clock(cells: pa.Array) -> pa.Array:
    """Return times of day without an empty fraction."""
    return pc.replace_substring_regex(pc.cast(cells, pa.string()), r"\.0+$", "")


def _dates(cells: pa.Array) -> pa.Array:
    """Return ISO dates."""
    return pc.cast(pc.cast(cells, pa.date32()), pa.string())


def _durations(cells: pa.Array) -> pa.Array:
    """Return durations in seconds."""
    return _floats(pc.divide(pc.cast(pc.cast(cells, pa.int64()), pa.float64()), _PER_SECOND[cells.type.unit]))


_PER_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}


def _bytes(cells: pa.Array) -> pa.Array:
    """Return bytes as text where they are UTF-8, else in base64."""
    return pa.array([None if value is None else _bytes_text(value) for value in cells.to_pylist()], pa.string())


def _bytes_text(value: bytes) -> str:
    """Return the bytes as text where they are UTF-8, else in base64."""
    try:
        return storable(value.decode())
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


def _nested(cells: pa.Array) -> pa.Array:
    """Return lists, structs and maps as JSON."""
    return pa.array([None if value is None else cell_text(value) for value in cells.to_pylist()], pa.string())


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


_CONVERTERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...] = (
    (_is_text, _text),
    (pa.types.is_floating, _floats),
    (pa.types.is_decimal, _decimals),
    (pa.types.is_timestamp, _times),
    (pa.types.is_time, _clock),
    (pa.types.is_date, _dates),
    (pa.types.is_duration, _durations),
    (_is_binary, _bytes),
    (pa.types.is_nested, _nested),
)
