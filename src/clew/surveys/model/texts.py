"""Texts in several languages, and the places in them where an answer or a field of the participant is put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, NamedTuple

from msgspec import Meta

__all__ = ["LONGEST_TEXT", "Language", "Pipe", "Text", "pieces", "pipes", "told", "versions"]

LONGEST_TEXT = 10_000
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", description="A language: en, pl, ro, ru.")]
Words = Annotated[str, Meta(max_length=LONGEST_TEXT)]
#: One text for the first language of the survey, or a text a language.
Text = Words | dict[Language, Words]

_PIPE = re.compile(
    r"\{\{\s*(?P<source>answer|customer)\.(?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)?)"
    r"\s*(?:\|(?P<otherwise>[^{}|]*))?\}\}"
)


class Pipe(NamedTuple):
    """A place in a text: of which ``source`` (answer, customer) which ``name`` stands there, or what otherwise."""

    source: str
    name: str
    otherwise: str


def told(text: Text | None, language: str, default: str) -> str:
    """Return the text in ``language``, else in the survey's default language, else in any; "" for None.

    >>> told({"en": "Why?", "pl": "Dlaczego?"}, "pl", "en"), told("Why?", "pl", "en")
    ('Dlaczego?', 'Why?')
    """
    if text is None or isinstance(text, str):
        return text or ""
    return text.get(language) or text.get(default) or next((said for said in text.values() if said), "")


def versions(text: Text | None, default: str) -> dict[str, str]:
    """Return the text by language; one plain text is in the default language.

    >>> versions("Why?", "en")
    {'en': 'Why?'}
    """
    if text is None:
        return {}
    return {default: text} if isinstance(text, str) else dict(text)


def pieces(text: str) -> Iterator[str | Pipe]:
    """Yield what a text is made of, in order: words, and the places where something is put in.

    >>> list(pieces("Dear {{customer.first_name|customer}}!"))
    ['Dear ', Pipe(source='customer', name='first_name', otherwise='customer'), '!']
    """
    at = 0
    for match in _PIPE.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield Pipe(match["source"], match["name"], (match["otherwise"] or "").strip())
        at = match.end()
    if at < len(text):
        yield text[at:]


def pipes(text: str) -> list[Pipe]:
    """Return the places where something is put in."""
    return [piece for piece in pieces(text) if isinstance(piece, Pipe)]
