"""What changed from one version of a survey to the next, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from clew.surveys.model.questions import Asked, Question
from clew.surveys.model.survey import Page, Survey
from clew.surveys.model.texts import versions
from clew.surveys.versions.change import Change, Level
from clew.surveys.versions.question import question_changes

__all__ = ["diff"]


def diff(old: Survey, new: Survey) -> list[Change]:
    """Return what changed from ``old`` to ``new``: of the survey, of each question in the new order, of those removed.

    *new series*: old and new answers must not be counted together. *with care*: they are answers to the same
    question, but a difference may come from the change. Questions are the same by their id.

    >>> from clew.surveys import load_survey
    >>> text = '''{format: 1, id: a, title: A, program: none, pages: [{id: p, questions: [
    ...   {id: score, type: csat, text: Satisfied?, low: no, high: yes}]}]}'''
    >>> for change in diff(load_survey(text), load_survey(text.replace("high: yes", "high: yes, points: 7"))):
    ...     print(change)
    score: The scale was 1-5 and is 1-7. ... (new series)
    """
    return [*_of_survey(old, new), *_of_pages(old, new), *_of_questions(old, new)]


def _of_survey(old: Survey, new: Survey) -> Iterator[Change]:
    if old.program != new.program:
        said = f"The program was {old.program} and is {new.program}; programs are never counted together."
        yield Change("", said, "new series")
    if (old.instrument or old.id) != (new.instrument or new.id):
        said = (
            f"The instrument was '{old.instrument or old.id}' and is '{new.instrument or new.id}': a new series begins."
        )
        yield Change("", said, "new series")
    for name, before, after in (("language", old.languages, new.languages), ("field", old.fields, new.fields)):
        yield from (Change("", f"The {name} '{one}' is new.") for one in after if one not in before)
        yield from (Change("", f"The {name} '{one}' is gone.") for one in before if one not in after)
    if old.language != new.language:
        yield Change("", f"The first language was '{old.language}' and is '{new.language}'.")
    for language in old.draft:
        if language not in new.draft and language in new.languages:
            yield Change("", f"The words in '{language}' are no draft any more.")
    for what in ("title", "thanks"):
        if versions(getattr(old, what), old.language) != versions(getattr(new, what), new.language):
            yield Change("", f"The {what} reads otherwise.")


def _of_pages(old: Survey, new: Survey) -> Iterator[Change]:
    """Conditions and jumps of pages decide who is asked."""
    before = {page.id: page for page in old.pages}
    for page in new.pages:
        if page.id in before:
            yield from _of_page(before[page.id], page)


def _of_page(old: Page, new: Page) -> Iterator[Change]:
    if old.show_if != new.show_if:
        said = f"The page '{new.id}' was shown {_when(old.show_if)} and is shown {_when(new.show_if)}."
        yield Change("", said, "with care")
    if old.jumps != new.jumps:
        yield Change("", f"The page '{new.id}' is left otherwise: its jumps changed.", "with care")


def _when(condition: str) -> str:
    return f"if {condition}" if condition else "always"


def _of_questions(old: Survey, new: Survey) -> Iterator[Change]:
    before = {question.id: question for question in old.questions}
    moved = _moved(old, new)
    for question in new.questions:
        if question.id not in before:
            yield Change(question.id, "The question is new.")
            continue
        if question.id in moved:
            yield Change(question.id, moved[question.id], _moving(question))
        yield from question_changes(before[question.id], question, old, new)
    after = {question.id for question in new.questions}
    yield from (Change(name, "The question is gone; its answers stay.") for name in before if name not in after)


def _moving(question: Question) -> Level:
    return "with care" if isinstance(question, Asked) else "comparable"


def _moved(old: Survey, new: Survey) -> dict[str, str]:
    """Return what is said of the questions that stand elsewhere: on another page, or in another order."""
    before, after = _places(old), _places(new)
    one, two = [name for name in before if name in after], [name for name in after if name in before]
    matched = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    kept = {name for block in matched for name in one[block.a : block.a + block.size]}
    found = {
        name: "It stands in another order: what is asked before it is not the same." for name in two if name not in kept
    }
    for name in two:
        if before[name] != after[name]:
            found[name] = f"It was on the page '{before[name]}' and is on the page '{after[name]}'."
    return found


def _places(survey: Survey) -> dict[str, str]:
    return {question.id: page.id for page in survey.pages for question in page.questions}
