"""A question that becomes one of another type: what the new type needs is there, what it has no place for is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clew_server.surveys.editing.form.doing import begun
from clew_server.surveys.editing.form.fields import TYPES, keys_of

__all__ = ["fitted"]

_EVERY = frozenset[str]().union(*(keys_of(kind) for kind in TYPES))


def fitted(old: Mapping[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a question as its new type has it, and the keys that are left out; as it is where its type stayed.

    >>> fitted({"type": "single"}, {"type": "nps", "id": "a", "text": "A", "options": [], "odd": 1})
    ({'type': 'nps', 'id': 'a', 'text': 'A', 'odd': 1}, ['options'])
    """
    kind = new.get("type")
    if not isinstance(kind, str) or kind not in TYPES or kind == old.get("type"):
        return new, []
    left = [key for key in new if key in _EVERY - keys_of(kind)]
    kept = {key: value for key, value in new.items() if key not in left}
    needed = {key: value for key, value in begun(kind, "").items() if key not in {"id", "text"}}
    return needed | kept, left
