"""Checks texts: translated into every language, the same places for values, all plural forms, nothing left outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from django.template.base import Lexer, TokenType

from clew_server.web.messages.finding import found_in
from clew_server.web.messages.keeping import read
from clew_server.web.messages.rooms import Room

__all__ = ["faults_of", "outside"]

_PLACE = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w+)\}(?!\})|%%")
#: Words that are the same in every language: names, formats, units, keys of a keyboard.
SAME = frozenset({
    "Clew", "n", "API", "CES", "CSAT", "CSV", "FCR", "GB", "HTML", "ID", "ISO", "JSON", "MB", "NPS", "PDF", "PNG",
    "PPTX", "SLA", "SVG", "TOML", "TOTP", "UTC", "XES", "XLSX", "XML", "kB", "ms", "Enter", "Esc", "QR", "Excel",
})  # fmt: skip
#: What a reader sees or hears of an element beside its text.
_ATTRIBUTES = ("title", "aria-label", "aria-description", "placeholder", "alt", "label")
#: What stands in these is no prose.
_NO_PROSE = frozenset({"script", "style", "code", "kbd", "pre", "samp"})
#: In these languages the first plural form is said of 1 alone and may leave the number out.
_ONE_ALONE = frozenset({"pl", "ro"})


def faults_of(room: Room, language: str) -> list[str]:
    """Return what is wrong with a room's catalogue, a line each."""
    catalogue = read(room.catalogue(language), language)
    faults = []
    for context, text, plural in found_in(room):
        message = catalogue.get(text, context)
        what = f"{text!r}" + (f" ({context})" if context else "")
        if message is None or not _is_said(message):
            faults.append(f"untranslated: {what}")
        elif plural is not None:
            faults += [f"{fault}: {what}" for fault in _plural_faults(catalogue, message, (text, plural), language)]
        elif isinstance(message.string, str) and _places(message.string) != _places(text):
            faults.append(f"other places for values than in {what}: {message.string!r}")
    return faults


def _is_said(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(forms) and "fuzzy" not in message.flags


def _plural_faults(catalogue: Catalog, message: Message, text: tuple[str, str], language: str) -> list[str]:
    forms, count = message.string, get_plural(language)[0]
    if not isinstance(forms, tuple | list) or len(forms) != count or catalogue.num_plurals != count:
        return [f"{count} plural forms are needed"]
    one, many = (_places(each) for each in text)
    allowed = [[many, one] if at == 0 and language in _ONE_ALONE else [many] for at in range(count)]
    return [
        f"other places for values in {form!r}"
        for form, sets in zip(forms, allowed, strict=True)
        if _places(form) not in sets
    ]


def _places(text: str) -> set[str]:
    """Return the places for values; one whose name begins with "_" is not needed in every language."""
    return {match.group(0) for match in _PLACE.finditer(text) if not (match.group(1) or "").startswith("_")}


def outside(path: Path) -> list[str]:
    """Return what a template says outside of its translation tags."""
    source = _without_tags(path.read_text(encoding="utf-8"))
    if path.suffix == ".txt":
        return [line.strip() for line in source.splitlines() if _is_prose(line)]
    reader = _Outside()
    reader.feed(source)
    return reader.found


def _without_tags(source: str) -> str:
    """Return a template's own text: variables and tags gone, and all that stands in blocks that are translated."""
    kept, ends = [], ""
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ", 1)[0] if token.token_type == TokenType.BLOCK else ""
        if ends:
            ends = "" if name == ends else ends
        elif name in {"blocktranslate", "blocktrans", "comment"}:
            ends = f"end{name}"
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
    return "".join(kept)


def _is_prose(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return any(word not in SAME for word in words)


class _Outside(HTMLParser):
    """Reads what people read of a page: texts, and attributes that are texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes; remember where no prose begins."""
        if tag in _NO_PROSE:
            self._silent.append(tag)
        self.found += [f'{name}="{value}"' for name, value in attrs if name in _ATTRIBUTES and _is_prose(value or "")]

    def handle_endtag(self, tag: str) -> None:
        """Remember where prose begins again."""
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is said outside of translation."""
        if not self._silent and _is_prose(data):
            self.found.append(" ".join(data.split()))
