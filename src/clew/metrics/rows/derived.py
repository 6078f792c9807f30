"""Columns that are computed from others, for ``--by`` and ``--where``: ``promises.kept`` and their like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from clew.engines.clock import local_time
from clew.errors import UsageError
from clew.metrics.metric import Parameter
from clew.metrics.rows.promises import PROMISE_PARAMETERS, is_kept
from clew.rules import UNKNOWN, Rules, is_avoidable, reason_of, stage_of

__all__ = ["DERIVED", "Derived"]


@dataclass(frozen=True, slots=True)
class Derived:
    """A column that is computed: ``build(rows, parameters)`` returns it as text, with the parameters it listens to."""

    about: str
    build: Callable[[Any, Mapping[str, str]], Any]
    parameters: tuple[Parameter, ...] = ()


def _kept(promises: Any, parameters: Mapping[str, str]) -> Any:
    kept = is_kept(promises, parameters)
    return ibis.cases((kept.isnull(), "not due"), (kept, "yes"), else_="no")


def _answered(feedback: Any, _parameters: Mapping[str, str]) -> Any:
    given = feedback.answered_at.notnull() | feedback.rating.notnull() | feedback.choice.notnull()
    return ibis.cases((given, "yes"), else_="no")


def _has_text(feedback: Any, _parameters: Mapping[str, str]) -> Any:
    # looks at a verbatim only up to its first letter, where to strip it would copy all of it
    return ibis.cases((feedback.verbatim.re_search("[^ \t\r\n]"), "yes"), else_="no")


def _nps_class(feedback: Any, _parameters: Mapping[str, str]) -> Any:
    asked = feedback.metric == "nps"
    return ibis.cases(
        (asked & (feedback.rating >= PROMOTER), "promoter"),
        (asked & (feedback.rating >= PASSIVE), "passive"),
        (asked & feedback.rating.notnull(), "detractor"),
    )


def _reason(contacts: Any, parameters: Mapping[str, str]) -> Any:
    return reason_of(contacts, Rules.from_json(parameters["rules"]))


def _avoidable(contacts: Any, parameters: Mapping[str, str]) -> Any:
    avoidable = is_avoidable(contacts, Rules.from_json(parameters["rules"]))
    return ibis.cases((avoidable.isnull(), UNKNOWN), (avoidable, "yes"), else_="no")


def _stage(rows: Any, parameters: Mapping[str, str]) -> Any:
    return stage_of(rows.touchpoint, Rules.from_json(parameters["rules"]))


def _weekday(column: str) -> Callable[[Any, Mapping[str, str]], Any]:
    """Return what builds the day of the week (monday ... sunday) of a time column, in the workspace's zone."""

    def build(rows: Any, parameters: Mapping[str, str]) -> Any:
        first, last = (datetime.fromisoformat(parameters[name]) for name in ("first", "last"))
        day = local_time(rows[column], parameters["zone"], first, last).day_of_week.index()
        return ibis.cases(*((day == place, name) for place, name in enumerate(WEEKDAYS)))

    return build


def _holder(rows: Any, _parameters: Mapping[str, str]) -> Any:
    if "holder" not in rows.columns:
        raise UsageError("'holder' splits the time of tickets by who had them: ask time_with, which always does.")
    return rows.holder


#: The least rating from 0 to 10 of a promoter and of a passive.
PROMOTER, PASSIVE = 9, 7
#: Days of the week as they are asked by, the first one being 0.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIMES = {"tickets": "opened_at", "calls": "queued_at", "events": "occurred_at"}
_REASON = Derived("why the contact was made, by the rules", _reason)
_AVOIDABLE = Derived("yes, no, or unknown, by the rules", _avoidable)
_STAGE = Derived("the stage its touchpoint belongs to, by the rules", _stage)

#: Every derived column by (table, name).
DERIVED: dict[tuple[str, str], Derived] = {
    ("promises", "kept"): Derived("yes, no, or not due", _kept, PROMISE_PARAMETERS),
    ("feedback", "answered"): Derived("yes or no", _answered),
    ("feedback", "has_text"): Derived("yes, where something was written; or no", _has_text),
    ("feedback", "nps_class"): Derived("promoter, passive, detractor of an answer from 0 to 10", _nps_class),
    ("tickets", "holder"): Derived("us, customer, third_party or bot: who had the ball (time_with alone)", _holder),
    **{(table, "reason"): _REASON for table in ("tickets", "calls", "events")},
    **{(table, "avoidable"): _AVOIDABLE for table in ("tickets", "calls", "events")},
    **{
        (table, "weekday"): Derived(f"day of the week of {at}, monday to sunday", _weekday(at))
        for table, at in _TIMES.items()
    },
    **{(table, "stage"): _STAGE for table in ("events", "feedback", "tickets", "promises")},
}
