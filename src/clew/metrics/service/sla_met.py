"""SLA met: the share of tickets solved within their target, open ones judged as far as they were watched.

By cohort of opening: Kaplan & Meier (1958) at the target, so that old open tickets cannot hide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.engines.json_text import json_text
from clew.errors import UsageError
from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import seconds_between, unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.solved_before_opened import SOLVED_BEFORE_OPENED
from clew.metrics.rows.ticket_lives import DONE, RESOLUTION, lives, resolved_lives, unexcluded
from clew.metrics.rows.working import TIME_PARAMETERS, elapsed
from clew.metrics.service.parameters import DEADLINE, FLAG, TARGET, text_in
from clew.tables import TABLES

__all__ = ["sla_met"]

YES, NO = (
    ("true", "yes", "y", "1", "met", "ontime", "on time"),
    ("false", "no", "n", "0", "missed", "breached", "overdue"),
)
#: A share of the target that is surely within it, and one that is surely beyond.
KEPT, MISSED = 0.5, 2.0
#: The least share of the target that lies beyond it, for what was late by less than can be seen.
LATE = 1.000001


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets that have a target; ``y`` is the time each took in shares of its own target, ``ended`` or not.

    The target is the source's ``flag``, else a ``deadline``, else so many hours.
    """
    if parameters["flag"]:
        return _flagged(tables, parameters)
    rows = resolved_lives(tables, parameters)
    rows = rows.mutate(ended=rows.done_at.notnull())
    return _by_deadline(rows, parameters) if parameters["deadline"] else _by_hours(tables, rows, parameters)


def _flagged(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    rows = unexcluded(lives(tables, parameters))
    said = text_in(rows, parameters["flag"], "flag").strip().lower()
    y = ibis.cases((said.isin(YES), KEPT), (said.isin(NO), MISSED))
    return unweighted(rows, y, rows.begun_at).mutate(ended=ibis.literal(value=True))


def _by_hours(tables: Mapping[str, Any], rows: Any, parameters: Mapping[str, str]) -> Any:
    timed = elapsed(tables, rows, rows.begun_at, rows.seen_at, parameters, name="lasted")
    target = float(parameters["target"]) * 3600
    share = timed.lasted / target if target else ibis.cases((timed.lasted > 0, MISSED), (timed.lasted <= 0, KEPT))
    return unweighted(timed, share, timed.begun_at)


def _by_deadline(rows: Any, parameters: Mapping[str, str]) -> Any:
    due = rows.mutate(by_then=_deadline(rows, parameters["deadline"]))
    due = due.filter(due.by_then.notnull())
    allowed, taken = seconds_between(due.begun_at, due.by_then), seconds_between(due.begun_at, due.seen_at)
    share = ibis.cases((allowed > 0, taken / ibis.greatest(allowed, 1.0)), else_=MISSED)
    late = due.seen_at > due.by_then
    y = ibis.cases((late, ibis.greatest(share, LATE)), (due.ended, ibis.least(share, 1.0)), else_=share)
    return unweighted(due, ibis.cases((y < 0, 0.0), else_=y), due.begun_at)


def _deadline(rows: Any, name: str) -> Any:
    """Return the deadline of each ticket: a column of times, or ISO 8601 (UTC) under a key of the properties."""
    head, _, key = name.partition(".")
    if head == "properties" and key:
        text = json_text(rows.properties, key)
        is_time = text.re_search(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$")
        return ibis.cases((is_time, text), else_=ibis.null("string")).cast("timestamp(6)")
    if name not in TABLES["tickets"].times:
        raise UsageError.unknown("deadline of tickets", name, [*TABLES["tickets"].times, "properties.<key>"])
    return rows[name]


def _closed(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.ended & rows.y.notnull(), (rows.y <= 1).ifelse(1.0, 0.0)))


def _breached(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y > 1, 1.0))


def _still_breached(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases(((rows.y > 1) & ~rows.ended, 1.0))


def _whole(_parameters: Mapping[str, str]) -> float:
    return 1.0


def _lacking(has: Callable[[str, str], bool], parameters: Mapping[str, str]) -> str | None:
    name = parameters["deadline"]
    if not name or parameters["flag"] or has("tickets", name.partition(".")[0]):
        return None
    return (
        f"sla_met needs a deadline for each ticket, and tickets.{name} is empty: map it (due_at), or say "
        "--set deadline=properties.<key>, --set flag=properties.<key> or --set target=HOURS with --set deadline=."
    )


sla_met = Metric(
    name="sla_met",
    label="Service level met",
    about="share of tickets solved within their target; open tickets past it are not met, others count so far",
    unit="share",
    direction="higher",
    table="tickets",
    needs=(
        "tickets.opened_at",
        "tickets.resolved_at, or ticket_changes where what = status",
        "a target, deadline or flag",
    ),
    time_column="opened_at",
    default_statistic="met",
    statistics={
        "met": Statistic("met", "share", "within", "share solved within the target, open ones counted", horizon=_whole),
        "met_closed": Statistic("met_closed", "share", "proportion", "throughput: closed tickets only", _closed),
        "breached": Statistic("breached", "tickets", "count", "how many took longer, open ones too", _breached),
        "open_breached": Statistic("open_breached", "tickets", "count", "how many open ones are late", _still_breached),
        "answers": Statistic("answers", "tickets", "count", "how many had a target", count_of),
    },
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    shown=("target",),
    remarks=(LEFT_OUT, SOLVED_BEFORE_OPENED),
    lacking=_lacking,
    parameters=(TARGET, DEADLINE, FLAG, RESOLUTION, DONE, *TIME_PARAMETERS),
    counts="tickets with a target, merged ones, spam and duplicates left out",
    source="Kaplan & Meier (1958), Journal of the American Statistical Association 53",
)
