"""Answers as rows of the table ``feedback``: the same rows for every response to a survey, whatever was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clew.errors import UsageError
from clew.surveys.model.questions import (
    OTHER,
    Asked,
    Matrix,
    Multiple,
    Ranking,
    option_ids,
    scale_of,
)
from clew.surveys.model.survey import Survey
from clew.surveys.running.answer import MISSING, Answer, Answers
from clew.surveys.running.route import Fields, Route, route
from clew.tables import TABLES

__all__ = ["feedback_rows"]

#: What the survey says itself, so nobody else can.
OWN = frozenset({
    "feedback_id", "respondent", "program", "kind", "instrument", "question", "metric", "scale_min",
    "scale_max", "rating",
    "choice", "verbatim", "language", "complete", "answer_state",
})  # fmt: skip
NOT_ASKED = "not_asked"
Cells = dict[str, Any]


def feedback_rows(
    survey: Survey,
    answers: Answers,
    *,
    response_id: str,
    language: str = "",
    fields: Fields | None = None,
    about: Mapping[str, Any] | None = None,
    way: Route | None = None,
) -> list[Cells]:
    """Return one row a question, in the order of the survey; one an option of several, one a row of a matrix.

    ``about`` holds what else is known of the response, by column: customer_id, asked_at, answered_at, version_at,
    channel, ticket_id and so on. Each response has the same rows with the same ids, so a later state of it takes the
    place of the earlier one. Options are named by id. What was not shown, or has no answer yet on a page
    that was not left, is *not_asked*; what was left blank is *missing*. ``way`` is the route of the same answers, for
    who knows it already.

    Raises:
        UsageError: ``about`` names a column that feedback has not, or that the survey says itself.
    """
    _check(about or {})
    way = way or route(survey, answers, fields)
    asked = _asked(way, answers)
    common = {
        **(about or {}),
        "respondent": "employee" if survey.program == "employee" else "customer",
        "program": survey.program,
        "kind": "survey",
        "language": (language or survey.language).partition("-")[0],
        "complete": way.is_finished,
    }
    rows: list[Cells] = []
    for question in survey.questions:
        if isinstance(question, Asked):
            own = _question_cells(survey, question)
            for part, cells in _cells(question, asked.get(question.id)):
                rows.append({**common, **own, "feedback_id": f"{response_id}|{part}", "question": part, **cells})
    return rows


def _check(about: Mapping[str, Any]) -> None:
    allowed = set(TABLES["feedback"].mappable) - OWN
    for name in about:
        if name not in allowed:
            raise UsageError.unknown("column of feedback to be said of a response", name, allowed)


def _asked(way: Route, answers: Answers) -> dict[str, Answer]:
    """The answers on the pages that were left, and those kept so far of the page that is shown now."""
    left = {question.id: answer for passed in way.passed for question, answer in passed.answers}
    return left | {question.id: answers[question.id] for question in way.shown if question.id in answers}


def _question_cells(survey: Survey, question: Asked) -> Cells:
    touchpoint = {"touchpoint": question.touchpoint} if question.touchpoint else {}
    return {"instrument": question.instrument or survey.instrument or survey.id, **touchpoint}


def _cells(question: Asked, answer: Answer | None) -> Iterator[tuple[str, Cells]]:
    """Yield the name of each row of a question, and its cells."""
    if isinstance(question, Matrix):
        yield from _matrix(question, answer)
    elif isinstance(question, Multiple):
        for option in option_ids(question):
            yield f"{question.id}.{option}", _one_of_several(option, answer)
    elif isinstance(question, Ranking):
        for option in option_ids(question):
            yield f"{question.id}.{option}", _ranked(question, option, answer)
    else:
        yield question.id, _cell(question, answer)


def _cell(question: Asked, answer: Answer | None) -> Cells:
    """What was answered once: to a question, or to a row of a matrix."""
    scale = scale_of(question)
    metric = scale.metric if scale else "choice" if option_ids(question) else "text"
    cells: Cells = {"metric": metric, "answer_state": NOT_ASKED if answer is None else answer.state}
    if scale:
        cells |= {"scale_min": scale.min, "scale_max": scale.max}
    if answer is None or answer.state != "given":
        return cells
    found = {"rating": answer.rating, "choice": next(iter(answer.choices), None), "verbatim": answer.words or None}
    return cells | {name: value for name, value in found.items() if value is not None}


def _matrix(question: Matrix, answer: Answer | None) -> Iterator[tuple[str, Cells]]:
    for row in question.rows:
        touchpoint = {"touchpoint": row.touchpoint} if row.touchpoint else {}
        yield f"{question.id}.{row.id}", {**_cell(question, _row(answer, row.id)), **touchpoint}


def _row(answer: Answer | None, row: str) -> Answer | None:
    """The answer to a row; where the whole does not apply, no row does."""
    if answer is None or answer.state != "given":
        return answer
    return answer.rows.get(row, MISSING)


def _one_of_several(option: str, answer: Answer | None) -> Cells:
    """An option that was offered: chosen or not, which are answers both."""
    cells: Cells = {"metric": "choice", "answer_state": NOT_ASKED if answer is None else answer.state}
    if answer is None or answer.state != "given":
        return cells
    words = {"verbatim": answer.words} if option == OTHER and answer.words else {}
    return {**cells, "choice": "yes" if option in answer.choices else "no", **words}


def _ranked(question: Ranking, option: str, answer: Answer | None) -> Cells:
    """The place of an option; one that was given no place is missing."""
    count = len(question.options)
    cells: Cells = {"metric": "choice", "scale_min": 1, "scale_max": count, "answer_state": NOT_ASKED}
    if answer is None or (answer.state == "given" and option not in answer.choices):
        return cells if answer is None else {**cells, "answer_state": "missing"}
    if answer.state != "given":
        return {**cells, "answer_state": answer.state}
    return {**cells, "answer_state": "given", "choice": option, "rating": answer.choices.index(option) + 1}
