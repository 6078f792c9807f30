"""What is wrong with one question: its options, its scale, its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from clew.surveys.checks.problem import Problem, advice
from clew.surveys.model.questions import (
    CHOICES,
    NOT_APPLICABLE,
    OTHER,
    Ces,
    Csat,
    Matrix,
    Multiple,
    Nps,
    OnScale,
    Option,
    Question,
    Ranking,
    Rating,
    Row,
    scale_of,
)

__all__ = ["question_problems"]

#: Words of conditions and of texts.
RESERVED = frozenset({"and", "or", "not", "in", "is", "has", "answered", "answer", "customer"})
#: A scale with more points is no scale that people can tell apart.
MOST_POINTS = 101


def question_problems(question: Question, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a question by itself."""
    if question.id in RESERVED:
        yield Problem(f"{where}.id", f"'{question.id}' is a word of conditions; give the question another id.")
    if isinstance(question, CHOICES):
        yield from _options(question.options, f"{where}.options", is_multiple=isinstance(question, Multiple))
    if isinstance(question, Multiple | Ranking):
        yield from _bounds(question, where)
    if isinstance(question, Matrix):
        yield from _matrix(question, where)
    if isinstance(question, OnScale):
        yield from _scale(question, where)


def _options(options: Sequence[Option], where: str, *, is_multiple: bool) -> Iterator[Problem]:
    yield from _twice(options, where, "option")
    for at, option in enumerate(options):
        if option.exclusive and not is_multiple:
            said = "'exclusive' is for questions with several answers (multiple); take it away."
            yield Problem(f"{where}[{at}].exclusive", said)


def _twice(parts: Sequence[Option | Row], where: str, what: str) -> Iterator[Problem]:
    """Ids that stand twice or mean something else, and texts that read the same."""
    ids: dict[str, int] = {}
    texts: dict[tuple[str, str], int] = {}
    for at, part in enumerate(parts):
        if part.id in {NOT_APPLICABLE, OTHER}:
            said = f"'{part.id}' has a meaning of its own; write '{_KEYS[part.id]}' at the question, or another id."
            yield Problem(f"{where}[{at}].id", said)
        if ids.setdefault(part.id, at) != at:
            said = f"The {what} '{part.id}' stands twice; answers could not be told apart. Give it another id."
            yield Problem(f"{where}[{at}].id", said)
        for language, text in _by_language(part):
            if text and (first := texts.setdefault((language, text), at)) != at:
                yield Problem(
                    f"{where}[{at}].text", f"It reads like {where.rpartition('.')[2]}[{first}]; say it otherwise."
                )


_KEYS = {NOT_APPLICABLE: "not_applicable: true", OTHER: "other: true"}


def _by_language(part: Option | Row) -> Iterable[tuple[str, str]]:
    return [("", part.text)] if isinstance(part.text, str) else part.text.items()


def _bounds(question: Multiple | Ranking, where: str) -> Iterator[Problem]:
    most = len(question.options) + bool(getattr(question, "other", False))
    least = getattr(question, "at_least", None) or 1
    if question.at_most is not None and question.at_most > most:
        yield Problem(f"{where}.at_most", f"There are {most} options; write {most} at most, or leave it out.")
    if least > min(most, question.at_most or most):
        yield Problem(f"{where}.at_least", f"Nobody can choose {least} here; write a smaller number.")


def _matrix(question: Matrix, where: str) -> Iterator[Problem]:
    yield from _twice(question.rows, f"{where}.rows", "row")
    yield from _options(question.columns, f"{where}.columns", is_multiple=False)
    has_scale = question.min is not None and question.max is not None
    if has_scale == bool(question.columns):
        yield Problem(where, "A matrix has a scale (min and max) or columns: write one of the two.")
    if question.columns and (question.measures != "rating" or question.low or question.high):
        yield Problem(where, "'measures', 'low' and 'high' belong to a scale; this matrix has columns.")


def _scale(question: OnScale, where: str) -> Iterator[Problem]:
    scale = scale_of(question)
    if scale is None:
        return
    if isinstance(question, Rating | Matrix) and not 1 <= scale.max - scale.min < MOST_POINTS:
        yield Problem(
            f"{where}.max", f"The scale goes from {scale.min} to {scale.max}; it needs 2 to {MOST_POINTS} points."
        )
    is_worded = question.low is not None and question.high is not None
    if isinstance(question, Nps | Csat | Ces | Rating | Matrix) and not is_worded:
        said = "Say what the ends of the scale mean: low and high, such as 'not at all likely', 'extremely likely'."
        yield advice(where, said)
