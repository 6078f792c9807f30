"""A survey with the place of each of its parts; what cannot be read is left out and known by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from clew.surveys.model.questions import Question
from clew.surveys.model.survey import Page, Survey

__all__ = ["Outline", "PlacedPage", "outline"]


@dataclass
class PlacedPage:
    """A page, where it stands, and its questions that can be read, each with its place."""

    where: str
    page: Page
    questions: list[tuple[str, Question]] = field(default_factory=list)


@dataclass
class Outline:
    """What of a document can be read; ``survey`` is all of it, None where not all can."""

    survey: Survey | None
    pages: list[PlacedPage] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    fields: tuple[str, ...] = ()
    is_whole: bool = True

    @property
    def questions(self) -> list[tuple[str, Question]]:
        """All questions that can be read, with their places."""
        return [placed for page in self.pages for placed in page.questions]


def outline(document: Any) -> Outline:
    """Return what can be read of a document that may not be a survey at all."""
    survey = _converted(document, Survey)
    found = Outline(survey, is_whole=survey is not None)
    if not isinstance(document, dict):
        return found
    fields = _converted(document.get("fields", []), tuple[str, ...])
    found.fields = fields or ()
    for at, page in enumerate(_listed(document.get("pages"))):
        _add_page(found, page, f"pages[{at}]")
    return found


def _add_page(found: Outline, page: Any, where: str) -> None:
    questions = _listed(page.get("questions")) if isinstance(page, dict) else []
    placed = []
    for at, given in enumerate(questions):
        question = _converted(given, Question)
        if question is not None:
            placed.append((f"{where}.questions[{at}]", question))
        elif isinstance(given, dict):
            found.unreadable.add(str(given.get("id")))
    read = _converted({**page, "questions": ()}, _Header) if isinstance(page, dict) else None
    if read is None:
        found.unreadable |= {question.id for _, question in placed}
        return
    whole = Page(id=read.id, title=read.title, show_if=read.show_if, questions=(), jumps=read.jumps)
    found.pages.append(PlacedPage(where, whole, placed))


class _Header(Page, frozen=True, kw_only=True):
    """A page whose questions may all be unreadable."""

    questions: tuple[()] = ()


#: msgspec makes ready what it knows of a shape at its first use, and two threads that do so at once end the process.
#: So it is made ready here, where one thread imports.
_READY = tuple(msgspec.json.Decoder(kind) for kind in (Survey, Question, _Header))


def _converted(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
