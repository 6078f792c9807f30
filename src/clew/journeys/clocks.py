"""The clock that waits are read from: the time itself, or one that runs in working time only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from clew.calendars.compiled import FIRST_YEAR, LAST_YEAR
from clew.calendars.working_days import working_days
from clew.journeys.definition import PathDefinition
from clew.questions.gathering.working import find_calendar, unworked_between

__all__ = ["clock_document", "unworked", "working_clock"]

Whole = npt.NDArray[np.int64]
_DAY = 86_400 * 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: The first and the last microsecond of the years for which calendars are compiled.
_FIRST = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LAST = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND - 1


def clock_document(definition: PathDefinition, lake: Any) -> str:
    """Return the calendar that the waits depend on as JSON text, "" for calendar time; UsageError: there is none."""
    if definition.time == "calendar":
        return ""
    calendar = find_calendar(lake.settings.documents["calendar"], definition.calendar)
    return msgspec.json.encode(calendar.to_document(), order="deterministic").decode()


def working_clock(at: Whole, definition: PathDefinition, lake: Any) -> Whole:
    """Return what the clock of the definition shows at times (microseconds since 1970, UTC), in microseconds.

    The difference of two readings is the time between them, or the working time between them. Years before 1900 and
    after 2199 are slips of the pen, for which no calendar is compiled: there the clock of working time stands still.
    """
    if definition.time == "calendar" or not len(at):
        return at
    calendar = find_calendar(lake.settings.documents["calendar"], definition.calendar)
    known = np.clip(at, _FIRST, _LAST)
    day = known // _DAY
    first, last = (_EPOCH.date() + timedelta(days=int(end)) for end in (day.min(), day.max()))
    days = working_days(calendar, definition.zone, first, last)
    place, within = day - day.min(), known - day * _DAY
    shown: Whole = days["before"].to_numpy()[place]
    for column in days.column_names:
        if column.startswith("start_"):
            start = days[column].to_numpy()[place]
            end = days[column.replace("start", "end")].to_numpy()[place]
            shown = shown + np.minimum(np.maximum(within, start), end) - start
    return shown


def unworked(at: Whole, definition: PathDefinition, lake: Any) -> tuple[str, ...]:
    """Return the sentence that the calendar never works while the contacts at these times are; none where it does."""
    if definition.time == "calendar" or not len(at):
        return ()
    calendar = find_calendar(lake.settings.documents["calendar"], definition.calendar)
    ends = np.clip(np.array([at.min(), at.max()]), _FIRST, _LAST)
    first, last = ((_EPOCH + int(end) * _MICROSECOND).replace(tzinfo=None) for end in ends)
    return unworked_between(definition.calendar, calendar, definition.zone, first, last)
