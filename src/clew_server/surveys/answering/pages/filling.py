"""What a form is filled in with: answers as the fields that would send them, the inverse of ``read_form``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from clew.surveys.model.questions import NOT_APPLICABLE, Matrix, Question, Ranking
from clew.surveys.running import Answer, Answers

__all__ = ["Form", "fields_of", "filled"]

#: By name of a field, what is sent under it.
Form = Mapping[str, Sequence[str]]


def filled(questions: Sequence[Question], answers: Answers, wrong: Collection[str], sent: Form) -> Form:
    """Return what a form shows: the answers; of questions that are ``wrong`` what was sent."""
    form: dict[str, Sequence[str]] = {}
    for question in questions:
        if question.id in wrong and sent:
            form |= {name: values for name, values in sent.items() if _belongs(name, question.id)}
        elif question.id in answers:
            form |= fields_of(question, answers[question.id])
    return form


def fields_of(question: Question, answer: Answer) -> Form:
    """Return the fields that send an answer.

    >>> from clew.surveys.model.questions import Nps
    >>> fields_of(Nps(id="score", text="?"), Answer(rating=9))
    {'q.score': ('9',)}
    """
    name = f"q.{question.id}"
    if isinstance(question, Matrix):
        return _rows(question, answer, name)
    if answer.state != "given":
        return {f"{name}.na": ("1",)} if answer.state == "not_applicable" else {}
    if isinstance(question, Ranking):
        return {f"{name}.{option}": (str(place),) for place, option in enumerate(answer.choices, 1)}
    if answer.rating is not None:
        return {name: (str(answer.rating),)}
    if answer.choices:
        return {name: answer.choices} | ({f"{name}.other": (answer.words,)} if answer.words else {})
    return {name: (answer.words,)} if answer.words else {}


def _rows(question: Matrix, answer: Answer, name: str) -> Form:
    if answer.state == "not_applicable":
        return {f"{name}.{row.id}": (NOT_APPLICABLE,) for row in question.rows}
    return {f"{name}.{row}": _cell(one) for row, one in answer.rows.items() if one.state != "missing"}


def _cell(answer: Answer) -> tuple[str, ...]:
    if answer.state == "not_applicable":
        return (NOT_APPLICABLE,)
    return (str(answer.rating),) if answer.rating is not None else answer.choices


def _belongs(name: str, question: str) -> bool:
    return name == f"q.{question}" or name.startswith(f"q.{question}.")
