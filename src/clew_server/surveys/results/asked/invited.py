"""What those said who were asked by name: from that, and how many they are, bounds on all who were asked follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.surveys.model.questions import Asked
from clew.surveys.results.figures import scores_of
from clew.surveys.results.returned import Returned

__all__ = ["BOUNDED", "Invited", "invited_of"]

#: The share whose bounds are told of a score; of NPS that of promoters.
BOUNDED = {"nps": "promoters", "csat": "satisfied", "ces": "easy"}


@dataclass(frozen=True)
class Invited:
    """How many of those asked by name gave a question an answer, and of how many of these its share is true."""

    answered: int
    true: int


def invited_of(question: Asked, metric: str, came: Sequence[Returned]) -> Invited:
    """Return how many of these responses answer a question, and of how many the share that is bounded is true."""
    answers = [one.given[question.id] for one in came if question.id in one.given]
    ratings = [float(answer.rating) for answer in answers if answer.rating is not None]
    found = dict(scores_of(question, ratings)).get(BOUNDED[metric], [])
    return Invited(len(ratings), int(sum(found)))
