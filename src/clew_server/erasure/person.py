"""Whom an erasure is about, found in texts and documents by any name of theirs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote_plus

__all__ = ["ERASED", "Person"]

#: What stands where a name of an erased person stood.
ERASED = "(erased)"


@dataclass(frozen=True)
class Person:
    """One person: ``names`` are ids, e-mails and phones, ``feedback_ids`` those of what they wrote."""

    names: tuple[str, ...]
    feedback_ids: tuple[str, ...] = ()

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        """What finds a name that stands by itself: customer 17 is not in "2017"."""
        known = sorted({name.strip() for name in (*self.names, *self.feedback_ids) if name.strip()}, key=len)
        if not known:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, reversed(known)))})(?!\w)", re.IGNORECASE)

    def is_in(self, *values: Any) -> bool:
        """Return whether any of ``values``, texts or documents, names the person; also as an address writes it.

        >>> Person(("17",)).is_in({"where": ["customer_id=17"]}), Person(("17",)).is_in("in 2017", None)
        (True, False)
        """
        if self._named is None:
            return False
        texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
        return any(self._named.search(text) or self._named.search(unquote_plus(text)) for text in texts)

    def without(self, value: Any) -> Any:
        """Return a text or document with the person's names blanked.

        >>> Person(("ann@x.org",)).without({"said": ["to Ann@x.org", 3]})
        {'said': ['to (erased)', 3]}
        """
        if isinstance(value, dict):
            return {self.without(name): self.without(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.without(each) for each in value]
        if isinstance(value, str) and self._named is not None and self.is_in(value):
            blanked = self._named.sub(ERASED, value)
            return ERASED if self.is_in(blanked) else blanked
        return ERASED if value is not None and not isinstance(value, bool | str) and self.is_in(str(value)) else value
