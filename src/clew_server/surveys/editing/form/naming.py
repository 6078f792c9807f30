"""What a condition and a text may name at a place, as suggestions; and names that change, followed everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from clew.surveys.logic.kinds import Kind, kinds_of
from clew.surveys.model.questions import Question
from clew_server.surveys.editing.form.doing import Document, steps
from clew_server.surveys.editing.form.parts import listed

__all__ = ["Known", "known_at", "later_pages", "renamed"]

#: Options that are suggested of one question, and suggestions in all.
MOST_OPTIONS, MOST = 12, 200
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)*")
_PIPE = re.compile(r"(\{\{\s*answer\.)([A-Za-z][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class Known:
    """What can be named at a place: whole conditions to choose from, and places to put into texts."""

    conditions: tuple[str, ...]
    names: tuple[str, ...]
    pipes: tuple[str, ...]


def known_at(document: Document, place: str) -> Known:
    """Return what the conditions of a part may name: earlier pages' answers, of its own page those before it.

    A page's jumps may name all answers up to it: for a page that is what is returned.
    """
    at = steps(place)
    pages = [page for page in listed(document.get("pages")) if isinstance(page, dict)]
    before: dict[str, Kind] = {}
    here: dict[str, Kind] = {}
    for number, page in enumerate(pages[: at[0] + 1] if at else pages):
        for asked, question in enumerate(listed(page.get("questions"))):
            kinds = _kinds(question)
            if at is None or number < at[0]:
                before |= kinds
            elif at[1] is None or asked < at[1]:
                here |= kinds
    fields = [str(name) for name in listed(document.get("fields"))]
    known = {**before, **here, **{f"customer.{name}": Kind("field") for name in fields}}
    conditions = [text for name, kind in known.items() for text in _conditions(name, kind)]
    pipes = [f"{{{{answer.{name}}}}}" for name, kind in before.items() if kind.what != "whole"]
    pipes += [f"{{{{customer.{name}|…}}}}" for name in fields]
    return Known(tuple(conditions[:MOST]), tuple(known), tuple(pipes[:MOST]))


def later_pages(document: Document, place: str) -> list[str]:
    """Return where a page's jumps may lead: the ids of the pages after it."""
    at = steps(place)
    pages = listed(document.get("pages"))[at[0] + 1 :] if at else []
    return [str(page["id"]) for page in pages if isinstance(page, dict) and page.get("id")]


def renamed(document: Document, old: str, new: str, *, is_page: bool) -> Document:
    """Return the document with a new name of a page in all jumps, of a question in all conditions and texts."""
    if is_page:
        found: Document = _walked(document, lambda key, text: new if key == "to" and text == old else text)
    else:
        found = _walked(document, lambda key, text: _followed(key, text, old, new))
    return found


def _followed(key: str, text: str, old: str, new: str) -> str:
    if key in {"show_if", "when"}:
        return _TOKEN.sub(lambda found: _named(found[0], old, new), text)
    return _PIPE.sub(lambda found: found[1] + new if found[2] == old else found[0], text) if "{{" in text else text


def _named(token: str, old: str, new: str) -> str:
    head, dot, rest = token.partition(".")
    return f"{new}{dot}{rest}" if head == old else token


def _walked(part: Any, change: Callable[[str, str], str], key: str = "") -> Any:
    """Return plain data with each text changed; a text in several languages is one under each of them."""
    if isinstance(part, dict):
        return {name: _walked(value, change, name) for name, value in part.items()}
    if isinstance(part, list):
        return [_walked(value, change, key) for value in part]
    return change(key, part) if isinstance(part, str) else part


def _kinds(question: Any) -> dict[str, Kind]:
    try:
        return kinds_of(msgspec.convert(question, Question))
    except msgspec.ValidationError:
        return {}


def _conditions(name: str, kind: Kind) -> Iterator[str]:
    if kind.what == "number":
        middle = int((kind.low + kind.high) // 2)
        yield from (f"{name} <= {middle}", f"{name} >= {middle + 1}")
    elif kind.what == "options":
        yield from (f"{name} = '{option}'" for option in kind.options[:MOST_OPTIONS])
    elif kind.what == "several":
        yield from (f"{name} has '{option}'" for option in kind.options[:MOST_OPTIONS])
    elif kind.what == "field":
        yield f"{name} = '…'"
        return
    yield from (f"{name} is answered", f"{name} is not answered")
