"""How the wait of a call or chat ended: it was answered, the caller gave up, it ended otherwise, or it lasts still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.rows.columns import moment, optional, seconds_between

__all__ = ["ANSWERED", "GAVE_UP", "OTHERWISE", "waits"]

ANSWERED, GAVE_UP, OTHERWISE = "answered", "gave up", "otherwise"


def waits(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the calls that had begun to wait by ``as_of``, with ``ending``, ``until`` and ``waited`` (seconds).

    ``ending`` is "answered", "gave up", "otherwise" (it ended, and nobody says how: a voice mail, a call back, a bot
    that did it all), or null where it lasts still; then ``until`` is ``as_of``. What came first counts: who gives up
    after an answer was answered, and of one instant an answer. What happened after ``as_of`` has not happened.
    """
    calls, now = tables["calls"], moment(parameters)
    begun = calls.filter(calls.queued_at.notnull() & (calls.queued_at <= now))
    times = {name: _by(begun, f"{name}_at", now) for name in ("answered", "abandoned", "ended")}
    known = begun.mutate(**{f"{name}_by": time for name, time in times.items()})
    is_answered = known.answered_by.notnull() & (
        known.abandoned_by.isnull() | (known.answered_by <= known.abandoned_by)
    )
    ending = ibis.cases(
        (is_answered, ANSWERED), (known.abandoned_by.notnull(), GAVE_UP), (known.ended_by.notnull(), OTHERWISE)
    )
    until = ibis.cases(
        (is_answered, known.answered_by),
        (known.abandoned_by.notnull(), known.abandoned_by),
        else_=ibis.coalesce(known.ended_by, now),
    )
    judged = known.mutate(ending=ending, until=until)
    return judged.mutate(waited=seconds_between(judged.queued_at, judged.until))


def _by(calls: Any, name: str, now: Any) -> Any:
    """Return a time column where it had come by ``now`` and not before the wait began, else null."""
    time = optional(calls, name, "timestamp(6)")
    return ibis.cases(((time <= now) & (time >= calls.queued_at), time))
