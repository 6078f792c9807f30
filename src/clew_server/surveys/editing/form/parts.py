"""One part of a survey as the fields of a form, and back: what a form shows unchanged stays exactly as it was.

A part is plain data as its file has it, right or wrong. A field that comes back as it was shown keeps what stood there,
whatever that was; so does all that has no field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from clew_server.surveys.editing.form.fields import (
    CHOICE,
    FLAG,
    FLAG_TEXTS,
    NAMES,
    NUMBER,
    PARTS,
    TEXTS,
    Field,
)
from clew_server.surveys.editing.form.rows import MOST_PARTS, from_lines, with_ids

__all__ = ["languages_of", "listed", "merged", "shown", "text_from", "texts_of"]

Part = Mapping[str, Any]
Posted = Mapping[str, str]
_WHOLE = re.compile(r"-?\d{1,9}\Z")
_BREAKS = re.compile(r"\r\n?")
_SPLIT = re.compile(r"[\s,;]+")


def shown(part: Part, field: Field) -> str:
    """Return what the input of a field shows: of a line, a number, a choice, names, a condition."""
    value = part.get(field.key)
    if value is None:
        return field.default if field.kind == CHOICE else ""
    if field.kind == NAMES and isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return _plain(value)


def texts_of(value: Any, languages: Sequence[str]) -> dict[str, str]:
    """Return a text by language, for each language of the survey and those it has beside them."""
    if isinstance(value, dict):
        given = {language: _plain(said) for language, said in value.items() if said is not None}
    else:
        given = {} if value is None or isinstance(value, bool) else {languages[0]: _plain(value)}
    return {language: given.get(language, "") for language in dict.fromkeys((*languages, *given))}


def merged(old: Part, posted: Posted, fields: Sequence[Field], languages: Sequence[str]) -> dict[str, Any]:
    """Return a part as the form says it; keys stay where they were, new ones come after them."""
    new = dict(old)
    for field in fields:
        if field.kind == PARTS:
            _take_parts(new, old, posted, field, languages)
        elif field.kind == TEXTS:
            _put(new, field.key, text_from(old.get(field.key), posted, field.key, languages))
        elif field.kind == FLAG_TEXTS:
            _put(new, field.key, _flag_text(old.get(field.key), posted, field.key, languages))
        elif field.kind == FLAG:
            _put(new, field.key, _flag(old.get(field.key), field.key in posted))
        elif field.key in posted:
            _put(new, field.key, _value(old, posted[field.key], field))
    return new


def text_from(old: Any, posted: Posted, name: str, languages: Sequence[str]) -> Any:
    """Return a text as the form says it: one text where the survey has one language, else a text a language."""
    was = texts_of(old, languages)
    said = {language: _lines(posted.get(f"{name}.{language}", was[language])) for language in was}
    if all(_lines(was[language]) == text for language, text in said.items()):
        return old
    kept = {language: text for language, text in said.items() if text.strip()}
    if not kept:
        return None
    is_plain = list(kept) == list(languages[:1]) and (len(languages) == 1 or isinstance(old, str))
    return kept[languages[0]] if is_plain else kept


def languages_of(document: Any) -> tuple[str, ...]:
    """Return the languages of a document, its first one first; en where it says none."""
    given = document.get("languages") if isinstance(document, dict) else None
    return tuple(dict.fromkeys(one for one in listed(given) if isinstance(one, str) and one)) or ("en",)


def listed(value: Any) -> list[Any]:
    """Return a list as it is, an empty one of anything else."""
    return value if isinstance(value, list) else []


def _take_parts(new: dict[str, Any], old: Part, posted: Posted, field: Field, languages: Sequence[str]) -> None:
    was = old.get(field.key)
    if was is not None and not (isinstance(was, list) and all(isinstance(one, dict) for one in was)):
        return  # no list of parts: the form has not shown it
    found = []
    for number in _numbers(posted, field.key):
        row = _within(posted, f"{field.key}.{number}.")
        at = row.get("was", "")
        before = was[int(at)] if was and at.isdecimal() and int(at) < len(was) else {}
        part = merged(before, row, field.parts, languages)
        if part:
            found.append(part)
    if field.has_lines:
        found = with_ids([*found, *from_lines(posted, field.key, languages)], field.key[0])
    if found or was:
        _put(new, field.key, found or None)


def _numbers(posted: Posted, key: str) -> list[int]:
    """Return the numbers of the parts that a form has, in order; one that begins a form of parts is not missed."""
    found = {name.split(".", 2)[1] for name in posted if name.startswith(f"{key}.") and name.count(".") > 1}
    return sorted(int(number) for number in found if number.isdecimal() and int(number) < MOST_PARTS)


def _within(posted: Posted, start: str) -> dict[str, str]:
    return {name.removeprefix(start): value for name, value in posted.items() if name.startswith(start)}


def _value(old: Part, posted: str, field: Field) -> Any:
    """Return the value of a plain field: the old one where it came back as it was shown."""
    said = posted.strip()
    if _one_line(said) == _one_line(shown(old, field)).strip():
        return old.get(field.key)
    if field.kind == NAMES:
        return [name for name in _SPLIT.split(said) if name] or None
    if field.kind == NUMBER and _WHOLE.match(said):
        return int(said)
    return said or None


def _flag(old: Any, is_set: bool) -> Any:  # noqa: FBT001 - what the form says
    return old if is_set == bool(old) else is_set or None


def _flag_text(old: Any, posted: Posted, name: str, languages: Sequence[str]) -> Any:
    """Return "does not apply", "other": nothing, true, or words of its own."""
    if name not in posted:
        return None if old else old
    return text_from(None if isinstance(old, bool) else old, posted, name, languages) or True


def _put(part: dict[str, Any], key: str, value: Any) -> None:
    if value is not None:
        part[key] = value
    elif part.get(key) is not None:
        del part[key]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _lines(text: str) -> str:
    return _BREAKS.sub("\n", text)


def _one_line(text: str) -> str:
    """Return a text as an input of one line has it: browsers take the breaks out."""
    return text.replace("\r", "").replace("\n", "")
