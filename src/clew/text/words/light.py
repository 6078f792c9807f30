"""Light ending rules over folded words: they undo what an ending does to the letters before it.

Each gives further keys beside Snowball's stem. They are written for nouns and adjectives, which people search for.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["LIGHT"]

#: A stem has at least so many letters after a rule.
SHORTEST = 3

#: Polish: an ending that softened the letter before it, and the letter it was: fakturze, paczce, klienci, obsłudze.
_PL_SOFTENED = (
    ("dzie", "d"), ("dze", "g"), ("rze", "r"), ("rzy", "r"), ("cie", "t"), ("ci", "t"), ("ce", "k"), ("cy", "k"),
    ("sle", "sl"), ("eni", "on"),
)  # fmt: skip
_PL_ENDINGS = (
    *("iami", "iach", "owie", "ami", "ach", "owi", "iem", "ego", "emu", "ymi", "imi", "ych", "ich"),
    *("om", "ow", "em", "ie", "ia", "iu", "ej", "ym", "im", "y", "i", "a", "e", "u", "o"),
)
_PL_HARD = "bcdfghjklmnprstwz"

_RO_ENDINGS = (
    *("urilor", "ariilor", "arilor", "arile", "arii", "ari", "urile", "erilor", "erile", "erii"),
    *("elor", "ilor", "ului", "uri", "eri", "area", "erea", "ere", "are", "ele", "ile", "lor"),
    *("iul", "ul", "ii", "ei", "ea", "iu", "i", "a", "e", "u"),
)
_RO_SHORTER = (
    *("urilor", "urile", "uri", "elor", "ilor", "ului", "ele", "ile", "iul", "ul", "ii", "ei", "ea"),
    *("iu", "i", "a", "e", "u"),
)

_RU_ENDINGS = (
    *("иями", "ями", "ами", "иях", "ого", "его", "ому", "ему", "ыми", "ими", "ией"),
    *("ям", "ам", "ях", "ах", "ов", "ев", "ом", "ем", "ой", "ей", "ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие"),
    *("ую", "юю", "ых", "их", "ым", "им", "ья", "ью", "а", "я", "ы", "и", "у", "ю", "е", "о", "ь"),
)


def _polish(word: str) -> set[str]:
    found = {word[: -len(end)] + was for end, was in _PL_SOFTENED if word.endswith(end) and _leaves(word, end)}
    stripped = {_without(word, _PL_ENDINGS), _without(word, _PL_ENDINGS, shortest=True)}
    return found | stripped | {_without_fleeting(word, "e", _PL_HARD)}


def _romanian(word: str) -> set[str]:
    return {_ro_letters(_without(word, _RO_ENDINGS)), _ro_letters(_without(word, _RO_SHORTER))}


def _ro_letters(stem: str) -> str:
    """Undo telefoane, eroare, rapizi: the vowel that breaks under stress, the consonant that softens before i."""
    mended = stem.replace("oa", "o")
    return mended[:-1] + "d" if mended.endswith("z") else mended


def _russian(word: str) -> set[str]:
    fleeting = _without_fleeting(_without_fleeting(word, "о", "бвгджзклмнпрстфхцчш"), "е", "бвгджзклмнпрстфхцчшщ")
    return {_without(word, _RU_ENDINGS), _without(word, _RU_ENDINGS, shortest=True), fleeting}


def _english(word: str) -> set[str]:
    """Return stems without the doubled letter and the e that spelling adds."""
    for end in ("ing", "ed", "es", "s", "e"):
        if word.endswith(end) and _leaves(word, end):
            return {word[: -len(end)]}
    return {word}


def _without(word: str, endings: tuple[str, ...], *, shortest: bool = False) -> str:
    """Return ``word`` without the longest (or shortest) of ``endings`` that leaves enough."""
    fitting = sorted((end for end in endings if word.endswith(end) and _leaves(word, end)), key=len)
    return word[: -len(fitting[0 if shortest else -1])] if fitting else word


def _leaves(word: str, end: str) -> bool:
    return len(word) - len(end) >= SHORTEST


def _without_fleeting(word: str, vowel: str, before: str) -> str:
    """Return paczk of paczek, доставк of доставок: the vowel that stands only where the ending is none."""
    if len(word) > SHORTEST + 1 and word[-2] == vowel and word[-3] in before and word[-1] in "klłкгцл":
        return word[:-2] + word[-1]
    return word


LIGHT: dict[str, Callable[[str], set[str]]] = {
    "pl": _polish,
    "ro": _romanian,
    "ru": _russian,
    "en": _english,
}
