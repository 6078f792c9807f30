"""A calendar: when people work, by versions with their dates, with exceptions and public holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import msgspec

from clew.calendars.hours import WEEKDAYS, Hours, parse_hours, spell_hours, split_at_midnight, subtract, union
from clew.calendars.public_holidays import check_country, holidays_of

__all__ = ["FORMAT", "Calendar", "Exceptional", "Version"]

#: Version of the document that a workspace keeps.
FORMAT = 1


class Exceptional(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is special about one date: other ``hours`` (none: closed), or hours that are ``closed`` on it; and its name.

    With neither the date is worked as the week says, holiday or not.
    """

    hours: str | None = None
    closed: str | None = None
    name: str = ""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """The week (Monday to Sunday, hours as text) and the countries whose holidays are free, from a date on."""

    begins: date | None
    week: tuple[str, ...]
    holidays: tuple[str, ...] = ()


class Calendar(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Working time in ``zone`` (None: the workspace's).

    The ``versions`` follow each other by date; the first one also holds for all time before it. ``exceptions`` are
    keyed by date (2026-12-24), or by month and day for every year (12-24); the former win.

    >>> week = ("9-17",) * 5 + ("closed",) * 2
    >>> calendar = Calendar(versions=(Version(begins=None, week=week, holidays=("PL",)),))
    >>> calendar.hours_on(date(2026, 4, 30)), calendar.hours_on(date(2026, 5, 1))
    (((540, 1020),), ())
    """

    versions: tuple[Version, ...]
    zone: str | None = None
    exceptions: dict[str, Exceptional] = {}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Calendar:
        """Return the calendar of a document as :meth:`to_document` makes it."""
        return msgspec.convert({name: part for name, part in document.items() if name != "format"}, cls)

    def to_document(self) -> dict[str, Any]:
        """Return the calendar as plain JSON: what the journal keeps."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {"format": FORMAT, **plain}

    def checked(self) -> Calendar:
        """Return the calendar as it is; raises :class:`UsageError` for hours, countries or an order that cannot be."""
        for version in self.versions:
            _ = [parse_hours(hours) for hours in version.week]
            _ = [check_country(country) for country in version.holidays]
        for special in self.exceptions.values():
            _ = [parse_hours(hours) for hours in (special.hours, special.closed) if hours is not None]
        return self

    def hours_on(self, day: date) -> Hours:
        """Return the hours of one date by its wall clock: exception, else holiday, else the week; sorted, disjoint.

        What a shift of the day before works past midnight is among them; a closed date has none of it.
        """
        special = self._special(day)
        if special and special.hours is not None:
            return self._own(special.hours)
        closed = self._own(special.closed) if special and special.closed is not None else ()
        if special is None and self.holiday(day) is not None:
            return ()
        return subtract(union((*self._week_hours(day), *self._left_over(day))), closed)

    def holiday(self, day: date) -> str | None:
        """Return the name of the public holiday that ``day`` is by the version in force, or None."""
        for country in self.version_on(day).holidays:
            if name := holidays_of(country, day.year).get(day):
                return name
        return None

    def version_on(self, day: date) -> Version:
        """Return the version in force on ``day``: the latest that has begun, else the first."""
        begun = [version for version in self.versions if version.begins is not None and version.begins <= day]
        return begun[-1] if begun else self.versions[0]

    def special(self, day: date) -> Exceptional | None:
        """Return what is special about ``day``: by its date, else by its month and day."""
        return self._special(day)

    def _special(self, day: date) -> Exceptional | None:
        return self.exceptions.get(day.isoformat()) or self.exceptions.get(f"{day:%m-%d}")

    @staticmethod
    def _own(hours: str) -> Hours:
        return split_at_midnight(parse_hours(hours))[0]

    def _week_hours(self, day: date) -> Hours:
        return self._weeks[self.version_on(day).begins][day.weekday()]

    def _left_over(self, day: date) -> Hours:
        """What the hours of an exceptional day before leave for this one, past midnight."""
        before = self._special(day - timedelta(days=1)) if self.exceptions else None
        return split_at_midnight(parse_hours(before.hours))[1] if before and before.hours else ()

    @cached_property
    def _weeks(self) -> dict[date | None, tuple[Hours, ...]]:
        """Per version the hours of each weekday, what the day before leaves past midnight included."""
        return {version.begins: _split(version.week) for version in self.versions}

    def spelled_week(self, version: Version) -> dict[str, str]:
        """Return the hours of each day of the week as people read them, shifts past midnight whole."""
        return {name: spell_hours(parse_hours(hours)) for name, hours in zip(WEEKDAYS, version.week, strict=True)}


def _split(week: tuple[str, ...]) -> tuple[Hours, ...]:
    parts = [split_at_midnight(parse_hours(hours)) for hours in week]
    return tuple(union((*parts[day][0], *parts[day - 1][1])) for day in range(7))
