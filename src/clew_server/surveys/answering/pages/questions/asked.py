"""Every type of question as HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clew.surveys.model.questions import (
    Ces,
    Csat,
    Feeling,
    LongText,
    Matrix,
    Multiple,
    Nps,
    Question,
    Ranking,
    Rating,
    ShortText,
    Single,
    Stars,
    Statement,
)
from clew_server.surveys.answering.pages.elements import Html
from clew_server.surveys.answering.pages.questions.choices import feeling, multiple, ranking, single
from clew_server.surveys.answering.pages.questions.matrices import matrix
from clew_server.surveys.answering.pages.questions.scales import rated
from clew_server.surveys.answering.pages.questions.texts import statement, written
from clew_server.surveys.answering.pages.voice import Voice

__all__ = ["ASKED_BY", "asked"]

ASKED_BY: dict[type, Callable[[Voice, Any], Html]] = {
    Nps: rated,
    Csat: rated,
    Ces: rated,
    Stars: rated,
    Rating: rated,
    Single: single,
    Multiple: multiple,
    Ranking: ranking,
    Matrix: matrix,
    ShortText: written,
    LongText: written,
    Feeling: feeling,
    Statement: statement,
}


def asked(voice: Voice, question: Question) -> Html:
    """Return a question with what it is filled in with and what is wrong with it."""
    return ASKED_BY[type(question)](voice, question)
