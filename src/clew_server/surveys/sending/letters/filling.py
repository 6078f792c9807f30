"""Named fields in texts: ``{name}`` and ``{name|friend}``, and nothing else; what is put in is never read again."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["LINK", "fill", "is_whole", "names_in", "pieces_of"]

LINK = "link"
_FIELD = re.compile(
    r"(?P<space>,?[ \t]?)\{(?P<name>[A-Za-z][A-Za-z0-9_]{0,63})(?:\|(?P<otherwise>[^{}|\r\n]{0,200}))?\}"
)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields put in; one that is empty or unknown leaves no gap behind.

    >>> fill("Dear {name|customer}, {city}!", {"name": "{city}"}), fill("Hello, {name}!", {}), fill("{name}, hi", {})
    ('Dear {city}!', 'Hello!', ', hi')
    """

    def put(match: re.Match[str]) -> str:
        said = values.get(match["name"]) or match["otherwise"] or ""
        return f"{match['space']}{said}" if said else ""

    return _FIELD.sub(put, text)


def is_whole(text: str) -> bool:
    """Return whether every curly bracket of a text belongs to a field that is put in.

    >>> is_whole("Dear {name|customer}!"), is_whole("Dear {{customer.name|friend}}!"), is_whole("Dear {name")
    (True, False, False)
    """
    return not {"{", "}"} & set(_FIELD.sub("", text))


def names_in(text: str) -> list[str]:
    """Return the fields that a text names, in order, each once.

    >>> names_in("Dear {name|customer}, {{x}} {a b} {link} {name}")
    ['name', 'x', 'link']
    """
    return list(dict.fromkeys(match["name"] for match in _FIELD.finditer(text)))


def pieces_of(text: str, values: Mapping[str, str]) -> list[str | None]:
    """Return what a text is made of, its fields put in; None stands where the link goes."""
    found: list[str | None] = []
    at = 0
    for match in _FIELD.finditer(text):
        if match["name"] == LINK:
            found += [fill(text[at : match.start()] + match["space"], values), None]
            at = match.end()
    return [*found, fill(text[at:], values)]
