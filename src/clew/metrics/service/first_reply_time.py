"""First reply time: how long people wait for the first word of an agent.

Zendesk, "About native Support time duration metrics". A ticket that is solved without a reply is answered no more: the
two endings compete, as those of calls do (Aalen & Johansen 1978). To take it for open still (Kaplan & Meier 1958 of the
replies alone) would say that it is answered some day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.columns import moment, unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import resolved_lives
from clew.metrics.rows.ticket_replies import with_replies
from clew.metrics.rows.working import TIME_PARAMETERS, elapsed
from clew.metrics.service.parameters import HORIZON, PRESET, TARGET, hours, lasting

__all__ = ["first_reply_time"]

#: How a wait for a reply ends.
ANSWERED, SOLVED = "answered", "solved"


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets; ``y`` is seconds from opening to the first public reply of an agent, or to the end without.

    ``ending`` is "answered", or "solved" where it was solved without a reply; null, and not ``ended``, where it waits
    still, ``y`` going up to ``as_of``. A ticket that an agent began has nobody
    waiting for a first word and does not count; with ``preset=zendesk`` it does, up to the agent's second comment,
    and a ticket without a reply has no time.
    """
    rows = resolved_lives(tables, {**parameters, "resolution": "full", "done": "either"})
    rows = with_replies(tables, rows, parameters)
    stated = ibis.cases((rows.replied_at <= moment(parameters), rows.replied_at))
    replied = rows.mutate(reply_at=ibis.coalesce(rows.written_at, stated))
    until = ibis.coalesce(replied.reply_at, replied.over_at, moment(parameters))
    timed = elapsed(tables, replied, replied.begun_at, until, parameters, name="lasted")
    ending = ibis.cases((timed.reply_at.notnull(), ANSWERED), (timed.over_at.notnull(), SOLVED))
    judged = timed.mutate(ending=ending, ended=ending.notnull())
    if parameters["preset"] == "zendesk":
        return unweighted(judged, ibis.cases((judged.reply_at.notnull(), judged.lasted)), judged.begun_at)
    asked = judged.filter(~judged.we_began)
    return unweighted(asked, asked.lasted, asked.begun_at)


def _answered(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.ending == ANSWERED, rows.y))


def _unanswered(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y.notnull() & (rows.ending == SOLVED), 1.0))


def _statistics() -> dict[str, Statistic]:
    """Return the statistics of times that may not have ended, for waits that end with a reply or without one."""
    plain = lasting("tickets", "answered", "answered tickets only")
    answered = {name: replace(plain[name], value=_answered) for name in plain if name.startswith("closed_")}
    over = "were over by then: answered, or solved without a reply"
    return {
        **plain,
        **answered,
        "median": replace(plain["median"], about=f"half of the waits {over}"),
        "p90": replace(plain["p90"], about=f"nine in ten waits {over}"),
        "restricted_mean": replace(plain["restricted_mean"], about="mean wait up to the horizon"),
        "within": Statistic(
            "within", "share", "incidence", "share answered within the target, of all, those solved without too",
            horizon=hours("target"), cause=ANSWERED,
        ),
        "open": replace(plain["open"], about="how many wait still"),
        "unanswered": Statistic("unanswered", "tickets", "count", "how many were solved without a reply", _unanswered),
    }  # fmt: skip


def _lacking(has: Callable[[str, str], bool], _parameters: Mapping[str, str]) -> str | None:
    if has("tickets", "replied_at") or has("ticket_changes", "what=reply"):
        return None
    return (
        "first_reply_time needs the replies: rows of ticket_changes where what = reply (from the history of a ticket), "
        "or tickets.replied_at. Nothing here has them."
    )


first_reply_time = Metric(
    name="first_reply_time",
    label="First reply time",
    about="seconds from the opening of a ticket to the first public reply of an agent; a bot's is none",
    unit="seconds",
    direction="lower",
    table="tickets",
    needs=("tickets.opened_at", "ticket_changes where what = reply, or tickets.replied_at"),
    time_column="opened_at",
    default_statistic="median",
    statistics=_statistics(),
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    remarks=(LEFT_OUT,),
    shown=("preset",),
    lacking=_lacking,
    parameters=(PRESET, TARGET, HORIZON, *TIME_PARAMETERS),
    counts="tickets, merged ones, spam and duplicates left out",
    source="Zendesk, About native Support time duration metrics; Aalen & Johansen (1978)",
    version=2,
)
