"""One thing that is wrong, or could be better, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

import msgspec

__all__ = ["Problem", "advice", "near_to"]


class Problem(msgspec.Struct, frozen=True):
    """A place such as ``pages[0].questions[2].options[1]`` ("" is the file), and a sentence that says what to do.

    An *error* keeps the survey from being used, an *advice* does not.
    """

    where: str
    message: str
    level: Literal["error", "advice"] = "error"

    def __str__(self) -> str:
        """Return the place and the sentence as one line."""
        return f"{self.where}: {self.message}" if self.where else self.message


def advice(where: str, message: str) -> Problem:
    """Return a problem that does not keep the survey from being used."""
    return Problem(where, message, "advice")


def near_to(name: str, choices: Iterable[str]) -> str:
    """Return the hint at the nearest of the choices, with a space before it; "" where none is near.

    >>> near_to("scor", ["score", "why"])
    " Did you mean 'score'?"
    """
    near = get_close_matches(name, list(choices), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""
