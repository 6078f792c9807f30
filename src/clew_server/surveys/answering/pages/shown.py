"""What a page of a survey is made of: one survey, one person, one language, what is filled in and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clew.surveys.running import Answers, Flaw, Route
from clew_server.surveys.keeping import Live

__all__ = ["Shown"]


@dataclass(frozen=True)
class Shown:
    """One page of a survey for one person.

    ``action`` is where its form posts to, ``goes_back`` whether there is a page before it. ``began`` (the sealed
    time at which it is shown) and ``sealed`` (the id of the response) are sent along with the answers; ``seed`` is by
    what options are shuffled. ``sent`` is what somebody posted: questions with ``flaws`` are filled in with it, and
    those that are ``unread`` (nothing is told of what is wrong with them), so that nothing written is lost.
    """

    live: Live
    language: str
    route: Route
    answers: Answers
    flaws: tuple[Flaw, ...]
    action: str
    goes_back: bool = False
    began: str = ""
    seed: str = ""
    sealed: str = ""
    is_preview: bool = False
    is_framed: bool = False
    unread: frozenset[str] = frozenset()
    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)
