"""Names that one object of a message says twice: the last value counts, and somebody may look what was meant.

One colon follows each name in JSON, and the others stand in texts. Whoever reads it keeps the last value of a name and
drops the others, with their colons: where what was read has as many as the text, no name came twice.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np

__all__ = ["repeated_among", "repeated_around", "repeated_in"]

_COLON = ord(":")
#: Written so, a colon is counted in what was read and not in the text.
_ESCAPED = ("\\u003a", "\\u003A")
#: So many bytes are looked for before all are compared.
_ENOUGH = 64
Pairs = list[tuple[str, Any]]
_encode = msgspec.json.Encoder().encode
_parts = msgspec.json.Decoder(dict[str, msgspec.Raw])


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
    names = {name: None for pairs in _objects(text) for name in _twice(pairs)}
    return ", ".join(name or '""' for name in names)


def repeated_around(body: bytes, messages: Sequence[str], name: str) -> list[str]:
    """Return the names that come twice in the object that has a list of ``messages`` under ``name``, not those in them.

    >>> repeated_around(b'{"batch": [{"a": 1}], "batch": [{"a": 1, "a": 2}]}', ['{"a": 1, "a": 2}'], "batch")
    ['batch']
    """
    emptied = (_emptied(body, comma.join(messages).encode(), name) for comma in (",", ", "))
    around = next(filter(None, emptied), body)  # with other commas all is looked at, which takes three times as long
    if _is_said_once(around):
        return []
    return [name for pairs in _objects(around.decode(errors="replace"), last=1) for name in _twice(pairs)]


def _is_said_once(body: bytes) -> bool:
    """Return whether no name comes twice in an object itself; False where that takes a closer look."""
    try:
        parts = _parts.decode(body)
    except UnicodeDecodeError:  # of a name that is not read
        return False
    return _colons(body) == sum(1 + _colons(bytes(value)) for value in parts.values())


def _emptied(body: bytes, messages: bytes, name: str) -> bytes | None:
    """Return a body with an empty list under ``name``, where ``messages`` stand in it as they are; else None."""
    start = body.find(messages[:_ENOUGH])
    if not body.startswith(messages, start):
        return None
    emptied = body[:start] + body[start + len(messages) :]
    try:
        return emptied if b"".join(bytes(_parts.decode(emptied)[name]).split()) == b"[]" else None
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):  # they stood somewhere else too
        return None


def _objects(text: str, last: int | None = None) -> Iterable[Pairs]:
    """Return the names in each object of a JSON text as they end, of the ``last`` so many; none of what is no JSON."""
    found = deque[Pairs](maxlen=last)
    try:
        json.loads(text, object_pairs_hook=found.append, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return ()
    return found


def _twice(pairs: Pairs) -> dict[str, None]:
    if len(dict(pairs)) == len(pairs):
        return {}
    return {name: None for name, count in Counter(name for name, _ in pairs).items() if count > 1}


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
