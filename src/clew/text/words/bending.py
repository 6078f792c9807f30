"""Which words are forms of one word: Snowball's stems, and a light ending rule where Snowball alone parts them.

A word has several keys a language; two words are forms of one where they share a key. Snowball takes *fakturze* and
*faktura*, *plăți* and *plată*, *доставок* and *доставка* for different words, since the stem itself changes: the light
rules know these changes, and a short list knows words that follow none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from clew.text.words.folding import fold
from clew.text.words.irregular import IRREGULAR
from clew.text.words.light import LIGHT

__all__ = ["LANGUAGES", "bends", "keys", "languages_of", "relatives"]

#: Languages whose words bend here, by ISO 639-1, and what Snowball calls them.
LANGUAGES = {"pl": "polish", "ro": "romanian", "ru": "russian", "en": "english"}
#: A shorter key says too little.
SHORTEST = 3


@lru_cache(maxsize=200_000)
def keys(word: str, language: str) -> frozenset[str]:
    """Return what ``word`` is known by in ``language``: folded stems; words of one lemma share one.

    >>> keys("fakturze", "pl") & keys("faktura", "pl")
    frozenset({'faktur'})
    """
    plain = fold(word)
    lemma = IRREGULAR[language].get(plain)
    if lemma is not None:
        return frozenset({f"={lemma}"})
    small = word.casefold().replace("ё", "е").replace("ş", "ș").replace("ţ", "ț")
    found = {fold(_stemmer(language).stemWord(small)), *LIGHT[language](plain)}
    return frozenset({key for key in found if len(key) >= SHORTEST} | {plain})


def bends(word: str, other: str, languages: Iterable[str] = tuple(LANGUAGES)) -> bool:
    """Return whether two words are forms of one in any of ``languages``.

    >>> bends("счёт", "счетами"), bends("faktura", "fakultet")
    (True, False)
    """
    return any(keys(word, language) & keys(other, language) for language in languages_of(word, languages))


def languages_of(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Return those of ``languages`` whose letters ``word`` has; words with figures bend in none."""
    if any(letter.isdigit() for letter in word):
        return ()
    is_cyrillic = any("а" <= letter <= "я" for letter in fold(word))
    return tuple(language for language in languages if language in LANGUAGES and (language == "ru") == is_cyrillic)


def relatives(word: str, languages: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return where to look for other forms of ``word``: how they may begin, and folded forms that begin otherwise."""
    begins, others = {fold(word)}, set[str]()
    for language in languages_of(word, languages):
        found = keys(word, language)
        begins |= {_surely_shared(key) for key in found if not key.startswith("=")}
        others |= {form for form, lemma in IRREGULAR[language].items() if f"={lemma}" in found}
    return frozenset(begins), frozenset(others)


def _surely_shared(key: str) -> str:
    """Return how every word with that key begins: the rules change the last letter of a stem, of a long one two."""
    changed = 2 if len(key) > SHORTEST + 2 else int(len(key) > SHORTEST)
    return key[: len(key) - changed]


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(LANGUAGES[language])
