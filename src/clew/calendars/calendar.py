"""A calendar: when people work, by versions with their dates, with exceptions and public holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import msgspec

from clew.calendars.hours import Hours, parse_hours, split_at_midnight, subtract, union
from clew.calendars.public_holidays import check_country, holidays_of
from clew.calendars.zones import place_of
from clew.errors import UsageError

__all__ = ["FORMAT", "Calendar", "Exceptional", "Version", "find_calendar"]

#: Version of the document that a workspace keeps.
FORMAT = 1


class Exceptional(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is special about one date: ``hours`` instead of the week's, hours ``closed`` on it, or both; and a name."""

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
        """Return the calendar as it is.

        Raises :class:`UsageError` for hours or countries that cannot be, and for a calendar that never works.
        """
        for version in self.versions:
            _ = [parse_hours(hours) for hours in version.week]
            _ = [check_country(country) for country in version.holidays]
        if self.zone is not None:
            place_of(self.zone)
        for special in self.exceptions.values():
            _ = [parse_hours(hours) for hours in (special.hours, special.closed) if hours is not None]
        if not self._has_hours():
            raise UsageError("The calendar has no working hour at all: say some, as in 'mon-fri 9-17'.")
        return self

    def _has_hours(self) -> bool:
        weeks = [hours for version in self.versions for hours in version.week]
        return any(map(parse_hours, (*weeks, *(special.hours or "" for special in self.exceptions.values()))))

    def works_between(self, first: date, last: date) -> bool:
        """Return whether there is a working hour on any date from ``first`` to ``last``, both included.

        >>> shop = Calendar(versions=(Version(begins=None, week=("9-17",) + ("closed",) * 6),))
        >>> monday, tuesday, saturday = date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 9)
        >>> shop.works_between(monday, monday), shop.works_between(tuesday, saturday)
        (True, False)
        """
        return any(self.hours_on(first + timedelta(days=step)) for step in range((last - first).days + 1))

    def hours_on(self, day: date) -> Hours:
        """Return the hours of one date by its wall clock: exception, else holiday, else the week; sorted, disjoint.

        What a shift of the day before works past midnight is among them; a closed date has none of it.
        """
        special = self.special(day)
        if special is None or special.hours is None:
            hours = () if self.holiday(day) else union((*self.week_hours(day), *self._left_over(day)))
        else:
            hours = _before_midnight(special.hours)
        return subtract(hours, _before_midnight(special.closed)) if special and special.closed else hours

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
        return (
            (self.exceptions.get(day.isoformat()) or self.exceptions.get(f"{day:%m-%d}")) if self.exceptions else None
        )

    def with_exceptions(self, more: Mapping[str, Exceptional]) -> Calendar:
        """Return the calendar with ``more`` exceptions, which replace those of the same date."""
        together = {**self.exceptions, **more}
        return msgspec.structs.replace(self, exceptions={key: together[key] for key in sorted(together)})

    def with_version(self, version: Version) -> Calendar:
        """Return the calendar with one more version; it replaces one that begins on the same date."""
        others = [known for known in self.versions if known.begins != version.begins]
        ordered = sorted((*others, version), key=lambda each: each.begins or date.min)
        return msgspec.structs.replace(self, versions=tuple(ordered))

    def moved_to(self, zone: str) -> Calendar:
        """Return the calendar in another time zone: the same hours by its clock."""
        return msgspec.structs.replace(self, zone=zone)

    def week_hours(self, day: date) -> Hours:
        """Return the hours that the week alone gives ``day``, what is left of the night before included."""
        return self._weeks[self.version_on(day).begins][day.weekday()]

    def _left_over(self, day: date) -> Hours:
        """What the hours of an exceptional day before leave for this one, past midnight."""
        before = self.special(day - timedelta(days=1))
        return split_at_midnight(parse_hours(before.hours))[1] if before and before.hours else ()

    @cached_property
    def _weeks(self) -> dict[date | None, tuple[Hours, ...]]:
        """Per version the hours of each weekday, what the day before leaves past midnight included."""
        return {version.begins: _split(version.week) for version in self.versions}


def _split(week: tuple[str, ...]) -> tuple[Hours, ...]:
    parts = [split_at_midnight(parse_hours(hours)) for hours in week]
    return tuple(union((*parts[day][0], *parts[day - 1][1])) for day in range(7))


def _before_midnight(hours: str) -> Hours:
    return split_at_midnight(parse_hours(hours))[0]


def find_calendar(documents: Mapping[str, Mapping[str, Any]], name: str) -> Calendar:
    """Return the calendar called ``name`` among the documents that a workspace keeps.

    Raises :class:`UsageError` that lists the others, or says how to set a first one.
    """
    if name in documents:
        return Calendar.of(documents[name])
    if documents:
        raise UsageError.unknown("calendar", name, documents)
    raise UsageError('There is no calendar yet. Set one: clew calendar set --week "mon-fri 9-17" --holidays PL')
