"""Hours as people write them: ``9-17``, ``8:30-12,13-17``, ``mon-fri 9-17; sat 10-14``, and back.

Inside, hours are pairs of minutes since midnight. 24:00 is 1440; a shift past midnight ends after it (22-6 is
(1320, 1800)) until :func:`split_at_midnight` gives its second part to the next day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from clew.errors import UsageError

__all__ = [
    "DAY",
    "WEEKDAYS",
    "Hours",
    "parse_hours",
    "parse_week",
    "spell_hours",
    "split_at_midnight",
    "subtract",
    "union",
]

Hours = tuple[tuple[int, int], ...]
#: Minutes of a day.
DAY = 1440
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHIFT = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?")
_HINT = "write hours as 9-17, 8:30-16:30 or 8-12,13-17; a shift past midnight as 22-6; 'closed' for none."


def parse_hours(text: str) -> Hours:
    """Return the hours that ``text`` says, sorted and merged; ``closed`` (or nothing) is none.

    Raises :class:`UsageError` for anything else, and for shifts that overlap.

    >>> parse_hours("13-17, 8:30-12"), parse_hours("22-6"), parse_hours("closed")
    (((510, 720), (780, 1020)), ((1320, 1800),), ())
    """
    if text.strip().lower() in {"", "closed"}:
        return ()
    shifts = sorted(_shift(part.strip()) for part in text.split(","))
    for (_, end), (start, _) in pairwise(shifts):
        if start < end:
            raise UsageError(f"The hours '{text}' overlap.")
    return union(shifts)


def _shift(text: str) -> tuple[int, int]:
    found = _SHIFT.fullmatch(text)
    if found is None:
        raise UsageError(f"'{text[:40]}' is no working time: {_HINT}")
    start, end = _minute(found[1], found[2], text), _minute(found[3], found[4], text)
    if start in {end, DAY}:
        raise UsageError(f"'{text}' has no length: the whole day is 0-24.")
    return start, end if end > start else end + DAY


def _minute(hour: str, minute: str | None, text: str) -> int:
    at = int(hour) * 60 + int(minute or 0)
    if at > DAY or int(minute or 0) >= 60:  # noqa: PLR2004 - minutes of an hour
        raise UsageError(f"'{text}' names a time that no clock shows: {_HINT}")
    return at


def spell_hours(hours: Hours) -> str:
    """Return hours as :func:`parse_hours` reads them.

    >>> spell_hours(((510, 720), (1320, 1800)))
    '08:30-12:00, 22:00-06:00'
    """
    return ", ".join(f"{_clock(start)}-{_clock(end if end <= DAY else end - DAY)}" for start, end in hours) or "closed"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_week(text: str) -> tuple[Hours, ...]:
    """Return the hours of Monday to Sunday that ``text`` says: days and hours, the parts apart by semicolons.

    Days are names or their beginnings, ranges or lists of them; a day that is not named is closed; ``24/7`` is always.
    Raises :class:`UsageError` for what is no day or no hours, for a day without hours, and for a day named twice.

    >>> parse_week("mon-thu 9-17; fri 9-13,14-16")[3:6]
    (((540, 1020),), ((540, 780), (840, 960)), ())
    """
    if text.strip() == "24/7":
        return (((0, DAY),),) * 7
    week: dict[int, Hours] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        days, _, hours = part.partition(" ")
        for day in parse_days(days):
            if day in week:
                raise UsageError(f"The week '{text}' names {WEEKDAYS[day]} twice.")
            week[day] = _said_hours(days, hours)
    if not week:
        raise UsageError("A week needs days and hours, as in 'mon-fri 9-17; sat 10-14'.")
    return tuple(week.get(day, ()) for day in range(7))


def _said_hours(days: str, hours: str) -> Hours:
    """The hours of days that a week names; without any the hours were forgotten, and closed is what nobody said."""
    if not hours.strip():
        raise UsageError(f"'{days}' has no hours: say '{days} 9-17' or '{days} closed'.")
    return parse_hours(hours)


def parse_days(text: str) -> tuple[int, ...]:
    """Return the numbers (Monday 0) of the days that ``text`` names: ``mon``, ``mon-fri``, ``sat,sun``.

    >>> parse_days("fri-mon,wed")
    (4, 5, 6, 0, 2)
    """
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        start = _weekday(first)
        end = _weekday(last) if dash else start
        found += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return tuple(found)


def _weekday(text: str) -> int:
    wanted = text.strip().lower()
    days = [place for place, name in enumerate(WEEKDAYS) if len(wanted) > 1 and name.startswith(wanted)]
    if len(days) != 1:
        raise UsageError.unknown("day of the week", text, WEEKDAYS)
    return days[0]


def split_at_midnight(hours: Iterable[tuple[int, int]]) -> tuple[Hours, Hours]:
    """Return the part of ``hours`` before midnight and, as hours of the next day, the part after it.

    >>> split_at_midnight(((540, 1020), (1320, 1800)))
    (((540, 1020), (1320, 1440)), ((0, 360),))
    """
    given = tuple(hours)
    own = union((start, min(end, DAY)) for start, end in given)
    return own, union((0, end - DAY) for _, end in given if end > DAY)


def union(hours: Iterable[Sequence[int]]) -> Hours:
    """Return ``hours`` sorted, those that meet or overlap joined, empty ones left out: nothing counts twice.

    >>> union([(60, 120), (0, 60), (300, 300), (100, 150)])
    ((0, 150),)
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in hours if start < end):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def subtract(hours: Hours, closed: Hours) -> Hours:
    """Return ``hours`` without what lies in ``closed``.

    >>> subtract(((540, 1020),), ((600, 660), (1000, 1440)))
    ((540, 600), (660, 1000))
    """
    left = list(hours)
    for start, end in closed:
        left = [part for a, b in left for part in ((a, min(b, start)), (max(a, end), b))]
        left = [(a, b) for a, b in left if a < b]
    return union(left)
