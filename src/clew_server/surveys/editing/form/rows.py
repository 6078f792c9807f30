"""Options, rows and columns written several at once, one a line; and the ids of those that were given none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from clew.surveys.exchange.building import slug, unique

__all__ = ["LINES", "MOST_PARTS", "from_lines", "with_ids"]

#: The name, beside the numbers of parts, under which a form sends several of them at once.
LINES = "lines"
#: Options, rows and jumps that a form may hold.
MOST_PARTS = 400
#: Ids that have a meaning of their own.
_MEANT = {"na", "other"}
#: Letters of an id that is made of a text.
LONGEST = 24


def from_lines(posted: Mapping[str, str], key: str, languages: Sequence[str]) -> list[dict[str, Any]]:
    r"""Return a part a line: the first lines of all languages are one, the second lines the next; no empty ones.

    >>> from_lines({"options.lines.en": "Late\nBroken", "options.lines.pl": "Za późno\n"}, "options", ["en", "pl"])
    [{'text': {'en': 'Late', 'pl': 'Za późno'}}, {'text': {'en': 'Broken'}}]
    """
    written = [_lines(posted.get(f"{key}.{LINES}.{language}", "")) for language in languages]
    found = []
    for said in zip_longest(*written, fillvalue=""):
        texts = {language: text for language, text in zip(languages, said, strict=True) if text}
        if texts:
            is_plain = len(languages) == 1
            found.append({"text": texts[languages[0]] if is_plain else texts})
    return found[:MOST_PARTS]


def _lines(text: str) -> list[str]:
    """Return the lines of a text, those between that are empty too: they hold the place of a missing translation."""
    return [" ".join(line.split()) for line in text.splitlines()]


def with_ids(parts: Sequence[dict[str, Any]], letter: str) -> list[dict[str, Any]]:
    """Return parts of which each that has a text and no id gets one: of its words, else the letter and a number.

    >>> with_ids([{"id": "late", "text": "Late"}, {"text": {"en": "Late!"}}, {"text": "Поздно"}], "o")
    [{'id': 'late', 'text': 'Late'}, {'id': 'late_2', 'text': {'en': 'Late!'}}, {'id': 'o3', 'text': 'Поздно'}]
    """
    taken = {str(part["id"]) for part in parts if part.get("id")} | _MEANT
    found = []
    for number, part in enumerate(parts, 1):
        if part.get("text") and not part.get("id"):
            name = unique(_wanted(part["text"]) or f"{letter}{number}", taken)
            taken.add(name)
            part = {"id": name, **part}  # noqa: PLW2901 - the same one, with its id
        found.append(part)
    return found


def _wanted(text: Any) -> str:
    """Return an id made of the words of a text, "" where they are not written in Latin letters."""
    said = str(next(iter(text.values()), "")) if isinstance(text, dict) else str(text)
    whole = slug(said, prefix="").lower()
    cut = whole if len(whole) <= LONGEST else whole[: LONGEST + 1].rpartition("_")[0] or whole[:LONGEST]
    return cut if sum(letter.isalpha() for letter in cut) > 1 else ""
