"""One row, or one piece of a file, that could not be taken, with where and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["VALUE_SHOWN", "Rejected", "shorten", "storable"]

#: Characters of a rejected value that are kept: enough to find it again, too few to hold a novel.
VALUE_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Rejected:
    """One rejected row: ``line`` is the 1-based physical line (event position in XES, row number in Parquet and JSON).

    ``column`` is empty when the row as a whole is bad, ``row`` is None when the piece never became a row.

    >>> Rejected(7, "rating", "not a number", "ten", 5).line
    7
    """

    line: int
    column: str
    reason: str
    value: str = ""
    row: int | None = None


def shorten(text: str, limit: int = VALUE_SHOWN) -> str:
    """Return ``text`` cut to ``limit`` characters, with an ellipsis where something is missing.

    >>> shorten("abcdef", 4)
    'abc…'
    """
    return storable(text if len(text) <= limit else text[: limit - 1] + "…")


#: Two halves of a character that stand together, and what becomes of each that stands alone.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


def storable(text: str) -> str:
    """Return the text without what UTF-8 or a store cannot hold: lone surrogates and NUL become U+FFFD.

    >>> storable("a" + chr(0)) == "a\N{REPLACEMENT CHARACTER}"
    True
    """
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if text.isascii():
        return str(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        # many halves one by one are slow to decode, and a body may have nothing else
        whole = _PAIR.search(text)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if whole else text.translate(_HALVES)
    return str(text)
