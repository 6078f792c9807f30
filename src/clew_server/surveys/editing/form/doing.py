"""What the buttons of the form do to a document: add, move, copy and take away pages and questions. Pure functions.

A place is ``pages.0`` or ``pages.0.questions.1``; ``survey`` is the head of the file. What is no place changes nothing.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from clew_server.surveys.editing.form.parts import listed

__all__ = [
    "HEAD",
    "Document",
    "added",
    "begun",
    "copied",
    "free_id",
    "moved",
    "part_at",
    "parts_at",
    "put",
    "removed",
    "steps",
]

Document = dict[str, Any]
#: The place of what stands above the pages.
HEAD = "survey"
_PLACE = re.compile(r"pages\.(\d{1,4})(?:\.questions\.(\d{1,4}))?\Z")


def steps(place: str) -> tuple[int, int | None] | None:
    """Return the page's number and the question's (None for a page); None where it is no such place.

    >>> steps("pages.0.questions.2"), steps("pages.1"), steps("survey")
    ((0, 2), (1, None), None)
    """
    found = _PLACE.match(place)
    return (int(found[1]), None if found[2] is None else int(found[2])) if found else None


def parts_at(document: Document, place: str) -> list[Any] | None:
    """Return the list that a place is in: of pages, or of a page's questions; None where there is none."""
    at = steps(place)
    if at is None:
        return None
    pages = document.get("pages")
    if at[1] is None or not isinstance(pages, list):
        return pages if isinstance(pages, list) else None
    page = pages[at[0]] if at[0] < len(pages) else None
    questions = page.get("questions") if isinstance(page, dict) else None
    return questions if isinstance(questions, list) else None


def part_at(document: Document, place: str) -> Document | None:
    """Return the page, the question or the head at a place; None where there is none."""
    if place == HEAD:
        return document
    parts, at = parts_at(document, place), _number(place)
    part = parts[at] if parts is not None and at is not None and at < len(parts) else None
    return part if isinstance(part, dict) else None


def put(document: Document, place: str, part: Document) -> Document:
    """Return the document with another part at a place; one past the end is added."""
    if place == HEAD:
        return part
    new = deepcopy(document)
    parts, at = _made(new, place), _number(place)
    if parts is not None and at is not None:
        parts[at : at + 1] = [part]
    return new


def moved(document: Document, place: str, by: int) -> tuple[Document, str]:
    """Return the document with a part one place further up (-1) or down (1), and where it is then.

    A question at the edge of its page goes to the next page on that side.
    """
    new, at = deepcopy(document), steps(place)
    parts, number = parts_at(new, place), _number(place)
    if at is None or parts is None or number is None or number >= len(parts):
        return document, place
    to = number + by
    if 0 <= to < len(parts):
        parts[number], parts[to] = parts[to], parts[number]
        return new, _place(at, to)
    if at[1] is None:
        return document, place
    page = at[0] + by
    others = parts_at(new, f"pages.{page}.questions.0") if page >= 0 else None
    if others is None:
        return document, place
    others.insert(len(others) if by < 0 else 0, parts.pop(number))
    return new, f"pages.{page}.questions.{len(others) - 1 if by < 0 else 0}"


def copied(document: Document, place: str) -> tuple[Document, str]:
    """Return the document with a copy of a part after it, under ids of its own, and where the copy is."""
    new, at = deepcopy(document), steps(place)
    part, parts, number = part_at(new, place), parts_at(new, place), _number(place)
    if at is None or part is None or parts is None or number is None:
        return document, place
    copy, taken = deepcopy(part), ids_in(new)
    for one in (copy, *(one for one in listed(copy.get("questions")) if isinstance(one, dict))):
        one["id"] = free_id(str(one.get("id", "q")), taken)
        taken.add(one["id"])
    parts.insert(number + 1, copy)
    return new, _place(at, number + 1)


def removed(document: Document, place: str) -> Document:
    """Return the document without a part."""
    new = deepcopy(document)
    parts, number = parts_at(new, place), _number(place)
    if parts is not None and number is not None:
        del parts[number : number + 1]
    return new


def added(document: Document, place: str, kind: str) -> tuple[Document, str]:
    """Return the document with a new question at the end of the page at ``place``, or with a new page ("pages")."""
    taken = ids_in(document)
    if place == "pages":
        question = begun(kind, free_id("q1", taken))
        page = {"id": free_id("p1", taken), "questions": [question]}
        number = len(listed(document.get("pages")))
        return put(document, f"pages.{number}", page), f"pages.{number}.questions.0"
    page_at = part_at(document, place)
    if page_at is None:
        return document, place
    number = len(listed(page_at.get("questions")))
    there = f"{place}.questions.{number}"
    return put(document, there, begun(kind, free_id("q1", taken))), there


def ids_in(document: Document) -> set[str]:
    """Return every id of pages and questions."""
    pages = [page for page in listed(document.get("pages")) if isinstance(page, dict)]
    questions = [one for page in pages for one in listed(page.get("questions")) if isinstance(one, dict)]
    return {str(one.get("id")) for one in (*pages, *questions)} | {"end"}


def free_id(wanted: str, taken: set[str]) -> str:
    """Return an id that is not taken: the next number after the wanted one.

    >>> free_id("q1", {"q1", "q2"}), free_id("why", {"why"})
    ('q3', 'why2')
    """
    stem = wanted.rstrip("0123456789") or "q"
    if wanted not in taken:
        return wanted
    return next(name for number in range(2, len(taken) + 3) if (name := f"{stem[:58]}{number}") not in taken)


def begun(kind: str, name: str) -> Document:
    """Return a question whose texts and options are to be written: it cannot be published before they are."""
    more: dict[str, Document] = {
        "rating": {"min": 1, "max": 5}, "single": {"options": []}, "multiple": {"options": []},
        "ranking": {"options": []}, "matrix": {"rows": [], "min": 1, "max": 5},
    }  # fmt: skip
    return {"type": kind, "id": name, "text": ""} | more.get(kind, {})


def _number(place: str) -> int | None:
    at = steps(place)
    return None if at is None else at[0] if at[1] is None else at[1]


def _place(at: tuple[int, int | None], number: int) -> str:
    return f"pages.{number}" if at[1] is None else f"pages.{at[0]}.questions.{number}"


def _made(document: Document, place: str) -> list[Any] | None:
    """Return the list of a place, which is made where it is missing."""
    at = steps(place)
    if at is None:
        return None
    pages = document.setdefault("pages", [])
    if at[1] is not None and isinstance(pages, list) and at[0] < len(pages) and isinstance(pages[at[0]], dict):
        pages[at[0]].setdefault("questions", [])
    return parts_at(document, place)
