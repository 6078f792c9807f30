"""What was typed in the index's own language: each word with its forms, all in quotes, so that nothing breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clew.engines.word_index import WordIndex
from clew.text.search.typed import Term, Typed
from clew.text.words.bending import bends, relatives
from clew.text.words.folding import fold

__all__ = ["forms_of", "match_of"]

#: A form is at most so many letters longer than what it begins with.
LONGEST_ENDING = 8
#: More forms than these one word does not have; what is left is a very common beginning.
MOST_FORMS = 400


def match_of(typed: Typed, index: WordIndex, languages: Sequence[str]) -> tuple[str, bool]:
    """Return FTS5's words for ``typed`` and whether what they find is to be left out (nothing else was typed)."""
    unwanted = " OR ".join(_one(term, index, languages) for term in typed.unwanted)
    if not typed.wanted:
        return unwanted, True
    wanted = " AND ".join(_one(term, index, languages) for term in typed.wanted)
    return (f"({wanted}) NOT ({unwanted})" if unwanted else wanted), False


def forms_of(word: str, index: WordIndex, languages: Iterable[str]) -> list[str]:
    """Return the folded forms of ``word`` that stand in any text, and always itself."""
    known = tuple(languages)
    begins, others = relatives(word, known)
    found = {fold(word), *others}
    for begin in begins:
        if begin:
            nearby = index.words(begin, len(begin) + LONGEST_ENDING)
            found |= {folded for folded, written in nearby if folded in found or bends(word, written, known)}
    return sorted(found)[:MOST_FORMS]


def _one(term: Term, index: WordIndex, languages: Iterable[str]) -> str:
    if term.kind == "phrase":
        return _quoted(" ".join(term.words))
    if term.kind == "prefix":
        return f"{_quoted(term.words[0])} *"
    return f"({' OR '.join(map(_quoted, forms_of(term.words[0], index, languages)))})"


def _quoted(words: str) -> str:
    return f'"{fold(words)}"'
