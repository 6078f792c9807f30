"""Texts as one person reads them: in their language, with earlier answers and their own fields put in.

What comes back is plain text: whoever shows it escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.surveys.model.questions import CHOICES, NOT_APPLICABLE, OTHER, Feeling, Matrix, Option, Question, option_ids
from clew.surveys.model.survey import Survey
from clew.surveys.model.texts import Pipe, Text, pieces, told
from clew.surveys.model.words import word
from clew.surveys.running.answer import Answer
from clew.surveys.running.route import Fields, Route

__all__ = ["Reader", "option_text"]


@dataclass(frozen=True)
class Reader:
    """One person reading a survey: in which language, on which way through it, with which fields."""

    survey: Survey
    language: str
    route: Route
    fields: Fields

    def says(self, text: Text | None) -> str:
        """Return the text with what is put into it."""
        return "".join(
            piece if isinstance(piece, str) else self._put_in(piece)
            for piece in pieces(told(text, self.language, self.survey.language))
        )

    def _put_in(self, pipe: Pipe) -> str:
        if pipe.source == "customer":
            return self.fields.get(pipe.name) or pipe.otherwise
        name, _, part = pipe.name.partition(".")
        for passed in self.route.passed:
            for question, answer in passed.answers:
                if question.id == name:
                    return self._answered(question, answer, part) or pipe.otherwise
        return pipe.otherwise

    def _answered(self, question: Question, answer: Answer, part: str) -> str:
        """An answer in words: a number, texts of options, what was written; "" for none."""
        if part and part in answer.choices:
            return str(answer.choices.index(part) + 1)
        answer = answer.rows.get(part, Answer(state="missing")) if part else answer
        if answer.state != "given":
            return ""
        if answer.rating is not None:
            return str(answer.rating)
        return ", ".join(self._chosen(question, option, answer) for option in answer.choices) or answer.words

    def _chosen(self, question: Question, option: str, answer: Answer) -> str:
        return (
            answer.words
            if option == OTHER and answer.words
            else option_text(self.survey, question, option, self.language)
        )


def option_text(survey: Survey, question: Question, option: str, language: str) -> str:
    """Return what an option reads in a language: its text, the feeling's word, "other", "does not apply".

    >>> from clew.surveys import load_survey
    >>> page = "{id: one, questions: [{id: felt, type: feeling, text: How?}]}"
    >>> survey = load_survey(f"{{format: 1, id: a, title: A, program: none, pages: [{page}]}}")
    >>> option_text(survey, survey.question("felt"), "calm", "ro")
    'calm'
    """
    if isinstance(question, Feeling) and option in option_ids(question):
        return word(option, language)
    if option in {OTHER, NOT_APPLICABLE}:
        own = getattr(question, "other" if option == OTHER else "not_applicable", False)
        return word(option, language) if isinstance(own, bool) else told(own, language, survey.language)
    return next((told(one.text, language, survey.language) for one in _options(question) if one.id == option), "")


def _options(question: Question) -> tuple[Option, ...]:
    return (
        question.options if isinstance(question, CHOICES) else question.columns if isinstance(question, Matrix) else ()
    )
