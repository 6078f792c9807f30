"""What could not be computed, before it is known in which language it will be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clew.findings.finding import NotComputed
from clew.findings.wording.language import Language

__all__ = ["Lack"]


@dataclass(frozen=True)
class Lack:
    """A kind of finding that could not be computed: a sentence to be translated, and what fills its places."""

    kind: str
    sentence: str
    parts: Mapping[str, Any] = field(default_factory=dict)

    def said(self, reader: Language) -> NotComputed:
        """Return it in the language of ``reader``.

        >>> Lack("nps", "The question was refused: {reason}", {"reason": "no"}).said(Language("en")).why
        'The question was refused: no'
        """
        return NotComputed(self.kind, reader.say(self.sentence, **self.parts))
