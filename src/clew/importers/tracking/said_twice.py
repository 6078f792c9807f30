"""Names that one object of a message says twice: the last value counts, and somebody may look what was meant.

One colon follows each name in JSON, and the others stand in texts. Whoever reads it keeps the last value of a name and
drops the others, with their colons: where what was read has as many as the text, no name came twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

__all__ = ["repeated_among", "repeated_in"]

_COLON = ord(":")
#: Written so, a colon is counted in what was read and not in the text.
_ESCAPED = ("\\u003a", "\\u003A")
_encode = msgspec.json.Encoder().encode


def repeated_among(texts: Sequence[str], said: Sequence[Any]) -> list[tuple[int, str]]:
    """Return which of JSON texts say a name twice, and the names; ``said`` is what was read of each.

    >>> repeated_among(['{"a": 1, "a": 2}', '{"a": ":", "b": {"a": 2}}'], [{"a": 2}, {"a": ":", "b": {"a": 2}}])
    [(0, 'a')]
    """
    if _is_whole("".join(texts), said):
        return []
    doubtful = (nth for nth, text in enumerate(texts) if not _is_whole(text, said[nth]))
    return [(nth, names) for nth in doubtful if (names := repeated_in(texts[nth]))]


def repeated_in(text: str) -> str:
    r"""Return the names that come twice in one and the same object of a JSON text, at any depth; of none an empty text.

    >>> repeated_in('{"a": [{"b": 1, "c": 2, "\u0062": 3}], "b": 4, "a": 5}'), repeated_in('{"a": {"a": 1}}')
    ('b, a', '')
    """
    names: dict[str, None] = {}

    def notice(pairs: list[tuple[str, Any]]) -> None:
        counts = Counter(name for name, _ in pairs)
        if len(counts) < len(pairs):
            names.update(dict.fromkeys(name for name, count in counts.items() if count > 1))

    try:
        json.loads(text, object_pairs_hook=notice, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return ""
    return ", ".join(name or '""' for name in names)


def _is_whole(text: str, said: Any) -> bool:
    """Return whether nothing was dropped when ``said`` was read in a text; False where that takes a closer look."""
    if "\\" in text and any(colon in text for colon in _ESCAPED):
        return False
    try:
        return _colons(text.encode(errors="surrogatepass")) == _colons(_encode(said))
    except RecursionError:
        return False


def _colons(text: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == _COLON))
