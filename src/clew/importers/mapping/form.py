"""A mapping as a form edits it: a JSON document of the shape of a mapping file, checked as a whole, written as TOML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from clew.errors import MappingError
from clew.importers.mapping.block import INTO, all_problems, write_out
from clew.importers.mapping.file import load_document, merged_blocks, private_of
from clew.importers.mapping.model import FORMAT, Answer, DateRule, Filter, Mapping, Numbers, Scale, TableMapping
from clew.importers.mapping.problems import Problem, near_to
from clew.importers.mapping.shape import shape_problems
from clew.importers.mapping.toml_shape import MappingFile
from clew.importers.mapping.toml_text import toml_key, toml_value
from clew.importers.values.json_path import outer_column

__all__ = ["check_document", "from_document", "to_document", "to_toml"]

Document = dict[str, Any]
#: Keys of a block that stand at its head; the others are sections of their own.
HEAD = ("table", "key", "version_at", "where", "changes")


def to_document(mapping: Mapping) -> Document:
    r"""Return the mapping in the shape of a mapping file; ``table`` is always a list of blocks.

    >>> from clew.importers.mapping.file import load_mapping
    >>> mapping = load_mapping('format = 1\ntable = "feedback"\n[columns]\nrating = "score"')
    >>> to_document(mapping)
    {'format': 1, 'table': [{'table': 'feedback', 'columns': {'rating': 'score'}}]}
    """
    private = {name: _plain(value) for name, value in msgspec.structs.asdict(mapping.private).items() if value}
    document: Document = {"format": FORMAT, "table": [_block(block) for block in mapping.blocks]}
    return {**document, **({"private": private} if private else {})}


def from_document(document: Document) -> Mapping:
    """Return the mapping that a document says; raises MappingError at the first thing that is wrong.

    >>> from_document({"format": 1, "table": "feedback", "columns": {"rating": "score"}}).tables
    ('feedback',)
    """
    return load_document(document)


def check_document(document: Any, columns: Sequence[str] | None = None) -> list[Problem]:
    """Return everything that is wrong with a document, each with the key it stands at; none: it can be used.

    With ``columns``, the header of a file, columns that the file lacks are problems too.

    >>> [problem.key for problem in check_document({"format": 1, "table": [{"table": "feedback", "colums": {}}]})]
    ['table[0].colums']
    """
    found = list(shape_problems(document))
    if found:
        return found
    try:
        file = msgspec.convert(document, MappingFile)
        private = private_of(file)
        for place, block in merged_blocks(file, document):
            built = write_out(block)
            found += all_problems(block, built, place, private)
            if columns is not None:
                found += _absent(built, columns, place)
    except (msgspec.ValidationError, MappingError) as error:  # what no part alone shows
        found.append(Problem("", str(error)))
    return [Problem(one.key, one.message) for one in found]


def to_toml(mapping: Mapping) -> str:
    """Return the mapping as a file that ``load_mapping`` reads to an equal mapping.

    >>> from clew.importers.mapping.model import TableMapping
    >>> print(to_toml(Mapping((TableMapping("feedback", columns={"rating": "Score"}),))), end="")
    format = 1
    table = "feedback"
    <BLANKLINE>
    [columns]
    rating = "Score"
    """
    document = to_document(mapping)
    blocks, private = document["table"], document.get("private")
    lines = [f"format = {FORMAT}"]
    if len(blocks) == 1:
        lines += [*_written(blocks[0], ""), *(_section("private", private) if private else [])]
    else:
        lines += _section("private", private) if private else []
        for block in blocks:
            lines += ["", "[[table]]", *_written(block, "table.")]
    return "\n".join(lines) + "\n"


def _written(block: Document, path: str) -> Iterator[str]:
    """The lines of one block: its head, then its sections."""
    yield from (f"{name} = {toml_value(block[name])}" for name in HEAD if name in block)
    for name, section in block.items():
        if name == "unpivot":
            yield from _section(f"{path}unpivot.columns", section["columns"])
        elif name not in HEAD:
            yield from _section(f"{path}{name}", section)


def _section(name: str, section: Document) -> list[str]:
    return ["", f"[{name}]", *(f"{toml_key(key)} = {toml_value(value)}" for key, value in section.items())]


def _block(block: TableMapping) -> Document:
    """One block in the shape of the file, without what says nothing."""
    whole = {
        "table": block.table,
        "key": list(block.key),
        "version_at": [block.version_at, block.version_number] if block.version_number else block.version_at,
        "where": {column: _filter(wanted) for column, wanted in block.where.items()},
        "changes": dict(block.changes),
        "columns": {**block.columns, **{name: list(parts) for name, parts in block.composed.items()}},
        "after": {name: msgspec.structs.asdict(rule) for name, rule in block.after.items()},
        "constants": dict(block.constants),
        "missing": {name: _missing(codes) for name, codes in block.missing.items()},
        "values": {name: dict(meant) for name, meant in block.values.items()},
        "dates": _dates(block.dates),
        "numbers": _differing(block.numbers, Numbers()),
        "scale": _differing(block.scale, Scale()),
        "unpivot": {"columns": {column: _answer(column, one) for column, one in block.unpivot.items()}},
        "properties": _properties(block),
        "join": {name: msgspec.structs.asdict(join) for name, join in block.joins.items()},
    }
    empty = {"unpivot"} if not block.unpivot else set()
    return {name: value for name, value in whole.items() if value not in ("", [], {}) and name not in empty}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _differing(given: msgspec.Struct, usual: msgspec.Struct) -> Document:
    """The fields that are not as usual."""
    return {name: value for name, value in msgspec.structs.asdict(given).items() if value != getattr(usual, name)}


def _filter(wanted: Filter) -> Any:
    return {"not": list(wanted.values)} if wanted.negated else list(wanted.values)


def _missing(codes: dict[str, str]) -> Any:
    """A list where all are simply missing, else lists by reason."""
    if set(codes.values()) <= {"missing"}:
        return list(codes)
    states = dict.fromkeys(codes.values())
    return {state: [text for text, why in codes.items() if why == state] for state in states}


def _dates(rules: dict[str, DateRule]) -> Document:
    """Rules of columns; what holds for all stands beside them as ``formats`` and ``zone``."""
    found: Document = {}
    for name, rule in rules.items():
        said = {key: _plain(value) for key, value in _differing(rule, DateRule()).items()}
        if name == "*" and not rule.end_of_day:
            found |= said
        else:
            found[name] = said
    return found


def _answer(column: str, answer: Answer) -> Document:
    """One column of a wide survey, without what follows from the rest."""
    said: Document = {"metric": answer.metric}
    said |= {"touchpoint": answer.touchpoint} if answer.touchpoint else {}
    said |= {"question": answer.question} if answer.question != column else {}
    said |= {"into": answer.into} if answer.into != INTO.get(answer.metric, "rating") else {}
    said |= {"scale": [answer.scale.min, answer.scale.max]} if answer.scale.min is not None else {}
    said |= {"reverse": True} if answer.scale.reverse else {}
    return {**said, **({"missing": _missing(answer.missing)} if answer.missing else {})}


def _properties(block: TableMapping) -> Document:
    """Columns kept under their own names, those renamed, and ``*`` for all others."""
    same = [name for name, column in block.properties.items() if name == column]
    renamed = {name: column for name, column in block.properties.items() if name != column}
    listed = [*same, *(["*"] if block.rest else [])]
    return {**({"columns": listed} if listed else {}), **renamed}


def _absent(block: TableMapping, columns: Sequence[str], place: str) -> Iterator[Problem]:
    """Columns that the block reads and the file lacks, at the key that names them."""
    for key, column in _named(block):
        if column not in columns and outer_column(column) not in columns:
            said = f"the file has no column '{column}'.{near_to(column, columns)}"
            yield Problem(f"{place}{key}", said)


def _named(block: TableMapping) -> Iterable[tuple[str, str]]:
    """Every source column that a block reads, with the key that names it."""
    yield from ((f"columns.{name}", column) for name, column in block.columns.items())
    for name, parts in block.composed.items():
        yield from ((f"columns.{name}", part) for part in parts if not part.startswith("="))
    canonical = block.definition.by_name
    yield from (("key", part) for part in block.key if not part.startswith("=") and part not in canonical)
    versions = [name for name in (block.version_at, block.version_number) if name and name not in canonical]
    yield from (("version_at", name) for name in versions)
    yield from ((f"after.{name}", rule.column) for name, rule in block.after.items())
    yield from ((f"where.{column}", column) for column in block.where)
    yield from ((f"unpivot.columns.{column}", column) for column in block.unpivot)
    yield from ((f"properties.{name}", column) for name, column in block.properties.items())
    yield from ((f"changes.{name}", column) for name, column in block.changes.items())
