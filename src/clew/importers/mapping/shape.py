"""What in a document has not the shape of a mapping file: keys nobody knows, values of a wrong kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec

from clew.errors import UsageError
from clew.importers.mapping.model import FORMAT
from clew.importers.mapping.problems import Problem, near_to
from clew.importers.mapping.toml_shape import AnswerFile, BlockFile, MappingFile, PrivateFile, UnpivotFile
from clew.tables import TABLES

__all__ = ["NO_TABLE", "SHARED", "key_problems", "said_plainly", "shape_problems", "shared_problems"]

#: Sections that hold for every block when they stand above ``[[table]]`` blocks; a block's own entry wins.
SHARED = ("dates", "missing", "numbers", "values", "where")
NO_TABLE = 'The mapping names no table: write table = "feedback" or a [[table]] block.'


def shape_problems(document: Any) -> Iterator[Problem]:
    """Yield what keeps a document from being a mapping, all of it, each at its key."""
    if not isinstance(document, dict):
        yield Problem("", f"A mapping is an object with format = {FORMAT} and table.")
        return
    if document.get("format") != FORMAT:
        yield Problem("format", f"This version of Clew reads format {FORMAT}.")
    yield from key_problems(document, MappingFile, "")
    tables = document.get("table")
    if isinstance(tables, list):
        yield from shared_problems(document)
        yield from _sections({name: value for name, value in document.items() if name in SHARED}, "")
        for index, block in enumerate(tables):
            yield from _block(block, f"table[{index}].")
    elif isinstance(tables, str):
        yield from _block({name: value for name, value in document.items() if name != "format"}, "")
    if not tables or not isinstance(tables, str | list):
        yield Problem("table", NO_TABLE)
    if "private" in document and not isinstance(tables, str):
        yield from _converted(document["private"], PrivateFile, "private")


def key_problems(given: Any, shape: Any, path: str) -> Iterator[Problem]:
    """Yield the keys that a section does not have, each with the nearest one that it has."""
    if isinstance(given, list):
        for index, item in enumerate(given):
            yield from key_problems(item, shape, f"{path}[{index}]")
        return
    if not isinstance(given, dict):
        return
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(shape)}
    for key, value in given.items():
        if key not in fields:
            place = f"The section {path} of the mapping" if path else "The mapping"
            said = f"{place} has no key '{key}'.{near_to(key, fields)} Choices: {', '.join(sorted(fields))}."
            yield Problem(f"{path}.{key}".lstrip("."), said)
            continue
        for inner in _shapes(fields[key]):
            if isinstance(value, dict) or inner is BlockFile:
                yield from key_problems(value, inner, f"{path}.{key}".lstrip("."))


def shared_problems(parsed: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what stands above ``[[table]]`` blocks and makes sense in a block alone."""
    allowed = {"format", "table", "private", *SHARED}
    known = {field.encode_name for field in msgspec.structs.fields(MappingFile)}
    for key in parsed:
        if key in known and key not in allowed:
            said = f"'{key}' stands above the [[table]] blocks, where it belongs to no table. "
            yield Problem(key, f"{said}Move it into a block; above them may stand: {', '.join(sorted(allowed))}.")


def said_plainly(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return what msgspec says of a value, and the path it says it of (empty at the top)."""
    what = str(error).partition(" - at ")[0]
    place = re.search(r"`\$\.?([^`]*)`$", str(error))
    return f"{what[:1].lower()}{what[1:]}.", place[1] if place else ""


def _block(block: Any, place: str) -> Iterator[Problem]:
    """What is wrong with the shape of one block."""
    if not isinstance(block, dict):
        yield Problem(place.removesuffix("."), "A block is an object with a table.")
        return
    table = block.get("table")
    if not isinstance(table, str) or table not in TABLES:
        yield Problem(f"{place}table", str(UsageError.unknown("table", str(table or ""), TABLES)))
    yield from _sections(block, place)


def _sections(block: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """What is wrong with the shape of the sections of a block, entry by entry."""
    kinds = {field.encode_name: field.type for field in msgspec.structs.fields(BlockFile)}
    for name, value in block.items():
        if name not in kinds or name == "table":
            continue
        at = f"{place}{name}"
        if name == "unpivot" and isinstance(value, dict) and isinstance(value.get("columns"), dict):
            yield from _converted({**value, "columns": {}}, UnpivotFile, at)
            for column, one in value["columns"].items():
                yield from _converted(one, str | AnswerFile, f"{at}.columns.{column}")
        elif isinstance(value, dict) and _holds_entries(kinds[name]):
            for key, item in value.items():
                yield from _converted({key: item}, kinds[name], f"{at}.{key}")
        else:
            yield from _converted(value, kinds[name], at)


def _converted(value: Any, kind: Any, key: str) -> Iterator[Problem]:
    """What is wrong with one value, unless it is a key nobody knows, which is told apart."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        what, _ = said_plainly(error)
        if "unknown field" not in what:
            yield Problem(key, what)


def _holds_entries(kind: Any) -> bool:
    """Whether a section is a dictionary of entries."""
    return any(getattr(option, "__origin__", None) is dict for option in (kind, *get_args(kind)))


def _shapes(kind: Any) -> list[Any]:
    """The section shapes that a field may hold directly (a list of them included)."""
    options = get_args(kind) or (kind,)
    nested = [inner for option in options for inner in (option, *get_args(option))]
    if kind is not None and getattr(kind, "__origin__", None) is dict:
        return []
    return [option for option in nested if isinstance(option, type) and issubclass(option, msgspec.Struct)]
