"""Tell a sentence of the library in the reader's language.

The library speaks English, with names and numbers in its sentences. Each sentence stands here once, its parts by name,
and in the catalogues; what was said is recognised by it. What nobody knows stays as it is: a test walks the library.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext

from clew.findings.wording.language import LANGUAGES, Language
from clew_server.sentences.asked import ASKED
from clew_server.sentences.carried import CARRIED
from clew_server.sentences.columns import COLUMNS
from clew_server.sentences.counted import COUNTED
from clew_server.sentences.importing import IMPORTING
from clew_server.sentences.kept import KEPT
from clew_server.sentences.mapped import MAPPED
from clew_server.sentences.said import SAID
from clew_server.sentences.unread import UNREAD

__all__ = ["is_known", "told"]

_PART = re.compile(r"%\((\w+)\)s")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")
#: Parts that are sentences or words of the library themselves.
_SENTENCES = frozenset({"kind", "why", "error", "reason", "about", "choices"})
#: What is longer holds what somebody typed, not a sentence: to look for one in it could take minutes.
LONGEST = 2_000
#: The most general sentence of all stands last: it would take what others say more exactly.
_ALL = (*COUNTED, *COLUMNS, *KEPT[:-2], *SAID, *IMPORTING, *MAPPED, *UNREAD, *CARRIED, *ASKED, *KEPT[-2:])
_WHOLE = frozenset(text for text in _ALL if not _PART.search(text))


def _pattern(text: str) -> re.Pattern[str]:
    """Return what recognises a sentence: whatever stands in the places of its parts, the same where one comes twice."""
    found, at = "", 0
    known: set[str] = set()
    for part in _PART.finditer(text):
        found += re.escape(text[at : part.start()])
        found += f"(?P={part[1]})" if part[1] in known else f"(?P<{part[1]}>.*?)"
        known.add(part[1])
        at = part.end()
    return re.compile(found + re.escape(text[at:]), re.DOTALL)


_PATTERNS = tuple((_pattern(text), text) for text in _ALL if _PART.search(text))


def told(text: object) -> str:
    """Return what the library says in the reader's language; what is not known as it is."""
    code = (translation.get_language() or "en").split("-")[0]
    said = str(text)
    return said if code == "en" or code not in LANGUAGES or len(said) > LONGEST else _told(said, code)


def is_known(text: str) -> bool:
    """Return whether a sentence has a translation."""
    return text in _WHOLE or any(pattern.fullmatch(text) for pattern, _ in _PATTERNS)


@lru_cache(2_000)
def _told(text: str, code: str) -> str:
    if text in _WHOLE:
        return gettext(text)
    for pattern, sentence in _PATTERNS:
        if found := pattern.fullmatch(text):
            parts = {name: _part(name, value, code) for name, value in found.groupdict().items()}
            return gettext(sentence) % parts
    return text


def _part(name: str, value: str, code: str) -> str:
    if name in _SENTENCES:
        return _told(value, code)
    return _NUMBER.sub(lambda number: Language(code).number(float(number[0].replace(",", "")), 0), value)
