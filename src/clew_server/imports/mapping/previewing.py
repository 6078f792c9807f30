"""A draft checked as a whole, and the first rows of the file as they will be."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from clew.errors import ClewError
from clew.importers import Mapping, check_document, from_document, to_document
from clew.importers.mapping import Problem
from clew.importers.source import Source
from clew.store import Workspace
from clew_server.sentences.telling import told

__all__ = ["Look", "checked", "document_of_toml", "look_of"]

Document = dict[str, Any]
SHOWN, SAMPLED = 20, 2000
#: Rows that one row of a wide survey becomes, shown one by one.
PARTS = 6


@dataclass(frozen=True)
class Line:
    """One raw row beside what it becomes and why it does not."""

    line: int
    cells: tuple[tuple[str, str], ...]
    becomes: tuple[Document, ...]
    more: int
    rejected: tuple[Document, ...]


@dataclass(frozen=True)
class Look:
    """What an import would make of a file. ``problems`` say why it can make nothing yet."""

    problems: tuple[Problem, ...] = ()
    lines: tuple[Line, ...] = ()
    sample: Document = field(default_factory=dict)
    joins: tuple[Document, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the mapping can be used."""
        return not self.problems


def checked(document: Document, columns: Sequence[str]) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Return the mapping of a draft, or everything that is wrong with it."""
    problems = tuple(check_document(document, columns))
    if problems:
        return None, problems
    try:
        return from_document(document), ()
    except ClewError as error:
        return None, (Problem("", str(error)),)


def document_of_toml(text: str, columns: Sequence[str]) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the document of a mapping written as TOML, or everything that is wrong with it."""
    try:
        parsed = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, (Problem("", gettext("This is no TOML: %(error)s") % {"error": told(str(error))}),)
    mapping, problems = checked(parsed, columns)
    return (to_document(mapping), ()) if mapping else (None, problems)


def look_of(store: Workspace, source: Source, document: Document) -> Look:
    """Return the first rows of a source as a draft would have them, and counts over a sample."""
    mapping, problems = checked(document, source.columns)
    if mapping is None:
        return Look(problems)
    try:
        found = store.preview(source, mapping, SHOWN, sample=SAMPLED)
    except ClewError as error:
        return Look((Problem("", str(error)),))
    used = [*mapping.columns_used, *(name for name in source.columns if name not in mapping.columns_used)]
    lines = tuple(_line(row, used) for row in found["rows"])
    return Look((), lines, found["sample"], tuple(found["joins"]))


def _said(value: Any) -> Any:
    """A value as it is shown: what is JSON as JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _line(row: Document, order: Sequence[str]) -> Line:
    cells = row["cells"]
    named = [name for name in order if name in cells]
    said = [(name, str(cells[name])) for name in named if cells[name] not in (None, "")]
    becomes = [
        {"table": one["table"], "pairs": [(name, _said(value)) for name, value in one["row"].items()]}
        for one in row["becomes"]
    ]
    refused = {(one["column"], one["reason"], one["value"]): one for one in row["rejected"]}
    more = max(len(becomes) - PARTS, 0)
    return Line(row["line"], tuple(said[:40]), tuple(becomes[:PARTS]), more, tuple(refused.values()))
