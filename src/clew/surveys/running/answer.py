"""One answer, and what conditions see of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from clew.surveys.logic.evaluate import Given
from clew.surveys.model.questions import Matrix, Multiple, Question, Ranking

__all__ = ["MISSING", "READ", "Answer", "Answers", "given_by"]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was answered to one question; ``missing``: it was shown and left blank, which is no zero.

    ``choices`` are ids of options (of a ranking in its order), ``words`` what was written, ``rows`` those of a matrix.
    """

    state: Literal["given", "missing", "not_applicable"] = "given"
    rating: int | None = None
    choices: tuple[str, ...] = ()
    words: str = ""
    rows: dict[str, Answer] = {}


#: Made ready by the thread that imports: two that use a shape first at once end the process.
_READY = msgspec.json.Decoder(Answer)
#: By id of the question: all that was shown on the pages that were left has its answer, a statement that it was read.
Answers = Mapping[str, Answer]
MISSING = Answer(state="missing")
READ = Answer()


def given_by(question: Question, answer: Answer) -> dict[str, Given]:
    """Return what conditions see of an answer, by name; nothing of what was not given.

    >>> from clew.surveys.model.questions import Nps
    >>> given_by(Nps(id="score", text="?"), Answer(rating=0))
    {'score': 0}
    """
    if answer.state != "given":
        return {}
    if isinstance(question, Matrix):
        rows = {f"{question.id}.{row}": _plain(one) for row, one in answer.rows.items() if one.state == "given"}
        return {question.id: tuple(answer.rows), **rows}
    if isinstance(question, Ranking):
        places: dict[str, Given] = {f"{question.id}.{option}": at for at, option in enumerate(answer.choices, 1)}
        return {question.id: answer.choices, **places}
    return {question.id: answer.choices if isinstance(question, Multiple) else _plain(answer)}


def _plain(answer: Answer) -> Given:
    if answer.rating is not None:
        return answer.rating
    return answer.choices[0] if answer.choices else answer.words
