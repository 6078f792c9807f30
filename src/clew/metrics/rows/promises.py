"""Promises: which are due, which are kept, and by how much they were late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import ibis

from clew.engines.clock import local_time
from clew.errors import UsageError
from clew.metrics.metric import Parameter
from clew.metrics.rows.columns import moment, optional
from clew.metrics.rows.working import elapsed, is_working

__all__ = ["DAY", "PROMISE_PARAMETERS", "TOLERANCE", "is_kept", "is_late", "promise_time", "with_lateness"]

DAY = Parameter(
    "day", "yes: kept at any time of the promised calendar day (the workspace's) is kept", "no", ("yes", "no")
)
TOLERANCE = Parameter(
    "tolerance", "seconds after the deadline, or units short of the promised value, that still count as kept", "0",
    kind="number",
)  # fmt: skip
GOAL = Parameter("goal", "whether a promised value is a least or a most", "at_least", ("at_least", "at_most"))
PROMISE_PARAMETERS = (DAY, TOLERANCE, GOAL)


def promise_time(promises: Any) -> Any:
    """Return the time a promise counts at: when it was due, else when it was made."""
    due, made = (optional(promises, name, "timestamp(6)") for name in ("due_at", "made_at"))
    return ibis.coalesce(due, made)


def is_kept(promises: Any, parameters: Mapping[str, str]) -> Any:
    """Return whether each promise was kept, null where it is not due: an Ibis column of flags.

    Due is what was done or whose deadline has passed at ``as_of``, unless it was withdrawn by then; what was done
    after ``as_of`` is not done yet. A promise of both a time and a value is kept when both are.
    """
    in_time, enough = _in_time(promises, parameters), _enough(promises, parameters)
    kept = ibis.cases((in_time.isnull(), enough), (enough.isnull(), in_time), else_=in_time & enough)
    withdrawn = optional(promises, "withdrawn_at", "timestamp(6)")
    return ibis.cases((withdrawn.notnull() & (withdrawn <= moment(parameters)), ibis.null("boolean")), else_=kept)


def with_lateness(tables: Mapping[str, Any], promises: Any, parameters: Mapping[str, str]) -> Any:
    """Return ``promises`` with ``late_by``: seconds from the deadline to when it was done; null until both are known.

    Negative is early. With ``day=yes`` whole calendar days of the workspace's zone, in seconds; working time has no
    such days, to ask for both raises :class:`UsageError`.
    """
    if is_working(parameters) and parameters["day"] == "yes":
        raise UsageError("day=yes counts whole calendar days: ask for it without time=working.")
    due, done = _clocked(promises.due_at, parameters), _clocked(_done(promises, parameters), parameters)
    return elapsed(tables, promises, due, done, parameters, name="late_by")


def is_late(promises: Any, parameters: Mapping[str, str]) -> Any:
    """Return whether what was promised for a time was done after it (and its tolerance), to the microsecond."""
    return _clocked(_done(promises, parameters), parameters) > _deadline(promises, parameters)


def _deadline(promises: Any, parameters: Mapping[str, str]) -> Any:
    deadline = _clocked(optional(promises, "due_at", "timestamp(6)"), parameters)
    allowed = round(float(parameters["tolerance"]))
    return deadline + ibis.interval(seconds=allowed) if allowed else deadline


def _in_time(promises: Any, parameters: Mapping[str, str]) -> Any:
    deadline, done = _deadline(promises, parameters), _clocked(_done(promises, parameters), parameters)
    passed = _clocked(moment(parameters), parameters) > deadline
    return ibis.cases(
        (deadline.isnull(), ibis.null("boolean")),
        (done.notnull(), done <= deadline),
        (passed, ibis.literal(value=False)),
    )


def _enough(promises: Any, parameters: Mapping[str, str]) -> Any:
    promised = optional(promises, "promised_value", "float64")
    given = optional(promises, "delivered_value", "float64")
    allowed = float(parameters["tolerance"])
    most = parameters["goal"] == "at_most"
    kept = (given <= promised + allowed) if most else (given >= promised - allowed)
    overdue = (optional(promises, "due_at", "timestamp(6)") < moment(parameters)) & given.isnull()
    return ibis.cases(
        (promised.isnull(), ibis.null("boolean")), (overdue, ibis.literal(value=False)), (given.notnull(), kept)
    )


def _done(promises: Any, parameters: Mapping[str, str]) -> Any:
    """Return when it was done, null where that lies after ``as_of``."""
    kept = optional(promises, "kept_at", "timestamp(6)")
    return ibis.cases((kept <= moment(parameters), kept))


def _clocked(time: Any, parameters: Mapping[str, str]) -> Any:
    """Return ``time``, or with ``day=yes`` the beginning of its day in the workspace's zone."""
    if parameters["day"] != "yes":
        return time
    first, last = (datetime.fromisoformat(parameters[name]) for name in ("first", "last"))
    return local_time(time, parameters["zone"], first, last).truncate("D")
