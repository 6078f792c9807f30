"""First reply time: how long people wait for the first word of an agent.

Zendesk, "About native Support time duration metrics"; Kaplan & Meier (1958), JASA 53.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric
from clew.metrics.rows.columns import moment, unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import resolved_lives
from clew.metrics.rows.ticket_replies import with_replies
from clew.metrics.rows.working import TIME_PARAMETERS, elapsed
from clew.metrics.service.parameters import HORIZON, PRESET, TARGET, lasting

__all__ = ["first_reply_time"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets; ``y`` is seconds from opening to the first public reply of an agent, ``ended`` says so.

    Without a reply it is watched until it was solved, else until ``as_of``. A ticket that an agent began has nobody
    waiting for a first word and does not count; with ``preset=zendesk`` it does, up to the agent's second comment,
    and a ticket without a reply has no time.
    """
    rows = resolved_lives(tables, {**parameters, "resolution": "full", "done": "either"})
    rows = with_replies(tables, rows, parameters)
    stated = ibis.cases((rows.replied_at <= moment(parameters), rows.replied_at))
    replied = rows.mutate(reply_at=ibis.coalesce(rows.written_at, stated))
    until = ibis.coalesce(replied.reply_at, replied.over_at, moment(parameters))
    timed = elapsed(tables, replied, replied.begun_at, until, parameters, name="lasted")
    judged = timed.mutate(ended=timed.reply_at.notnull())
    if parameters["preset"] == "zendesk":
        return unweighted(judged, ibis.cases((judged.ended, judged.lasted)), judged.begun_at)
    asked = judged.filter(~judged.we_began)
    return unweighted(asked, asked.lasted, asked.begun_at)


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
    statistics=lasting("tickets", "answered", "answered tickets only"),
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    remarks=(LEFT_OUT,),
    shown=("preset",),
    lacking=_lacking,
    parameters=(PRESET, TARGET, HORIZON, *TIME_PARAMETERS),
    counts="tickets, merged ones, spam and duplicates left out",
    source="Zendesk, About native Support time duration metrics; Kaplan & Meier (1958)",
)
