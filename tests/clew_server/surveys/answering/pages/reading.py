"""A browser in small: what a page's form would send as it stands, and what there is on the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Read", "read"]

_VOID = frozenset({"br", "img", "input", "link", "meta"})
Element = tuple[str, dict[str, str | None]]


@dataclass
class Read:
    """What a page is made of."""

    elements: list[Element] = field(default_factory=list)
    sent: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    @property
    def ids(self) -> Counter[str]:
        return Counter(found["id"] for _, found in self.elements if found.get("id"))

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements with the names of their attributes: what words must never change."""
        return [(name, tuple(sorted(found))) for name, found in self.elements]

    def all(self, name: str, /, **having: str) -> list[dict[str, str | None]]:
        found = [found for element, found in self.elements if element == name]
        return [one for one in found if all(one.get(key) == value for key, value in having.items())]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self.open = Read(), []
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        assert len(found) == len(attrs), f"an attribute stands twice: {attrs}"
        self.page.elements.append((tag, found))
        if tag not in _VOID:
            self.open.append(tag)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input" and (found.get("type") not in {"radio", "checkbox"} or "checked" in found):
            self.page.sent.setdefault(name, []).append(value)
        elif tag == "select":
            self.select, self.chosen = name, None
        elif tag == "option" and (self.chosen is None or "selected" in found):
            self.chosen = value
        elif tag == "textarea":
            self.area, self.page.sent[name] = name, [""]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"
        if tag == "select":
            self.page.sent.setdefault(self.select, []).append(self.chosen)
        self.area = None if tag == "textarea" else self.area

    def handle_data(self, data):
        if self.area:
            self.page.sent[self.area] = [self.page.sent[self.area][0] + data]
        if not {"style", "script"} & set(self.open):
            self.page.words.append(data)


def read(page: bytes) -> Read:
    """Return what is on a page; every element is closed in its turn."""
    reader = _Reader()
    reader.feed(page.decode())
    reader.close()
    assert reader.open == []
    # a browser takes away the first line feed in a textarea
    for _, found in reader.page.elements:
        if found.get("name") in reader.page.sent and "rows" in found:
            said = reader.page.sent[found["name"]][0]
            assert said.startswith("\n")
            reader.page.sent[found["name"]] = [said[1:]]
    return reader.page
