"""What was typed in a card, put into the document: with all that follows from another id, type or language."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from clew_server.surveys.editing.form.doing import HEAD, Document, part_at, put
from clew_server.surveys.editing.form.languages import in_other_languages
from clew_server.surveys.editing.form.naming import renamed
from clew_server.surveys.editing.form.outline import spec_of
from clew_server.surveys.editing.form.parts import languages_of, listed, merged
from clew_server.surveys.editing.form.typing import fitted

__all__ = ["found_at", "row_done", "written"]


def written(posted: QueryDict, document: Document, card: str) -> tuple[Document, list[str]]:
    """Return the document with what was typed in a card, and what is told of it."""
    place, old = found_at(document, card, posted.get("name", ""))
    languages = languages_of(document)
    part = _merged(old, place, posted, languages)
    told: list[str] = []
    if place != HEAD and ".questions." in place:
        part, left = fitted(old, part)
        if left:
            told.append(gettext("This type has no place for: %(keys)s. It is left out.") % {"keys": ", ".join(left)})
    new = put(document, place, part)
    was, now = old.get("id"), part.get("id")
    if place != HEAD and isinstance(was, str) and isinstance(now, str) and was and now and was != now:
        new = renamed(new, was, now, is_page=".questions." not in place)
    if place == HEAD:
        new, gone = in_other_languages(document, new)
        if gone:
            said = ngettext(
                "With the language %(n)s text is gone.", "With the language %(n)s texts are gone.", gone
            ) % {"n": gone}
            told.append(said)
    return new, told


def _merged(old: Document, place: str, posted: QueryDict, languages: tuple[str, ...]) -> Document:
    part = merged(old, _single(posted), spec_of(place, old), languages)
    for key in posted.getlist("drop"):
        part.pop(key, None)
    return part


def _single(posted: QueryDict) -> dict[str, str]:
    return {name: str(posted[name]) for name in posted}


def found_at(document: Document, card: str, name: str) -> tuple[str, Document]:
    """Return where the part of a card is: at its place, or where its id is now; gone, it is a new one at the end."""
    part = part_at(document, card)
    if part is not None and (card == HEAD or str(part.get("id", "")) == name):
        return card, part
    for at, page in enumerate(listed(document.get("pages"))):
        if ".questions." not in card and isinstance(page, dict) and str(page.get("id", "")) == name:
            return f"pages.{at}", page
        for number, one in enumerate(listed(page.get("questions")) if isinstance(page, dict) else []):
            if ".questions." in card and isinstance(one, dict) and str(one.get("id", "")) == name:
                return f"pages.{at}.questions.{number}", one
    last = max(len(listed(document.get("pages"))) - 1, 0)
    if ".questions." not in card:
        return f"pages.{last + 1}", {}
    page = part_at(document, f"pages.{last}") or {}
    return f"pages.{last}.questions.{len(listed(page.get('questions')))}", {}


def row_done(document: Document, card: str, row: str, do: str) -> Document:
    """Return the document with one option, row or jump of a card moved or taken away."""
    key, _, number = row.partition(".")
    part = part_at(document, card)
    parts = listed((part or {}).get(key))
    at = int(number) if number.isdecimal() and len(number) < 5 else -1  # noqa: PLR2004 - the number of a row
    if part is None or not 0 <= at < len(parts):
        return document
    left = [*parts[:at], *parts[at + 1 :]]
    if do != "away":
        to = max(at - 1, 0) if do == "up" else at + 1
        left = [*left[:to], parts[at], *left[to:]]
    rest = {name: value for name, value in part.items() if name != key}
    return put(document, card, {**part, key: left} if left else rest)
