"""The library's sentences as its source says them: every error, remark and warning with sample values in its places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import clew

ROOT = Path(clew.__file__).parent
#: Rooms of the library whose sentences pages show; files of imports are looked at by the pages of imports.
ROOMS = ("calendars", "changes", "customers", "journeys", "metrics", "questions", "rules", "store/settings.py")
#: What these say is for programs and the command line, or a page cannot ask it: nobody reads it on a page.
NOT_ON_PAGES = (
    "metrics/page.py",  # the reference in the documentation
    "calendars/calendar_toml.py",  # a calendar as a file: pages have forms
    "rules/writing.py",
    "questions/keeping",
    "questions/gathering/lake.py",
    "journeys/behind.py",
)
#: What imports set aside, warn of and find wrong with a mapping.
IMPORTS = ("importers", "store/erasure/cleaning.py", "store/mending")
#: Suggestions are a file's comments; what is said of mappings as files is for the command line.
NOT_OF_ROWS = ("importers/suggest", "importers/presets", "importers/mapping/file.py")
#: Where a sentence stands among the arguments, by what is called.
_AT = {"Rejected": 2, "add": 2, "Problem": 1, "Cells": 2, "BrokenJsonError": 0, "TooDeepError": 0, "MappingError": 0,
       "ParseError": 0, "Unfinished": 2, "UnreadableFileError": 0, "UsageError": 0, "DataError": 0}  # fmt: skip
SAMPLE = "xyz"
_RAISED = frozenset({"UsageError", "DataError", "UnreadableFileError", "MappingError"})


def raised() -> Iterator[tuple[str, str]]:
    """Yield place and text, with sample values, of every error and every sentence that is yielded or returned."""
    for path in _files():
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for found in _said(node):
                for text in variants(found):
                    yield f"{place}:{found.lineno}", text


def set_aside() -> Iterator[tuple[str, str]]:
    """Yield place and text of every reason, problem and warning of imports that is written out where it is given."""
    for path in _files(IMPORTS):
        place = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            node.targets[0].id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            for given in _given(node):
                found = named.get(given.id, given) if isinstance(given, ast.Name) else given
                for text in variants(found):
                    if text.strip() and text != SAMPLE and not f"{place}:{found.lineno}".startswith(NOT_OF_ROWS):
                        yield f"{place}:{found.lineno}", text


def _given(node: ast.AST) -> Iterator[ast.expr]:
    """What is said to be a reason, a problem or a sentence."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        at = _AT.get(name)
        if at is not None and len(node.args) > at:
            yield node.args[at]
    elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
        yield from (each for each in _texts(node.value) if _is_sentence(each))


def _files(rooms: tuple[str, ...] = ROOMS) -> Iterator[Path]:
    for room in rooms:
        where = ROOT / room
        for path in sorted(where.rglob("*.py")) if where.is_dir() else [where]:
            if not path.relative_to(ROOT).as_posix().startswith(NOT_ON_PAGES):
                yield path


def _said(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        name = node.exc.func
        if isinstance(name, ast.Name) and name.id in _RAISED:
            yield node.exc.args[0]
    elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
        yield from (each for each in _texts(node.value) if _is_sentence(each))


def _texts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from _texts(each)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.JoinedStr | ast.Constant):
        yield node


def _is_sentence(node: ast.expr) -> bool:
    """Return whether a text has words of prose between its values."""
    if isinstance(node, ast.JoinedStr):
        words = " ".join(each.value for each in node.values if isinstance(each, ast.Constant))
        return sum(word.isalpha() for word in words.split()) > 1
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(" ") > 1


def variants(node: ast.expr) -> list[str]:
    """Return a text with sample values; where a value is one of several texts, each."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        parts = [[each.value] if isinstance(each, ast.Constant) else variants(each.value) for each in node.values]
        return ["".join(chosen) for chosen in product(*parts)]
    if isinstance(node, ast.IfExp):
        return [*variants(node.body), *variants(node.orelse)]
    return [SAMPLE]
