"""The workspace's wall clock, as portable expressions: UTC to local time, and the calendar periods of local time.

Engines disagree about time zones and Ibis drops them silently; so Python reads the zone's offset changes and the
engine only compares instants and adds seconds. Times go in and come out as timestamps without a zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

import ibis

from clew.errors import UsageError

__all__ = ["PERIODS", "Every", "label_of", "local_time", "offset_changes", "period_label", "period_start"]

Every = Literal["day", "week", "month", "quarter", "year"]

#: The calendar periods and the unit an engine truncates to.
PERIODS: dict[str, str] = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}

_STEP = timedelta(hours=12)


@lru_cache(maxsize=64)
def offset_changes(zone: str, first: datetime, last: datetime) -> tuple[tuple[datetime, int], ...]:
    """Return (from when in UTC, seconds to add) for every offset of ``zone`` in [``first``, ``last``], in order.

    The first pair begins at ``first``. Zones are looked at every 12 hours, so two changes within 12 hours of each
    other that cancel out are not seen; the zone database has none since 1970.

    >>> offset_changes("Europe/Warsaw", datetime(2026, 3, 1), datetime(2026, 4, 1))
    ((datetime.datetime(2026, 3, 1, 0, 0), 3600), (datetime.datetime(2026, 3, 29, 1, 0), 7200))
    """
    place = ZoneInfo(zone)
    start, end = _whole_second(first), _whole_second(last)
    changes = [(start, _offset(place, start))]
    before = start
    while before < end:
        after = min(before + _STEP, end)
        if _offset(place, after) != changes[-1][1]:
            instant = _first_second_after(place, before, after)
            changes.append((instant, _offset(place, instant)))
            before = instant
        else:
            before = after
    return tuple(changes)


def _whole_second(instant: datetime) -> datetime:
    if instant.tzinfo is not None:
        instant = instant.astimezone(UTC).replace(tzinfo=None)
    return instant.replace(microsecond=0)


def _offset(place: ZoneInfo, instant: datetime) -> int:
    """Seconds that ``place`` is ahead of UTC at a UTC instant."""
    offset = instant.replace(tzinfo=UTC).astimezone(place).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _first_second_after(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with another offset than at ``before``, by halving."""
    old = _offset(place, before)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        same = _offset(place, before + timedelta(seconds=middle)) == old
        low, high = (middle, high) if same else (low, middle)
    return before + timedelta(seconds=high)


def local_time(column: Any, zone: str, first: datetime, last: datetime) -> Any:
    """Return the wall clock of ``zone`` for a UTC timestamp expression, right for instants in [``first``, ``last``].

    A CASE over the zone's offset changes that adds whole seconds: the same text on every engine. Null stays null.
    An instant before ``first`` gets the first offset, one after ``last`` the last. The clock of an autumn change
    shows one hour twice, as clocks do.

    >>> from clew.engines.compile import compile_expression
    >>> t = ibis.table({"at": "timestamp(6)"}, name="t")
    >>> local = local_time(t["at"], "Asia/Kathmandu", datetime(2026, 1, 1), datetime(2027, 1, 1))
    >>> print(compile_expression(t.select(local=local)))
    SELECT
      "t0"."at" + INTERVAL '20700' SECOND AS "local"
    FROM "t" AS "t0"
    """
    changes = offset_changes(zone, first, max(first, last))
    shifted = [_plus(column, offset) for _, offset in changes]
    if len(shifted) == 1:
        return shifted[0]
    branches = [(column < begins, before) for (begins, _), before in zip(changes[1:], shifted, strict=False)]
    return ibis.cases(*branches, else_=shifted[-1])


def _plus(column: Any, seconds: int) -> Any:
    if seconds == 0:
        return column
    if seconds < 0:
        return column - ibis.interval(seconds=-seconds)
    return column + ibis.interval(seconds=seconds)


def period_start(local: Any, every: Every, week_start: int = 1) -> Any:
    """Return the first instant of the period that a local time lies in; ``week_start`` is 1 Monday .. 7 Sunday.

    >>> from clew.engines.compile import compile_expression
    >>> t = ibis.table({"local": "timestamp(6)"}, name="t")
    >>> print(compile_expression(t.select(start=period_start(t["local"], "quarter"))))
    SELECT
      DATE_TRUNC('QUARTER', "t0"."local") AS "start"
    FROM "t" AS "t0"
    """
    if every not in PERIODS:
        raise UsageError.unknown("period", every, PERIODS)
    if not 1 <= week_start <= 7:  # noqa: PLR2004 - the days of a week
        raise UsageError(f"A week starts on a day from 1 (Monday) to 7 (Sunday), not {week_start}.")
    if every != "week" or week_start == 1:
        return local.truncate(PERIODS[every])
    days = ibis.interval(days=week_start - 1)
    return (local - days).truncate("W") + days


def period_label(local: Any, every: Every, week_start: int = 1) -> Any:
    """Return the label of the period that a local time lies in: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026.

    A week is named by its fourth day: it belongs to the year that holds four of its days or more. With weeks from
    Monday that is ISO 8601; with weeks from Sunday it is the epidemiological week (CDC, MMWR). Over many rows group
    by :func:`period_start` and label the few groups with :func:`label_of`: texts a row cost several times as much.
    """
    if every == "week":
        fourth = period_start(local, every, week_start) + ibis.interval(days=3)
        number = ((fourth.day_of_year() - 1) // 7 + 1).cast("int64").cast("string")
        return fourth.strftime("%Y") + "-W" + number.lpad(2, "0")
    if every == "quarter":
        return local.strftime("%Y") + "-Q" + local.quarter().cast("string")
    return local.strftime(_spelling(every))


def _spelling(every: str) -> str:
    spellings = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    if every not in spellings:
        raise UsageError.unknown("period", every, PERIODS)
    return spellings[every]


def label_of(start: datetime, every: Every) -> str:
    """Return the label of the period that begins at ``start`` (local time), as :func:`period_label` spells it.

    >>> [label_of(datetime(2026, 11, 16), every) for every in ("day", "week", "month", "quarter", "year")]
    ['2026-11-16', '2026-W47', '2026-11', '2026-Q4', '2026']
    """
    if every == "week":
        fourth = start + timedelta(days=3)
        return f"{fourth:%Y}-W{(fourth.timetuple().tm_yday - 1) // 7 + 1:02d}"
    if every == "quarter":
        return f"{start:%Y}-Q{(start.month + 2) // 3}"
    return start.strftime(_spelling(every))
