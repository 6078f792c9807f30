"""Texts of other tools as plain text: marks of HTML taken away, what they showed kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from clew.surveys.model.texts import LONGEST_TEXT

__all__ = ["plain_text"]

#: Marks that end a line.
_LINES = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"})
_SILENT = frozenset({"script", "style", "head", "title"})


class _Words(HTMLParser):
    """Gathers what a browser would show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag in _LINES:
            self.words.append("\n")
        elif tag == "img":
            self.words.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        if tag in _LINES - {"br"}:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def plain_text(text: object) -> str:
    r"""Return a text without marks, its lines kept; "" for what is no text.

    >>> plain_text("<p>Dear <b>Ana</b> &amp; all,</p>hello"), plain_text(None), plain_text("2 < 3")
    ('Dear Ana & all,\nhello', '', '2 < 3')
    """
    said = str(text) if isinstance(text, str | int | float) and not isinstance(text, bool) else ""
    if re.search(r"<[a-zA-Z/!]|&[a-zA-Z#]", said):
        words = _Words()
        words.feed(said[: 4 * LONGEST_TEXT])
        words.close()
        said = "".join(words.words)
    lines = [" ".join(line.split()) for line in said.replace("\xa0", " ").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]
