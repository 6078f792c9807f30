"""Text without what people leave out when they type: capitals, diacritics, ё, cedillas for commas."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["distinct_words", "fold", "tokens"]

#: Letters that no normalisation takes apart. й stays what it is: it is a letter, not an accent.
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"})
_SHORT_I, _KEPT = "й", "\ue000"
_MARKS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return ``text`` in small letters without diacritics; й stays, ё becomes е.

    >>> fold("Zażółć GĘŚLĄ"), fold("Ştiinţă, știință"), fold("Счёт й")
    ('zazolc gesla', 'stiinta, stiinta', 'счет й')
    """
    small = unicodedata.normalize("NFC", text).casefold()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small.replace(_SHORT_I, _KEPT))
    return _MARKS.sub("", apart).casefold().replace(_KEPT, _SHORT_I).translate(_LETTERS)


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` in their order, in small letters, as they are written.

    >>> tokens("Nie-działa! 2 razy")
    ['nie', 'działa', '2', 'razy']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def distinct_words(texts: list[str]) -> set[str]:
    """Return the different words of many texts, as :func:`tokens` gives them; one pass over all of them."""
    return set(tokens("\n".join(texts)))
