"""Other columns of a source as one JSON column, built without touching a row in Python."""

from __future__ import annotations

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["as_json"]


def as_json(columns: dict[str, pa.Array], known: pa.Array | None = None) -> pa.Array:
    r"""Return one JSON object a row with the texts that are there; null where none is.

    ``known`` are JSON objects the rows have already; the texts are added to them.

    >>> as_json({"plan": pa.array(["gold", None]), "say": pa.array(['"hi"', None])}).to_pylist()
    ['{"plan":"gold","say":"\\"hi\\""}', None]
    """
    parts = [_members(name, texts) for name, texts in columns.items()]
    if known is not None:
        inner = pc.utf8_slice_codeunits(known, 1, -1)
        parts.insert(0, pc.if_else(pc.equal(inner, ""), None, inner))
    members = _joined(parts)
    objects = pc.binary_join_element_wise("{", members, "}", "")
    return pc.if_else(pc.equal(members, ""), None, objects)


def _joined(parts: list[pa.Array]) -> pa.Array:
    """The parts of each row with commas between, empty where a row has none.

    The empty first part is there because Arrow drops a row, instead of joining nothing, where all parts are null.
    """
    joined = pc.binary_join_element_wise(pa.repeat("", len(parts[0])), *parts, ",", null_handling="skip")
    return pc.utf8_slice_codeunits(joined, 1)


def _members(name: str, texts: pa.Array) -> pa.Array:
    """One ``"name":"text"`` a row, null where the text is."""
    return pc.binary_join_element_wise(f'{msgspec.json.encode(name).decode()}:"', _escaped(texts), '"', "")


def _escaped(texts: pa.Array) -> pa.Array:
    """Texts as they stand inside a JSON string."""
    if not pc.any(pc.match_substring_regex(texts, r'["\\\x00-\x1f]')).as_py():
        return texts
    encoded = texts.dictionary_encode()
    inner = [msgspec.json.encode(text).decode()[1:-1] for text in encoded.dictionary.to_pylist()]
    return pa.array(inner, pa.string()).take(encoded.indices)
