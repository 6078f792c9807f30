"""The way through a survey: which pages were left, which is next, what is shown on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from clew.surveys.logic.evaluate import Given, holds
from clew.surveys.logic.parse import parse_condition
from clew.surveys.model.questions import Question
from clew.surveys.model.survey import END, Page, Survey
from clew.surveys.running.answer import MISSING, Answer, Answers, given_by

__all__ = ["Fields", "Passed", "Route", "is_shown", "known_fields", "questions_shown", "route"]

#: What is known of the participant, by the name of the field.
Fields = Mapping[str, str]
Known = dict[str, Given]
_parsed = lru_cache(maxsize=4096)(parse_condition)


@dataclass(frozen=True)
class Passed:
    """A page that was left: what it had shown, each with its answer."""

    page: Page
    answers: tuple[tuple[Question, Answer], ...]


@dataclass(frozen=True)
class Route:
    """The pages that were left in order, and the one to show now: None where the survey is finished.

    ``shown`` is what stands on it so far; ``known`` is what conditions and texts on it may use.
    """

    passed: tuple[Passed, ...]
    page: Page | None
    shown: tuple[Question, ...] = ()
    progress: float = 1.0
    known: Known = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing more to ask."""
        return self.page is None


def route(survey: Survey, answers: Answers, fields: Fields | None = None) -> Route:
    """Return the way that the answers lead; it ends, since each step leads to a later page.

    A page is left when all that it shows has an answer, a blank one too. Answers to what is no longer on the way (the
    customer went back and changed their mind) count for nothing.

        >>> from clew.surveys import load_survey
    >>> page = "{id: one, questions: [{id: score, type: stars, text: Stars?}]}"
    >>> survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    >>> route(survey, {}).page.id, route(survey, {"score": Answer(rating=3)}).is_finished
    ('one', True)
    """
    known: Known = known_fields(fields or {})
    passed: list[Passed] = []
    place = {page.id: at for at, page in enumerate(survey.pages)}
    at = 0
    while at < len(survey.pages):
        page = survey.pages[at]
        shown = questions_shown(page, answers, known)
        if any(question.id not in answers for question in shown):
            return Route(tuple(passed), page, tuple(shown), at / len(survey.pages), known)
        at += 1
        if shown:
            passed.append(Passed(page, tuple((question, answers[question.id]) for question in shown)))
            for question in shown:
                known |= given_by(question, answers[question.id])
            at = max(at, _target(page, known, place, len(survey.pages), at))
    return Route(tuple(passed), None, known=known)


def questions_shown(page: Page, answers: Answers, known: Mapping[str, Given]) -> list[Question]:
    """Return what a page shows, given what is ``known`` before it and the answers on it; nothing if it is not shown."""
    if not is_shown(page, known):
        return []
    if not any(question.show_if for question in page.questions):
        return list(page.questions)
    seen, shown = dict(known), []
    for question in page.questions:
        if is_shown(question, seen):
            shown.append(question)
            seen |= given_by(question, answers.get(question.id, MISSING))
    return shown


def known_fields(fields: Fields) -> Known:
    """Return what conditions may use of a participant."""
    return {f"customer.{name}": value for name, value in fields.items()}


def is_shown(part: Page | Question, known: Mapping[str, Given]) -> bool:
    """Return whether the condition of a page or a question holds."""
    return _holds(part.show_if, known)


def _holds(condition: str, known: Mapping[str, Given]) -> bool:
    return not condition or holds(_parsed(condition), known.get)


def _target(page: Page, known: Known, place: Mapping[str, int], end: int, following: int) -> int:
    for jump in page.jumps:
        if _holds(jump.when, known):
            return end if jump.to == END else place.get(jump.to, following)
    return following
