"""A mapping file to a ``Mapping``: every name is checked, and an error names the place in the file and the choices."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

import msgspec

from clew.errors import MappingError
from clew.importers.mapping.block import build_block
from clew.importers.mapping.model import FORMAT, Mapping, Private
from clew.importers.mapping.toml_shape import BlockFile, MappingFile, PrivateFile

__all__ = ["load_mapping"]

#: Sections that hold for every block when they stand above ``[[table]]`` blocks; a block's own entry wins.
SHARED = ("dates", "missing", "numbers", "values", "where")


def load_mapping(path_or_text: Path | str) -> Mapping:
    r"""Return the mapping in a TOML file (a path) or in TOML text; raises MappingError that names key and choices.

    >>> load_mapping('format = 1\ntable = "feedback"\n[columns]\nrating = "score"').blocks[0].columns
    {'rating': 'score'}
    >>> load_mapping('format = 1\ntable = "feedback"\n[column]\nrating = "score"')
    Traceback (most recent call last):
    clew.errors.MappingError: The mapping has no key 'column'. Did you mean 'columns'? Choices: ...
    """
    parsed = _parse(path_or_text)
    _check_keys(parsed, MappingFile, "")
    try:
        return _build(msgspec.convert(parsed, MappingFile), parsed)
    except msgspec.ValidationError as error:
        raise MappingError(_plain(str(error), parsed)) from error


def _parse(path_or_text: Path | str) -> dict[str, Any]:
    """Read TOML; a text without a line break that names a file is that file."""
    text = path_or_text
    if isinstance(path_or_text, Path) or ("\n" not in path_or_text and "=" not in path_or_text):
        try:
            text = Path(path_or_text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise MappingError(f"The mapping {path_or_text} cannot be read: {error}.") from error
    try:
        parsed: dict[str, Any] = _dates_as_text(tomllib.loads(str(text)))
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"The mapping is no valid TOML: {error}.") from error
    return parsed


def _dates_as_text(value: Any) -> Any:
    """TOML's own dates and times as ISO text, everything else as it is."""
    if isinstance(value, dict):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _check_keys(given: Any, shape: Any, path: str) -> None:
    """Raise for the first key that a section does not have, with the nearest one that it has."""
    if isinstance(given, list):
        for index, item in enumerate(given):
            _check_keys(item, shape, f"{path}[{index}]")
        return
    if not isinstance(given, dict):
        return
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(shape)}
    for key, value in given.items():
        if key not in fields:
            raise _unknown(key, path, fields)
        for inner in _shapes(fields[key]):
            if isinstance(value, dict) or inner is BlockFile:
                _check_keys(value, inner, f"{path}.{key}".lstrip("."))


def _shapes(kind: Any) -> list[Any]:
    """The section shapes that a field may hold directly (a list of them included)."""
    options = get_args(kind) or (kind,)
    nested = [inner for option in options for inner in (option, *get_args(option))]
    if kind is not None and getattr(kind, "__origin__", None) is dict:
        return []
    return [option for option in nested if isinstance(option, type) and issubclass(option, msgspec.Struct)]


def _unknown(key: str, path: str, choices: Any) -> MappingError:
    """The error for a key that is none of the choices."""
    near = get_close_matches(key, choices, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    place = f"The section {path} of the mapping" if path else "The mapping"
    return MappingError(f"{place} has no key '{key}'.{hint} Choices: {', '.join(sorted(choices))}.")


def _plain(message: str, parsed: dict[str, Any]) -> str:
    """The message of msgspec in the words of a mapping file."""
    if "format" not in parsed:
        return f"The mapping must begin with 'format = {FORMAT}'."
    if parsed["format"] != FORMAT:
        return f"The mapping has format {parsed['format']!r}; this version of Clew reads format {FORMAT}."
    if "table" not in parsed:
        return 'The mapping names no table: write table = "feedback" or a [[table]] block.'
    what = message.partition(" - at ")[0]
    place = re.search(r"`\$\.?([^`]*)`$", message)
    return f"In the mapping at '{(place and place.group(1)) or 'the top'}': {what[:1].lower()}{what[1:]}."


def _build(file: MappingFile, parsed: dict[str, Any]) -> Mapping:
    """The mapping that a file of the right shape says."""
    if isinstance(file.table, str):
        block = msgspec.convert({key: value for key, value in parsed.items() if key != "format"}, BlockFile)
        blocks, places, privates = [block], [""], [block.private]
    else:
        _check_shared(parsed)
        blocks = [_with_shared(block, file) for block in file.table]
        places = [f"table[{index}]." for index in range(len(blocks))]
        privates = [file.private, *(block.private for block in blocks)]
    private = _private([part for part in privates if part])
    built = tuple(build_block(block, place, private) for block, place in zip(blocks, places, strict=True))
    if not built:
        raise MappingError('The mapping names no table: write table = "feedback" or a [[table]] block.')
    return Mapping(built, private)


def _check_shared(parsed: dict[str, Any]) -> None:
    """Above [[table]] blocks only sections that every table can have make sense."""
    allowed = {"format", "table", "private", *SHARED}
    for key in parsed:
        if key not in allowed:
            raise MappingError(
                f"'{key}' stands above the [[table]] blocks, where it belongs to no table. "
                f"Move it into a block; above them may stand: {', '.join(sorted(allowed))}."
            )


def _with_shared(block: BlockFile, file: MappingFile) -> BlockFile:
    """A block with what stands above all blocks, its own entries winning."""
    merged = {name: {**getattr(file, name), **getattr(block, name)} for name in SHARED if name != "numbers"}
    return msgspec.structs.replace(block, numbers=block.numbers or file.numbers, **merged)


def _private(parts: list[PrivateFile]) -> Private:
    """What all sections together keep private."""
    return Private(
        drop=tuple(dict.fromkeys(name for part in parts for name in part.drop)),
        hash=tuple(dict.fromkeys(name for part in parts for name in part.hash)),
        keep={kind: name for part in parts for kind, name in part.keep.items()},
        region=next((part.region for part in parts if part.region), ""),
    )
