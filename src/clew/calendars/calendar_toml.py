"""A calendar as a person writes it, in TOML (format 1), and exceptions as one types them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from clew.calendars.calendar import FORMAT, Calendar, Exceptional, Version
from clew.calendars.hours import parse_days, parse_hours, parse_week, spell_hours
from clew.errors import UsageError

__all__ = ["load_calendar", "parse_exception", "spelled_week"]

_KEYS = ("format", "zone", "week", "holidays", "exceptions", "versions")
_VERSION_KEYS = ("from", "week", "holidays")
_SPECIAL_KEYS = ("hours", "closed", "name")
_EVERY_YEAR = re.compile(r"\d{2}-\d{2}")
#: More days in one exception are a slip of the pen.
_LONGEST = 3660


def load_calendar(text: str) -> Calendar:
    r"""Return the calendar that TOML of format 1 says; :class:`UsageError` names the key and the choices.

    >>> load_calendar('format = 1\nweek = "mon-fri 9-17"\nholidays = "PL"').versions[0].holidays
    ('PL',)
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The calendar is no TOML: {error}.") from error
    _check_keys(given, _KEYS, "key of a calendar")
    if given.get("format") != FORMAT:
        raise UsageError(f"A calendar says format = {FORMAT}; this one says {given.get('format', 'none')}.")
    if "week" not in given:
        raise UsageError('A calendar needs a week: week = "mon-fri 9-17".')
    first = Version(begins=None, week=_week(given["week"]), holidays=_holidays(given.get("holidays", ())))
    calendar = Calendar(versions=(first,), zone=_text(given, "zone"), exceptions=_exceptions(given))
    for version in _tables(given, "versions"):
        calendar = calendar.with_version(_version(version, calendar.versions[-1]))
    return calendar.checked()


def _version(given: Mapping[str, Any], before: Version) -> Version:
    """One of [[versions]]: what it does not say stays as in the version before it."""
    _check_keys(given, _VERSION_KEYS, "key of a version")
    begins = given.get("from")
    if type(begins) is not date:
        raise UsageError(f"A version says from when it holds: from = 2026-07-01; not {begins!r}.")
    if before.begins and begins <= before.begins:
        raise UsageError(f"The versions stand in the order of their dates: {begins} is not after {before.begins}.")
    week = _week(given["week"]) if "week" in given else before.week
    return Version(begins=begins, week=week, holidays=_holidays(given.get("holidays", before.holidays)))


def _week(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        return spelled_week(given)
    if not isinstance(given, Mapping):
        raise UsageError(f'A week is a text ("mon-fri 9-17") or a table of days; not {given!r}.')
    days: dict[int, str] = {}
    for names, hours in given.items():
        for day in parse_days(names):
            if day in days:
                raise UsageError(f"The week names a day twice: '{names}'.")
            days[day] = _hours(hours)
    return tuple(days.get(day, "closed") for day in range(7))


def spelled_week(text: str) -> tuple[str, ...]:
    """Return the hours of Monday to Sunday, each as text, of a week as people type it.

    >>> spelled_week("mon 9-17")[:2]
    ('09:00-17:00', 'closed')
    """
    return tuple(spell_hours(hours) for hours in parse_week(text))


def _hours(given: Any) -> str:
    if isinstance(given, list | tuple):
        given = ",".join(map(str, given))
    if not isinstance(given, str):
        raise UsageError(f'Hours are a text ("9-17") or a list of texts; not {given!r}.')
    return spell_hours(parse_hours(given))


def _holidays(given: Any) -> tuple[str, ...]:
    codes = given.split(",") if isinstance(given, str) else list(given) if isinstance(given, list | tuple) else [given]
    if not all(isinstance(code, str) for code in codes):
        raise UsageError(f'Holidays are countries ("PL", ["DE-BY", "AT"]); not {given!r}.')
    return tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))


def _exceptions(given: Mapping[str, Any]) -> dict[str, Exceptional]:
    table = given.get("exceptions", {})
    if not isinstance(table, Mapping):
        raise UsageError('Exceptions are a table: [exceptions], then "2026-12-24" = "9-13".')
    found: dict[str, Exceptional] = {}
    for when, what in table.items():
        for key in _dates(when):
            if key in found:
                raise UsageError(f"The exceptions name {key} twice.")
            found[key] = _special(what)
    return dict(sorted(found.items()))


def _special(given: Any) -> Exceptional:
    if not isinstance(given, Mapping):
        return Exceptional(hours=_hours(given))
    _check_keys(given, _SPECIAL_KEYS, "key of an exception")
    hours, closed = (_hours(given[key]) if key in given else None for key in ("hours", "closed"))
    return Exceptional(
        hours="closed" if hours is closed is None else hours, closed=closed, name=str(given.get("name", ""))
    )


def parse_exception(text: str) -> dict[str, Exceptional]:
    """Return the exceptions of one line: a date, ``12-24`` for every year or a span, and its hours or ``closed``.

    >>> sorted(parse_exception("2026-12-24..2026-12-26 closed"))
    ['2026-12-24', '2026-12-25', '2026-12-26']
    """
    when, _, hours = text.strip().partition(" ")
    if not hours.strip():
        raise UsageError(f"'{text}' lacks hours: write '2026-12-24 9-13' or '2026-12-24 closed'.")
    return {key: Exceptional(hours=_hours(hours)) for key in _dates(when)}


def _dates(text: str) -> list[str]:
    """The keys of the dates that a text names: one date, one day of every year, or a span with both its ends."""
    if _EVERY_YEAR.fullmatch(text):
        _date(f"2024-{text}", text)  # a leap year: the 29th of February is a date
        return [text]
    first, dots, last = text.partition("..")
    start = _date(first, text)
    end = _date(last, text) if dots else start
    if not 0 <= (end - start).days < _LONGEST:
        raise UsageError(f"'{text}' is no span of dates: it ends before it begins, or is longer than ten years.")
    return [(start + timedelta(days=step)).isoformat() for step in range((end - start).days + 1)]


def _date(text: str, whole: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"'{whole}' is no date: write 2026-12-24, 12-24 for every year, or 2026-08-01..2026-08-14."
        ) from error


def _check_keys(given: Any, known: tuple[str, ...], kind: str) -> None:
    if not isinstance(given, Mapping):
        raise UsageError(f"A {kind.rpartition(' ')[2]} is a table with {', '.join(known)}; not {given!r}.")
    for key in given:
        if key not in known:
            raise UsageError.unknown(kind, key, known)


def _tables(given: Mapping[str, Any], name: str) -> list[Any]:
    tables = given.get(name, [])
    if not isinstance(tables, list):
        raise UsageError(f"Each of the {name} begins with [[{name}]].")
    return tables


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"'{name}' is a text; not {value!r}.")
    return value
