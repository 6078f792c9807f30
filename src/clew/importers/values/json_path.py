"""A column inside a list that JSON files keep in one cell: ``comments[0].userComment.text``."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pyarrow as pa

from clew.importers.readers.canonical_text import cell_text

__all__ = ["inner_texts", "outer_column"]

#: A column, the place of an item in its list (-1: the last), and the names inside it.
PATH = re.compile(r"(?P<column>[^\[\]]+)\[(?P<item>-?\d+)\]\.(?P<inner>.+)")


def outer_column(name: str) -> str:
    """Return the column of the source that holds the list; the name itself where it names no item of a list.

    >>> outer_column("comments[0].userComment.text"), outer_column("Q3[1]")
    ('comments', 'Q3[1]')
    """
    match = PATH.fullmatch(name)
    return match["column"] if match else name


def inner_texts(cells: pa.Array, name: str) -> pa.Array:
    """Return what ``name`` finds in each cell, null where the cell is no such list or has nothing there.

    >>> inner_texts(pa.array(['[{"a":{"b":5}}]', "[]", None]), "list[0].a.b").to_pylist()
    ['5', None, None]
    """
    match = PATH.fullmatch(name)
    if match is None:
        return pa.nulls(len(cells), pa.string())
    encoded = cells.dictionary_encode()
    item, inner = int(match["item"]), match["inner"].split(".")
    found = [_found(text, item, inner) for text in encoded.dictionary.to_pylist()]
    return pa.array(found, pa.string()).take(encoded.indices)


def _found(text: str, item: int, inner: list[str]) -> str | None:
    """What stands in one item of a list, as the cell of a column would say it."""
    try:
        value: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(value, list) or not -len(value) <= item < len(value):
        return None
    value = value[item]
    for name in inner:
        value = value.get(name) if isinstance(value, dict) else None
    return cell_text(value)
