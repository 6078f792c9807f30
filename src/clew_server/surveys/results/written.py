"""What people wrote to a question, as it is picked: the newest; of an anonymous survey any, and only of enough."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clew.surveys.model.questions import Asked
from clew.surveys.results.returned import Returned
from clew_server.surveys.results.guarding import WORDS_FROM

__all__ = ["MOST", "Written", "written"]

#: So many are on the page; all are in the file, and on the page of feedback.
MOST = 12
Each = tuple[Returned | None, str]


@dataclass(frozen=True)
class Written:
    """Those that are shown, each with its response (none where nobody is to be known), and how many there are."""

    shown: tuple[Each, ...] = ()
    count: int = 0
    is_held_back: bool = False


def written(question: Asked, came: Sequence[Returned], is_anonymous: bool) -> Written:  # noqa: FBT001
    """Return what people wrote to a question, the words for "other" among it."""
    found: list[Each] = [(one, words) for one in came for words in _words(one, question)]
    if not is_anonymous:
        return Written(tuple(heapq.nlargest(MOST, found, key=_began)), len(found))
    if 0 < len(found) < WORDS_FROM:
        return Written(is_held_back=True)
    mixed = sorted(words for _, words in found)
    mixed.sort(key=lambda words: hashlib.sha256(words.encode()).digest())
    return Written(tuple((None, words) for words in mixed[:MOST]), len(found))


def _began(each: Each) -> float:
    one = each[0]
    return one.began_at.timestamp() if one is not None and one.began_at else 0.0


def _words(one: Returned, question: Asked) -> Iterator[str]:
    answer = one.given.get(question.id)
    if answer is not None and answer.state == "given" and answer.words:
        yield answer.words
