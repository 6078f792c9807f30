"""Which time an answer needs: its own window, the one it is compared with, and whether a period is whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Window
from clew.questions.plan import Plan
from clew.questions.timing.periods import next_start, previous_start, span_before, start_of, year_before
from clew.questions.timing.times import local_of, utc_of

__all__ = ["Covered", "compared_window", "covered", "is_whole", "own_window"]

Covered = tuple[datetime | None, datetime | None]


def own_window(reader: Reader, plan: Plan) -> Window:
    """Return the window of the question; without ``as_of`` the latest thing that happened in the tables asked."""
    question = plan.question
    return Window(question.as_of or reader.latest(*plan.tables), question.start, question.end)


def compared_window(plan: Plan, window: Window) -> Window | None:
    """Return the window that lies before the question's own and is compared with it; None where it lies within.

    Without ``every`` as many months (days, seconds of the wall clock) before, or the same dates a year before; with it
    the periods that the first ones are compared with.
    """
    question = plan.question
    if question.compare not in {"previous", "year"} or window.start is None:
        return None
    local = local_of(window.start, question.zone)
    if question.every:
        first = start_of(local, question.every, question.week_start)
        before = (year_before if question.compare == "year" else previous_start)(
            first, question.every, question.week_start
        )
        return replace(window, start=utc_of(before, question.zone), end=utc_of(first, question.zone))
    if window.end is None:
        return None
    if question.compare == "previous":
        before = span_before(local, local_of(window.end, question.zone))
        return replace(window, start=utc_of(before, question.zone), end=window.start)
    ends = (year_before(local_of(end, question.zone), "day") for end in (window.start, window.end))
    start, end = (utc_of(end, question.zone) for end in ends)
    return replace(window, start=start, end=end)


def covered(reader: Reader, plan: Plan, window: Window) -> Covered:
    """Return from when to when (local time) the data and the question cover whole days.

    Where a metric waits some days for what follows, its last days are not covered yet.
    """
    zone, (first, _), last = plan.question.zone, reader.span(plan.table), reader.latest(plan.table)
    begins = [local_of(window.start, zone)] if window.start else []
    begins += [start_of(local_of(first, zone), "day")] if first else []
    ends = [local_of(window.end, zone)] if window.end else []
    known = [time for time in (last, plan.question.as_of) if time]
    wait = timedelta(days=float(plan.parameters.get("days", 0)))
    ends += [next_start(start_of(local_of(min(known) - wait, zone), "day"), "day")] if known else []
    return max(begins, default=None), min(ends, default=None)


def is_whole(period: datetime, plan: Plan, covers: Covered) -> bool:
    """Return whether the period that begins at ``period`` (local time) is covered from its first to its last day."""
    begins, ends = covers
    every = plan.question.every
    if every is None:
        return True
    return (begins is None or begins <= period) and (ends is None or ends >= next_start(period, every))
