"""One column of texts to one canonical column: missing codes, value maps, then the type; what cannot be is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import DateRule, Numbers, TableMapping
from clew.importers.values.dates import parse_times
from clew.importers.values.numbers import parse_amounts, parse_numbers, parse_whole
from clew.importers.values.zones import Clock
from clew.tables import Column

__all__ = ["Cells", "clean_texts", "match_texts", "parse_cells"]

#: JSON columns that hold lists; the others hold objects.
JSON_LISTS = frozenset({"themes"})
DECIMALS = "a decimal comma must be declared under [numbers]."
FLAGS = {
    **dict.fromkeys(("true", "t", "yes", "y", "1", "tak", "da", "да", "ja", "oui", "si"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0", "nie", "nu", "нет", "nein", "non"), False),
}


@dataclass(frozen=True, slots=True)
class Cells:
    """A canonical column: its values, which cells could not be read, why, and the state of cells declared missing."""

    values: pa.Array
    bad: pa.Array | None = None
    reason: str = ""
    states: pa.Array | None = None
    shown: pa.Array | None = None


def clean_texts(texts: pa.Array) -> pa.Array:
    """Return texts without white space around them, null where nothing is left.

    >>> clean_texts(pa.array([" a ", "  ", None])).to_pylist()
    ['a', None, None]
    """
    kept = texts if texts.type == pa.string() else texts.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(kept)
    blank = pc.equal(trimmed, "")
    return pc.if_else(blank, None, trimmed) if pc.any(blank).as_py() else trimmed


def match_texts(texts: pa.Array, wanted: list[str]) -> pa.Array:
    """Return where each text stands in ``wanted``, null if nowhere; "" is a blank, and a number also matches as "n.0".

    >>> match_texts(pa.array(["11", "11.0", None, "x"]), ["11", ""]).to_pylist()
    [0, 0, 1, None]
    """
    spelled = [(text, index) for index, text in enumerate(wanted)]
    spelled += [(f"{text}.0", index) for index, text in enumerate(wanted) if text.lstrip("-").isdecimal()]
    at = pc.index_in(texts.fill_null(""), value_set=pa.array([text for text, _ in spelled], pa.string()))
    return pa.array([index for _, index in spelled], pa.int32()).take(at)


def parse_cells(texts: pa.Array, column: Column, block: TableMapping, zone: str) -> Cells:
    """Return one canonical column of cleaned source texts, as the mapping says."""
    states = None
    kept = texts
    codes = block.missing.get(column.name) or block.missing.get("*")
    if codes:
        at = match_texts(texts, list(codes))
        states = pa.array(list(codes.values()), pa.string()).take(at)
        kept = pc.if_else(pc.is_valid(at), None, texts)
    renamed = _rename(kept, block.values.get(column.name) or block.values.get("*"))
    values, reason = _typed(renamed, column, block, zone)
    if values.null_count == renamed.null_count:
        return Cells(values, states=states)
    return Cells(values, pc.and_(pc.is_null(values), pc.is_valid(renamed)), reason, states, kept)


def _rename(texts: pa.Array, names: dict[str, str] | None) -> pa.Array:
    """Source values to canonical ones; those without an entry stay."""
    if not names:
        return texts
    at = match_texts(texts, list(names))
    return pc.coalesce(pa.array(list(names.values()), pa.string()).take(at), texts)


def _typed(texts: pa.Array, column: Column, block: TableMapping, zone: str) -> tuple[pa.Array, str]:
    """Texts in the column's type, null where they cannot be, and what to say then."""
    if column.type == "time":
        return _times(texts, column, block, zone)
    if column.type == "json":
        kind = "list" if column.name in JSON_LISTS else "object"
        return _json(texts, kind), f"This is no JSON {kind}."
    if column.type in READERS:
        return READERS[column.type](texts, block.numbers)
    if column.choices:
        return _choices(texts, column.choices), f"This is none of the choices: {', '.join(column.choices)}."
    return texts, ""


def _times(texts: pa.Array, column: Column, block: TableMapping, zone: str) -> tuple[pa.Array, str]:
    every = block.dates.get("*", DateRule())
    rule = block.dates.get(column.name, every)
    formats = rule.formats or every.formats
    shown = ", ".join(formats) or "ISO 8601 such as 2026-11-21 10:05"
    values = parse_times(texts, formats, Clock(rule.zone or every.zone or zone, rule.end_of_day))
    return values, f"This is no time in the format {shown}; other formats must be declared under [dates]."


def _flags(texts: pa.Array) -> pa.Array:
    """True and false of words for yes and no."""
    at = pc.index_in(pc.utf8_lower(texts), value_set=pa.array(FLAGS))
    return pa.array(FLAGS.values(), pa.bool_()).take(at)


def _choices(texts: pa.Array, choices: tuple[str, ...]) -> pa.Array:
    """The choices as Clew spells them, whatever the case of the letters."""
    at = pc.index_in(pc.utf8_lower(texts), value_set=pa.array(choices))
    return pa.array(choices, pa.string()).take(pc.if_else(pc.is_valid(texts), at, None))


def _json(texts: pa.Array, kind: str) -> pa.Array:
    """Texts that are JSON of a kind, made compact, each distinct one checked once."""
    encoded = texts.dictionary_encode()
    return pa.array([_one_json(text, kind) for text in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )


def _one_json(text: str, kind: str) -> str | None:
    """Compact JSON of an object or a list, None where the text is none."""
    try:
        compact = msgspec.json.format(text, indent=-1)
        value = msgspec.json.decode(compact)
    except msgspec.DecodeError:
        return None
    return str(compact) if isinstance(value, dict if kind == "object" else list) else None


#: Readers of the types that depend on nothing but how numbers are written, with what to say of a text that is none.
READERS: dict[str, Callable[[pa.Array, Numbers], tuple[pa.Array, str]]] = {
    "number": lambda texts, how: (parse_numbers(texts, how), f"This is no number; {DECIMALS}"),
    "int": lambda texts, how: (parse_whole(texts, how), "This is no whole number."),
    "money": lambda texts, how: (parse_amounts(texts, how), f"This is no amount; {DECIMALS}"),
    "flag": lambda texts, _how: (_flags(texts), "This is neither yes nor no. Choices: true, false, yes, no, 1, 0."),
}
