"""A mapping file to a ``Mapping``: every name is checked, and an error names the place in the file and the choices."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from clew.errors import MappingError
from clew.importers.mapping.block import build_block
from clew.importers.mapping.model import FORMAT, Mapping, Private
from clew.importers.mapping.shape import NO_TABLE, SHARED, key_problems, said_plainly, shared_problems
from clew.importers.mapping.toml_shape import BlockFile, MappingFile, PrivateFile

__all__ = ["load_document", "load_mapping", "merged_blocks", "private_of"]


def load_mapping(path_or_text: Path | str) -> Mapping:
    r"""Return the mapping in a TOML file (a path) or in TOML text; raises MappingError that names key and choices.

    >>> load_mapping('format = 1\ntable = "feedback"\n[columns]\nrating = "score"').blocks[0].columns
    {'rating': 'score'}
    >>> load_mapping('format = 1\ntable = "feedback"\n[column]\nrating = "score"')
    Traceback (most recent call last):
    clew.errors.MappingError: The mapping has no key 'column'. Did you mean 'columns'? Choices: ...
    """
    return load_document(_parse(path_or_text))


def load_document(parsed: dict[str, Any]) -> Mapping:
    """Return the mapping that a document of the shape of a mapping file says; raises MappingError as for a file."""
    for problem in key_problems(parsed, MappingFile, ""):
        raise MappingError(problem.message)
    try:
        return _build(msgspec.convert(parsed, MappingFile), parsed)
    except msgspec.ValidationError as error:
        raise MappingError(_plain(error, parsed)) from error


def merged_blocks(file: MappingFile, parsed: dict[str, Any]) -> list[tuple[str, BlockFile]]:
    """Return the blocks with what stands above all of them, each after its path in the file."""
    if isinstance(file.table, str):
        return [("", msgspec.convert({key: value for key, value in parsed.items() if key != "format"}, BlockFile))]
    return [(f"table[{index}].", _with_shared(block, file)) for index, block in enumerate(file.table)]


def private_of(file: MappingFile) -> Private:
    """Return what all sections of a file keep private."""
    blocks = [] if isinstance(file.table, str) else file.table
    return _private([part for part in (file.private, *(block.private for block in blocks)) if part])


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


def _plain(error: msgspec.ValidationError, parsed: dict[str, Any]) -> str:
    """The message of msgspec in the words of a mapping file."""
    if "format" not in parsed:
        return f"The mapping must begin with 'format = {FORMAT}'."
    if parsed["format"] != FORMAT:
        return f"The mapping has format {parsed['format']!r}; this version of Clew reads format {FORMAT}."
    if "table" not in parsed:
        return NO_TABLE
    what, place = said_plainly(error)
    return f"In the mapping at '{place or 'the top'}': {what}"


def _build(file: MappingFile, parsed: dict[str, Any]) -> Mapping:
    """The mapping that a file of the right shape says."""
    if not isinstance(file.table, str):
        for problem in shared_problems(parsed):
            raise MappingError(problem.message)
    private = private_of(file)
    built = tuple(build_block(block, place, private) for place, block in merged_blocks(file, parsed))
    if not built:
        raise MappingError(NO_TABLE)
    return Mapping(built, private)


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
