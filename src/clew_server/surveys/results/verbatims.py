"""What people wrote: newest first with language; of an anonymous survey in no order, and only where enough wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from clew.surveys.results.careless.report import Flag
from clew.surveys.results.returned import Returned
from clew_server.surveys.results.computed import Part
from clew_server.surveys.results.guarding import WORDS_FROM
from clew_server.surveys.results.words import flag_words

__all__ = ["MOST", "Verbatim", "Verbatims", "verbatims_of"]

#: So many are on the page; all are in the file, and on the page of feedback.
MOST = 12


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


def verbatims_of(part: Part, flags: Mapping[str, tuple[Flag, ...]], *, is_anonymous: bool) -> Verbatims:
    """Return what people wrote to a question, the words for "other" among it."""
    found = [(one, words) for one in part.came for words in _words(one, part)]
    if is_anonymous:
        if 0 < len(found) < WORDS_FROM:
            return Verbatims((), 0, is_held_back=True)
        mixed = sorted(words for _, words in found)
        mixed.sort(key=lambda words: hashlib.sha256(words.encode()).digest())
        return Verbatims(tuple(Verbatim(words) for words in mixed[:MOST]), len(found))
    found.sort(key=lambda each: each[0].began_at.timestamp() if each[0].began_at else 0.0, reverse=True)
    shown = tuple(
        Verbatim(words, one.language, one.began_at, tuple(map(flag_words, flags.get(one.key, ()))))
        for one, words in found[:MOST]
    )
    return Verbatims(shown, len(found))


def _words(one: Returned, part: Part) -> Iterator[str]:
    answer = one.given.get(part.question.id)
    if answer is not None and answer.state == "given" and answer.words:
        yield answer.words
