"""A workspace's settings: journalled, so that rebuild knows them, and carried by every lake version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

import msgspec

from clew.errors import UsageError
from clew.store.naming.renames import RENAME, Rename, current_names, read_renames

__all__ = ["DOCUMENTS", "WEEKDAYS", "Settings", "checked_changes", "document_change", "unset_changes"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: Kinds of documents a workspace keeps among its settings, by name: working time, rules, what is said of findings,
#: groups of customers, what figures should be, what the company changed, headers whose mapping was forgotten,
#: touchpoint rules of the tracking API, what surveys may lead to and be shown on, how often anybody is asked.
DOCUMENTS = (
    "calendar", "rule", "finding", "segment", "target", "change", "forgotten", "touchpoints", "origins", "contact",
)  # fmt: skip
_DOCUMENT = "document"
_CURRENCY_LETTERS = 3
_LANGUAGE_LETTERS = (2, 3)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Zone (IANA), first day of the week, currency (ISO 4217), languages (ISO 639), documents, renames.

    Until somebody sets a zone, ``zone_is_set`` is false and times without a zone are read as UTC.

    >>> Settings.of({"zone": "Europe/Warsaw"}).zone_is_set, Settings.of({}).zone
    (True, 'UTC')
    """

    zone: str = "UTC"
    week_start: str = "monday"
    currency: str = ""
    languages: tuple[str, ...] = ()
    zone_is_set: bool = False
    documents: dict[str, dict[str, Any]] = {}
    renames: tuple[Rename, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Settings:
        """Return the settings that a lake version carries."""
        said = {name: value for name, value in stored.items() if value is not None}
        plain = {name: value for name, value in said.items() if not name.startswith((_DOCUMENT, RENAME))}
        documents: dict[str, dict[str, Any]] = {kind: {} for kind in DOCUMENTS}
        for key in sorted(key for key in said if key.startswith(_DOCUMENT)):
            _, kind, name = key.split(":", 2)
            documents[kind][name] = said[key]
        found = msgspec.convert({**plain, "zone_is_set": "zone" in said, "documents": documents}, cls)
        return msgspec.structs.replace(found, renames=read_renames(stored))

    def names(self, column: str) -> dict[str, str]:
        """Return the name that is shown for each name of ``column`` ("touchpoint", "channel") that was renamed."""
        return current_names(self.renames, column)


def document_change(kind: str, name: str, document: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the change of settings that keeps ``document``; None takes the one of that name away.

    Raises:
        UsageError: a kind that is not known, or a name that is empty.

    >>> Settings.of(document_change("rule", "reasons", {"a": 1})).documents["rule"]
    {'reasons': {'a': 1}}
    """
    if kind not in DOCUMENTS:
        raise UsageError.unknown("kind of document", kind, DOCUMENTS)
    if not name.strip():
        raise UsageError(f"A {kind} needs a name.")
    return {f"{_DOCUMENT}:{kind}:{name}": None if document is None else dict(document)}


def checked_changes(changes: Mapping[str, str | Sequence[str] | None]) -> dict[str, Any]:
    """Return the changes as they are journalled.

    Languages may be one text with commas.

    Raises:
        UsageError: a name or value that cannot be; the text lists the choices.

    >>> checked_changes({"languages": "pl, en", "currency": "pln"})
    {'languages': ['pl', 'en'], 'currency': 'PLN'}
    """
    checks = {
        "zone": _checked_zone,
        "week_start": _checked_day,
        "currency": _checked_currency,
        "languages": _checked_languages,
    }
    for name in changes:
        if name not in checks:
            raise UsageError.unknown("setting", name, checks)
    return {name: checks[name](value) for name, value in changes.items() if value is not None}


def unset_changes(names: Sequence[str]) -> dict[str, None]:
    """Return the changes that leave settings as if nobody had ever said them; UsageError lists the choices.

    >>> Settings.of({"zone": "Europe/Warsaw", **unset_changes(["zone"])}).zone_is_set
    False
    """
    known = ("zone", "week_start", "currency", "languages")
    for name in names:
        if name not in known:
            raise UsageError.unknown("setting", name, known)
    return dict.fromkeys(names)


def _checked_zone(value: str | Sequence[str]) -> str:
    zone = str(value)
    if zone not in available_timezones():
        raise UsageError.unknown("time zone", zone, available_timezones())
    return zone


def _checked_day(value: str | Sequence[str]) -> str:
    day = str(value).lower()
    if day not in WEEKDAYS:
        raise UsageError.unknown("day of the week", day, WEEKDAYS)
    return day


def _checked_currency(value: str | Sequence[str]) -> str:
    currency = str(value).upper()
    if len(currency) != _CURRENCY_LETTERS or not currency.isascii() or not currency.isalpha():
        raise UsageError(f"A currency is three letters (ISO 4217), as EUR; not '{value}'.")
    return currency


def _checked_languages(value: str | Sequence[str]) -> list[str]:
    given = value.split(",") if isinstance(value, str) else value
    languages = [language.strip().lower() for language in given if language.strip()]
    for language in languages:
        if len(language) not in _LANGUAGE_LETTERS or not language.isascii() or not language.isalpha():
            raise UsageError(f"A language is two or three letters (ISO 639), as pl; not '{language}'.")
    return languages
