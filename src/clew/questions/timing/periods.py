"""Calendar periods of an answer: how they are cut, named, followed by the next, and whether they are complete."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from clew.engines.clock import label_of
from clew.errors import UsageError
from clew.questions.question import Every

__all__ = ["label", "next_start", "previous_start", "span_before", "start_of", "start_of_label", "year_before"]


def start_of(local: datetime, every: Every, week_start: int = 1) -> datetime:
    """Return the first instant of the period that the wall clock time ``local`` lies in.

    >>> start_of(datetime(2026, 11, 21, 13), "quarter")
    datetime.datetime(2026, 10, 1, 0, 0)
    """
    day = datetime(local.year, local.month, local.day)  # noqa: DTZ001 - wall clock times have no zone here
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=(day.isoweekday() - week_start) % 7)
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def next_start(start: datetime, every: Every) -> datetime:
    """Return the first instant of the period after the one that begins at ``start``.

    >>> next_start(datetime(2026, 12, 1), "month")
    datetime.datetime(2027, 1, 1, 0, 0)
    """
    if every in {"day", "week"}:
        return start + timedelta(days=7 if every == "week" else 1)
    return start_of(start + timedelta(days={"month": 32, "quarter": 93, "year": 367}[every]), every)


def previous_start(start: datetime, every: Every, week_start: int = 1) -> datetime:
    """Return the first instant of the period before the one that begins at ``start``."""
    return start_of(start - timedelta(hours=1), every, week_start)


def year_before(start: datetime, every: Every, week_start: int = 1) -> datetime:
    """Return the first instant of the same period a year before; for weeks 52 weeks, for a leap day the 28th.

    >>> year_before(datetime(2026, 11, 16), "week")
    datetime.datetime(2025, 11, 17, 0, 0)
    """
    if every == "week":
        return start_of(start - timedelta(weeks=52), every, week_start)
    try:
        return start.replace(year=start.year - 1)
    except ValueError:
        return start.replace(year=start.year - 1, day=28)


def span_before(start: datetime, end: datetime) -> datetime:
    """Return where the span before [``start``, ``end``) begins: as many whole months before, else as much wall clock.

    >>> span_before(datetime(2026, 3, 1), datetime(2026, 4, 1))
    datetime.datetime(2026, 2, 1, 0, 0)
    """
    if start != start_of(start, "month") or end != start_of(end, "month"):
        return start - (end - start)
    first = _months(start) - (_months(end) - _months(start))
    return start.replace(year=first // 12, month=first % 12 + 1)


def _months(start: datetime) -> int:
    return start.year * 12 + start.month - 1


def label(start: datetime, every: Every) -> str:
    """Return the name of the period that begins at ``start``: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026."""
    return label_of(start, every)


def start_of_label(text: str, every: Every, week_start: int = 1) -> datetime:
    """Return the first instant of the period that an answer calls ``text``; UsageError where it is no such period.

    >>> start_of_label("2026-Q4", "quarter", 1), start_of_label("2026-W47", "week", 1)
    (datetime.datetime(2026, 10, 1, 0, 0), datetime.datetime(2026, 11, 16, 0, 0))
    """
    start = _found(text, every, week_start)
    if start is None:
        raise UsageError(f"'{text[:20]}' is no such period: write 2026-10-20, 2026-W43, 2026-10, 2026-Q4 or 2026.")
    return start


def _found(text: str, every: Every, week_start: int) -> datetime | None:
    try:
        guess = _guess(text, every)
    except ValueError:
        return None
    middle = datetime(guess.year, guess.month, guess.day)  # noqa: DTZ001 - a wall clock time
    for days in (0, 3, -3, 7, -7):
        try:
            start = start_of(middle + timedelta(days=days), every, week_start)
        except OverflowError:
            continue
        if label(start, every) == text:
            return start
    return None


def _guess(text: str, every: Every) -> date:
    year, _, rest = text.partition("-")
    if every == "week":
        return date.fromisocalendar(int(year), int(rest.removeprefix("W")), 1)
    if every == "quarter":
        return date(int(year), int(rest.removeprefix("Q")) * 3 - 2, 1)
    if every == "month":
        return date(int(year), int(rest), 1)
    return date(int(year), 1, 1) if every == "year" else date.fromisoformat(text)
