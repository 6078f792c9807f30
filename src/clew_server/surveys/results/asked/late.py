"""Whether those who answered late said otherwise, by how long after they were asked they began."""

from __future__ import annotations

from collections.abc import Sequence

from clew.stats.estimate import Difference
from clew.surveys.model.questions import Asked
from clew.surveys.results.figures import scores_of
from clew.surveys.results.nonresponse import late_against_early
from clew.surveys.results.returned import Returned

__all__ = ["COMPARED", "late_of"]

#: Kinds of questions with a score that stands for them, and how each score is compared.
COMPARED = frozenset({"nps", "csat", "ces"})
KINDS = {"nps": "nps", "satisfied": "share", "mean": "mean"}
#: Fewer on a side show nothing.
FEWEST = 10


def late_of(question: Asked, came: Sequence[Returned]) -> Difference | None:
    """Return how much the later half of the answers differs from the earlier one; None where there are too few."""
    rated = []
    for one in came:
        answer = one.given.get(question.id)
        if one.waited is not None and answer is not None and answer.rating is not None:
            rated.append((one.waited, float(answer.rating)))
    if len(rated) < 2 * FEWEST:
        return None
    name, values = next(scores_of(question, [rating for _, rating in rated]))
    answers = [(waited, y) for (waited, _), y in zip(rated, values, strict=True)]
    return late_against_early(answers, KINDS.get(name, "mean"))
