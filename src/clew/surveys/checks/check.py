"""All that is wrong with a survey, in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clew.errors import UsageError
from clew.surveys.checks.asked import question_problems
from clew.surveys.checks.conditions import reference_problems
from clew.surveys.checks.flow import flow_problems, id_problems
from clew.surveys.checks.outline import Outline, outline
from clew.surveys.checks.problem import Problem, advice
from clew.surveys.checks.said import translation_problems
from clew.surveys.checks.shape import info_of, shape_problems
from clew.surveys.model.questions import Matrix, Question, scale_of
from clew.surveys.model.survey import Survey

__all__ = ["Checked", "check_document"]

MOST_QUESTIONS = 500


@dataclass(frozen=True)
class Checked:
    """What a check found: the survey, None where it cannot be used, and all problems in the order of the file."""

    survey: Survey | None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the survey from being used."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    def usable(self) -> Survey:
        """Return the survey, or raise UsageError with what is wrong with it."""
        if self.survey is None:
            raise UsageError("The survey cannot be used. " + " ".join(f"({problem})" for problem in self.errors[:5]))
        return self.survey


def check_document(document: Any) -> Checked:
    """Return the survey that a document says and all that is wrong with it, what can be told of each part.

    >>> check_document({"format": 1, "id": "a", "title": "A", "program": "none"}).problems
    (Problem(where='', message="'pages' is missing here; add it.", level='error'),)
    """
    found = outline(document)
    problems = [*shape_problems(document, info_of(Survey), ""), *_content_problems(found)]
    is_wrong = any(problem.level == "error" for problem in problems)
    return Checked(None if is_wrong else found.survey, tuple(sorted(problems, key=_place)))


def _content_problems(found: Outline) -> Iterator[Problem]:
    if len(found.questions) > MOST_QUESTIONS:
        yield Problem("pages", f"The survey has {len(found.questions)} questions, {MOST_QUESTIONS} are the most.")
        return
    yield from id_problems(found)
    for where, question in found.questions:
        yield from question_problems(question, where)
    yield from reference_problems(found)
    if found.survey is not None:
        yield from flow_problems(found.pages)
        yield from translation_problems(found.survey)
        yield from _languages(found.survey)
        yield from _series(found)


def _languages(survey: Survey) -> Iterator[Problem]:
    for at, language in enumerate(survey.languages):
        if language in survey.languages[:at]:
            yield Problem(f"languages[{at}]", f"'{language}' stands twice; keep one.")
    for at, language in enumerate(survey.draft):
        if language not in survey.languages:
            yield Problem(f"draft[{at}]", f"The survey is not in '{language}'; add it to languages, or drop it.")


def _series(found: Outline) -> Iterator[Problem]:
    """Advise where one series would hold two questions."""
    seen: dict[tuple[str, str, str], Question] = {}
    for where, question in found.questions:
        scale = None if isinstance(question, Matrix) else scale_of(question)
        if scale is None or scale.metric == "rating":
            continue
        key = (scale.metric, getattr(question, "instrument", ""), getattr(question, "touchpoint", ""))
        if (first := seen.setdefault(key, question)) is not question:
            said = f"It measures {scale.metric} as '{first.id}' does: both would be counted together. "
            yield advice(where, f"{said}Give one a touchpoint or an instrument of its own.")


def _place(problem: Problem) -> tuple[Any, ...]:
    """Order by place, numbers as numbers."""
    parts = problem.where.replace("[", ".").replace("]", "").split(".")
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)
