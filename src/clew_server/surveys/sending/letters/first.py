"""The first question of a survey as links: each answers it by one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext

from clew.surveys.model.questions import NOT_APPLICABLE, RATED, Asked, OnScale, Question, Single, Stars, scale_of
from clew.surveys.model.survey import Survey
from clew.surveys.running import Reader, option_text, options_shown, route

__all__ = ["MOST", "Choice", "First", "first_of"]

#: More links than these do not fit into a line of a mail, nor into anybody's patience.
MOST = 11


@dataclass(frozen=True)
class Choice:
    """One answer: what it reads, how it is read out, where it leads."""

    text: str
    label: str
    address: str


@dataclass(frozen=True)
class First:
    """The first question: its text, its answers; ``low`` and ``high`` say what the ends of a scale mean."""

    text: str
    choices: tuple[Choice, ...]
    is_scale: bool
    low: str = ""
    high: str = ""
    otherwise: Choice | None = None


def first_of(
    asked: Survey, seed: str, language: str, fields: dict[str, str], address: Callable[..., str]
) -> First | None:
    """Return the first question that somebody is asked, where a click can answer it; None for other types.

    ``seed`` shuffles options; ``address(**{"q.score": "9"})`` is where an answer leads.
    """
    at = route(asked, {}, fields)
    question = next((one for one in at.shown if isinstance(one, Asked)), None)
    if question is None or not isinstance(question, (*RATED, Single)):
        return None
    reader = Reader(asked, language, at, fields)
    choices = _choices(asked, question, seed, language, address)
    if not 1 < len(choices) <= MOST:
        return None
    low, high = (reader.says(question.low), reader.says(question.high)) if isinstance(question, OnScale) else ("", "")
    return First(
        reader.says(question.text), choices, not isinstance(question, Single), low, high,
        _otherwise(asked, question, language, address),
    )  # fmt: skip


def _choices(
    asked: Survey, question: Question, seed: str, language: str, address: Callable[..., str]
) -> tuple[Choice, ...]:
    if isinstance(question, Single):
        shown = options_shown(question, seed)
        told = [(option.id, option_text(asked, question, option.id, language)) for option in shown]
        return tuple(Choice(text, text, address(**{f"q.{question.id}": name})) for name, text in told)
    scale = scale_of(question)
    assert scale is not None, "what is rated has a scale"  # noqa: S101 - by its type
    star = " ★" if isinstance(question, Stars) else ""
    values = range(scale.min, scale.max + 1) if scale.max - scale.min < MOST else ()
    return tuple(
        Choice(
            f"{value}{star}",
            gettext("%(value)s of %(most)s") % {"value": value, "most": scale.max},
            address(**{f"q.{question.id}": str(value)}),
        )
        for value in values
    )


def _otherwise(asked: Survey, question: Asked, language: str, address: Callable[..., str]) -> Choice | None:
    if not question.not_applicable:
        return None
    text = option_text(asked, question, NOT_APPLICABLE, language)  # type: ignore[arg-type]
    return Choice(text, text, address(**{f"q.{question.id}": NOT_APPLICABLE}))
