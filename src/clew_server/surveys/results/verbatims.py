"""What people wrote, as the page shows it: newest first with language; of an anonymous survey the words alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clew.surveys.results.careless.report import Flag
from clew.surveys.results.returned import Returned
from clew_server.surveys.results.words import flag_words
from clew_server.surveys.results.written import Written

__all__ = ["Verbatim", "Verbatims", "verbatims_of"]


@dataclass(frozen=True)
class Verbatim:
    """One that somebody wrote; without language and time where nobody is to be known."""

    words: str
    language: str = ""
    at: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verbatims:
    """The newest of them, how many there are, and whether they are held back since too few wrote."""

    shown: tuple[Verbatim, ...]
    count: int
    is_held_back: bool = False

    @property
    def more(self) -> int:
        """How many are not on the page."""
        return self.count - len(self.shown)


def verbatims_of(found: Written, flags: Mapping[str, tuple[Flag, ...]]) -> Verbatims:
    """Return what people wrote to a question in words of the reader's language."""
    return Verbatims(tuple(_shown(one, words, flags) for one, words in found.shown), found.count, found.is_held_back)


def _shown(one: Returned | None, words: str, flags: Mapping[str, tuple[Flag, ...]]) -> Verbatim:
    if one is None:
        return Verbatim(words)
    return Verbatim(words, one.language, one.began_at, tuple(map(flag_words, flags.get(one.key, ()))))
