"""Versions of a survey that are counted together as one survey, in which every answer to any of them has its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from clew.surveys.model.questions import Question
from clew.surveys.model.survey import Survey
from clew.surveys.model.texts import versions as by_language

__all__ = ["united"]

#: What of a question may be taken away by an edit, and was answered before.
_PARTS = ("options", "columns", "rows")
_Part = TypeVar("_Part", bound=Any)


def united(versions: Sequence[Survey]) -> Survey:
    """Return the last of versions; its questions also have the options, columns and rows that only earlier ones had.

    What is gone stands after what is asked now, the newest first. Questions are the same by their id and their type.

    >>> from clew.surveys import load_survey
    >>> page = "{id: p, questions: [{id: q, type: single, text: Why?, options: [{id: a, text: A}, {id: b, text: B}]}]}"
    >>> old = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    >>> new = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page.replace('id: b', 'id: c')}]}}")
    >>> [option.id for option in united([old, new]).question("q").options]
    ['a', 'c', 'b']
    """
    *before, newest = versions
    found = newest
    for older in reversed(before):
        known = {question.id: question for question in older.questions}
        pages = [
            replace(page, questions=tuple(_with(one, known.get(one.id), older, newest) for one in page.questions))
            for page in found.pages
        ]
        found = replace(found, pages=tuple(pages))
    return found


def _with(question: Question, before: Question | None, older: Survey, newest: Survey) -> Question:
    """Return a question with the parts that it had before beside those it has."""
    if type(before) is not type(question):
        return question
    more: dict[str, object] = {}
    for name in _PARTS:
        have = getattr(question, name, ())
        gone = [part for part in getattr(before, name, ()) if part.id not in {one.id for one in have}]
        if gone:
            more[name] = (*have, *(_told(part, older, newest) for part in gone))
    other = getattr(before, "other", False)
    if other and not getattr(question, "other", False):
        more["other"] = other if other is True else by_language(other, older.language)
    return replace(question, **more) if more else question


def _told(part: _Part, older: Survey, newest: Survey) -> _Part:
    """Return a part whose text says its languages, where a plain one would be read as another."""
    if older.language == newest.language:
        return part
    told: _Part = replace(part, text=by_language(part.text, older.language))
    return told
