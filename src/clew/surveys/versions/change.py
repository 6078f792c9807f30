"""One thing that changed between two versions of a survey."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["LEVELS", "Change", "Level", "worst"]

#: What a change means for answers from before and after it, from nothing to a new series.
Level = Literal["comparable", "with care", "new series"]
LEVELS: tuple[Level, ...] = ("comparable", "with care", "new series")


class Change(msgspec.Struct, frozen=True):
    """What changed, in one sentence: of a question by its id ("" is the survey itself), and what answers are then."""

    question: str
    message: str
    answers: Level = "comparable"

    def __str__(self) -> str:
        """Return the change as one line."""
        meant = "" if self.answers == "comparable" else f" ({self.answers})"
        return f"{self.question or 'survey'}: {self.message}{meant}"


def worst(changes: list[Change]) -> Level:
    """Return what the changes mean together.

    >>> worst([Change("a", "Moved.", "with care"), Change("b", "New.")])
    'with care'
    """
    return max((change.answers for change in changes), key=LEVELS.index, default="comparable")
