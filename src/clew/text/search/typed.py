"""What somebody typed into a search box: words, phrases, prefixes, and what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from clew.text.words.folding import tokens

__all__ = ["Term", "Typed", "read_typed"]

#: More words than these say nothing more; an answer to more would take long.
MOST_TERMS, MOST_WORDS = 32, 32
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: a word in any of its forms, a prefix, or a phrase word for word."""

    kind: Literal["word", "prefix", "phrase"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What must be there (all of it) and what must not; both empty where nothing typed has a letter or figure."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.wanted or self.unwanted)


def read_typed(text: str) -> Typed:
    """Return what ``text`` asks for. Every text is one that can be asked: what has no letter or figure is passed over.

    ``"in quotes"`` is a phrase word for word, ``fakt*`` begins so, ``-word`` must not be there; a word with a hyphen or
    a full stop inside is a phrase.

    >>> read_typed('"no reply" faktur* -kurier').unwanted
    (Term(kind='word', words=('kurier',)),)
    """
    wanted, unwanted = dict[Term, None](), dict[Term, None]()
    for part in _PART.finditer(text):
        term = _term(part["phrase"], part["word"])
        if term is not None:
            (unwanted if part["minus"] else wanted)[term] = None
    return Typed(tuple(wanted)[:MOST_TERMS], tuple(unwanted)[:MOST_TERMS])


def _term(phrase: str | None, word: str | None) -> Term | None:
    found = tuple(tokens(phrase or word or ""))[:MOST_WORDS]
    if not found:
        return None
    if word is not None and len(found) == 1:
        return Term("prefix" if word.rstrip().endswith("*") else "word", found)
    return Term("phrase", found)
