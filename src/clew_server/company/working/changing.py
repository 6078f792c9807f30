"""What the forms of a calendar send, made into another calendar; what cannot be is a UsageError of the library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext

from clew.calendars.calendar import Calendar, Exceptional, Version
from clew.calendars.calendar_toml import parse_exception
from clew.calendars.closed_days import add_closed_days, read_closed_days
from clew.calendars.hours import WEEKDAYS, parse_hours, spell_hours
from clew.calendars.zones import place_of
from clew.errors import UsageError

__all__ = ["EMPTY", "with_day", "with_file", "with_hours", "without_day", "without_version"]

#: What a first calendar begins with: nobody works yet.
EMPTY = Calendar(versions=(Version(begins=None, week=("closed",) * 7),))
MOST_BYTES = 5_000_000
WRITTEN_OUT = timedelta(days=3653)
LONGEST_NAME = 200


def with_hours(calendar: Calendar, given: QueryDict, today: date) -> Calendar:
    """Return the calendar with the week, holidays and zone of a form, from the date it names on; before it what was."""
    start = _day(given.get("begins", "")) if given.get("begins") else None
    begins = start or calendar.version_on(today).begins
    week = tuple(_hours(given, day) for day in WEEKDAYS)
    zone = given.get("zone", "").strip()
    if zone:
        place_of(zone)
    country, part = given.get("country", "").strip(), given.get("part", "").strip().upper()
    codes = [*given.getlist("holidays"), *([f"{country}-{part}" if part else country] if country else [])]
    version = Version(begins=begins, week=week, holidays=tuple(dict.fromkeys(codes)))
    changed = calendar.with_version(version)
    return Calendar(versions=changed.versions, zone=zone or None, exceptions=changed.exceptions).checked()


def _hours(given: QueryDict, day: str) -> str:
    pairs = zip_longest(given.getlist(f"{day}_from"), given.getlist(f"{day}_to"), fillvalue="")
    shifts = []
    for first, last in pairs:
        if bool(first) != bool(last):
            raise UsageError(gettext("Working hours have a beginning and an end: one of them is missing."))
        if first:
            shifts.append("0-24" if first == last == "00:00" else f"{first}-{last}")
    return spell_hours(parse_hours(",".join(shifts)))


def with_day(calendar: Calendar, given: QueryDict) -> Calendar:
    """Return the calendar with a closed day, a half day or a span of them."""
    first, last = _day(given.get("first", "")), given.get("last", "")
    until = _day(last) if last else first
    start, end = given.get("from", ""), given.get("to", "")
    hours = f"{start}-{end}" if start and end else "closed"
    if bool(start) != bool(end):
        raise UsageError(gettext("Working hours have a beginning and an end: one of them is missing."))
    when = f"{first:%m-%d}" if given.get("yearly") and until == first else f"{first}..{until}"
    name = given.get("called", "").strip()[:LONGEST_NAME]
    days = parse_exception(f"{when} {hours}")
    return calendar.with_exceptions(
        {key: Exceptional(hours=special.hours, name=name) for key, special in days.items()}
    ).checked()


def without_day(calendar: Calendar, key: str) -> Calendar:
    """Return the calendar without one day of its own; UsageError where it has none."""
    if key not in calendar.exceptions:
        raise UsageError.unknown("day", key, calendar.exceptions)
    left = {day: special for day, special in calendar.exceptions.items() if day != key}
    return Calendar(versions=calendar.versions, zone=calendar.zone, exceptions=left).checked()


def without_version(calendar: Calendar, begins: str) -> Calendar:
    """Return the calendar without the version that begins on a day; the first one stays."""
    left = tuple(each for each in calendar.versions if each.begins is None or each.begins.isoformat() != begins)
    if not left or len(left) == len(calendar.versions):
        raise UsageError(gettext("There is no such version."))
    return Calendar(versions=left, zone=calendar.zone, exceptions=calendar.exceptions).checked()


def with_file(calendar: Calendar, file: UploadedFile[Any] | None, zone: str) -> tuple[Calendar, tuple[str, ...]]:
    """Return the calendar with what the events of an iCalendar file close, and which were left out and why.

    Raises:
        ClewError: there is no file, it is too large, or it is no calendar file.
    """
    if file is None or not file.size:
        raise UsageError(gettext("Choose a file: iCalendar, as calendars export it (.ics)."))
    if file.size > MOST_BYTES:
        raise UsageError(gettext("The file is too large for a calendar of closed days: at most 5 MB."))
    until = datetime.now(UTC).date() + WRITTEN_OUT
    closed = read_closed_days(file.read(), place_of(calendar.zone or zone), until)
    return add_closed_days(calendar, closed).checked(), closed.left_out


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(gettext("“%(text)s” is no day; write it as 2026-03-31.") % {"text": text[:20]}) from None
