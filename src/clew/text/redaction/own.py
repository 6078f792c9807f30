"""What is known of the customer who wrote, found in what they wrote: their name in any case, e-mail, phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clew.text.words.bending import bends
from clew.text.words.folding import fold, tokens

__all__ = ["owned"]

_WORD = re.compile(r"[^\W_]+")
#: Shorter parts of a name are words like any other; so many last digits tell a phone.
SHORTEST_NAME, LAST_DIGITS = 3, 9
_FEWEST_DIGITS = 6


def owned(text: str, own: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start, end of each of ``own`` (names, e-mails, phones as they are kept) in ``text``.

    A part of a name is found with a capital in any case it bends in, in small letters only as it is.
    """
    for value in own:
        if "@" in value:
            yield from _literally("e-mail", value, text)
        elif _is_number(value):
            yield from _as_digits(value, text)
        else:
            yield from _as_name(value, text)


def _is_number(value: str) -> bool:
    return sum(letter.isdigit() for letter in value) >= _FEWEST_DIGITS and not any(map(str.isalpha, value))


def _literally(kind: str, value: str, text: str) -> Iterator[tuple[str, int, int]]:
    pattern = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)", re.IGNORECASE)
    yield from ((kind, *found.span()) for found in pattern.finditer(text))


def _as_digits(value: str, text: str) -> Iterator[tuple[str, int, int]]:
    last = re.sub(r"\D", "", value)[-LAST_DIGITS:]
    apart = r"[\s().\-/]{0,3}".join(last)
    pattern = re.compile(
        rf"(?:\+?\d[\d\s().\-/]{{0,5}})?(?<!\d){apart}(?!\d)|\+?\d{{1,4}}[\s().\-/]{{0,3}}{apart}(?!\d)"
    )
    yield from (("phone", *found.span()) for found in pattern.finditer(text))


def _as_name(value: str, text: str) -> Iterator[tuple[str, int, int]]:
    parts = {part for part in tokens(value) if len(part) >= SHORTEST_NAME and not part.isdigit()}
    folded = {fold(part) for part in parts}
    for found in _WORD.finditer(text):
        word = found[0]
        if fold(word) in folded or (word[0].isupper() and any(bends(part, word) for part in parts)):
            yield "name", *found.span()
