"""What a browser would send: the fields of a form on a page, as they are shown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["form_on", "places_on"]


class Forms(HTMLParser):
    """Reads every form of a page: its fields by name, of several with one name a list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, dict[str, list[str]]] = {}
        self.form: dict[str, list[str]] | None = None
        self.area: str | None = None
        self.select: str | None = None
        self.text = ""

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag == "form":
            self.form = self.forms.setdefault(given.get("id") or given.get("action", ""), {})
        elif self.form is None:
            return
        elif tag == "input" and given.get("name"):
            is_box = given.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in given:
                value = given.get("value", "")
                kind = given.get("type", "text")
                said = re.sub(r"[\r\n]", "", value) if kind == "text" else value
                self.form.setdefault(given["name"], []).append(said)
        elif tag == "textarea":
            self.area, self.text = given["name"], ""
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.form):
            self.form[self.select] = [given.get("value", "")]

    def handle_data(self, data) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag) -> None:
        if tag == "textarea" and self.area:
            text = self.text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.form.setdefault(self.area, []).append(text)
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None


def form_on(body: str, name: str) -> dict[str, list[str]]:
    """Return what the form of that id would send."""
    reader = Forms()
    reader.feed(body)
    return reader.forms[name]


def places_on(body: str) -> list[str]:
    """Return the places that a page lets one edit."""
    return list(dict.fromkeys(re.findall(r"\?open=([a-z0-9.]+)#", body)))
