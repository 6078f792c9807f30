"""Keeps catalogues: sorted, without places and dates, so that they change only where a text changed."""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from clew_server.web.catalogues import LANGUAGES
from clew_server.web.messages.finding import Found, found_in
from clew_server.web.messages.rooms import Room

__all__ = ["header_of", "known_texts", "read", "updated"]

Key = tuple[str | None, str]
Said = str | tuple[str, ...]


def read(path: Path, language: str) -> Catalog:
    """Return a catalogue, an empty one where there is no file."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, charset="utf-8")


def translations(catalogue: Catalog) -> dict[Key, Said]:
    """Return what is translated, by context and text."""
    found: dict[Key, Said] = {}
    for message in catalogue:
        text = message.id[0] if isinstance(message.id, tuple | list) else message.id
        said = tuple(message.string) if isinstance(message.string, tuple | list) else message.string
        if text and said and (isinstance(said, str) or all(said)):
            found[message.context, text] = said
    return found


def known_texts(all_rooms: list[Room], language: str) -> dict[Key, Said]:
    """Return every translation that some room has, so that a new text another room knows is translated at once."""
    known: dict[Key, Said] = {}
    for room in all_rooms:
        known.update(translations(read(room.catalogue(language), language)))
    return known


def updated(room: Room, language: str, known: dict[Key, Said]) -> tuple[str, list[Found]]:
    """Return the room's catalogue as it should be, and the texts that are still to translate."""
    own = translations(read(room.catalogue(language), language))
    catalogue, missing = Catalog(locale=language, charset="utf-8"), []
    for found in found_in(room):
        context, text, plural = found
        said = own.get((context, text)) or known.get((context, text))
        if said is None or isinstance(said, tuple) != (plural is not None):
            missing.append(found)
            said = ("",) * get_plural(language)[0] if plural else ""
        catalogue.add((text, plural) if plural else text, said, context=context)
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return header_of(language) + body.getvalue().decode("utf-8").rstrip("\n") + "\n", missing


def header_of(language: str) -> str:
    """Return the head of a catalogue: its language, its letters, its plural forms."""
    count, rule = get_plural(language)[:2]
    lines = (
        f"Language: {language}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit", f"Plural-Forms: nplurals={count}; plural={rule};",
    )  # fmt: skip
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def update(all_rooms: list[Room], names: Collection[str] = ()) -> dict[str, list[Found]]:
    """Write the catalogues of the rooms named (none: all); return what is still to translate, by file."""
    missing: dict[str, list[Found]] = {}
    for language in LANGUAGES:
        known = known_texts(all_rooms, language)
        for room in all_rooms:
            if (names and room.name not in names) or not found_in(room):
                continue
            text, left = updated(room, language, known)
            path = room.catalogue(language)
            path.parent.mkdir(exist_ok=True)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
            if left:
                missing[f"{room.name}/locale/{language}.po"] = left
    return missing
