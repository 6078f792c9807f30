"""A survey: whose program it belongs to, its languages, its pages in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from clew.surveys.model.questions import Condition, Id, Name, Question
from clew.surveys.model.texts import Language, Text

__all__ = ["END", "FORMAT", "Jump", "Page", "Survey"]

FORMAT = 1
#: Where a jump ends the survey.
END = "end"
_SURVEY_ID = Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", description="Small letters, digits and -.")


class Jump(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """When a page is left: to which later page, or ``end``, and under which condition (always, without one)."""

    to: Id
    when: Condition = ""


class Page(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Questions that are asked together; the first jump whose condition holds is taken, else the next page comes."""

    id: Id
    title: Text | None = None
    show_if: Condition = ""
    questions: Annotated[tuple[Question, ...], Meta(min_length=1, max_length=100)]
    jumps: Annotated[tuple[Jump, ...], Meta(max_length=50)] = ()


class Survey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A survey, as its file says it.

    The first of ``languages`` is the one that plain texts are in. ``draft`` names those that a native speaker has yet
    to review. ``fields`` are what texts and conditions may use of a participant (``customer.plan``).
    """

    format: Literal[1]
    id: Annotated[str, _SURVEY_ID]
    title: Text
    program: Literal["relationship", "transactional", "product", "employee", "none"]
    instrument: Name = ""
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=50)] = ("en",)
    draft: tuple[Language, ...] = ()
    fields: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    thanks: Text | None = None
    pages: Annotated[tuple[Page, ...], Meta(min_length=1, max_length=100)]

    @property
    def language(self) -> str:
        """The default language."""
        return self.languages[0]

    @property
    def questions(self) -> Iterator[Question]:
        """All that stands on the pages, in order."""
        return (question for page in self.pages for question in page.questions)

    def question(self, name: str) -> Question | None:
        """Return the question of that id, None where there is none."""
        return next((question for question in self.questions if question.id == name), None)
