"""Tickets with what became of them: when they were opened, first and last done, reopened, who had them how long.

Clock model: a ticket that comes back from *done* is not done; one whose last status is excluded (merged, spam,
duplicate) is no request of its own. Definitions of first and full resolution: Zendesk, "About native Support time
duration metrics".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import ibis

from clew.metrics.metric import Parameter
from clew.metrics.rows.columns import moment, within_spans
from clew.metrics.rows.ticket_spans import HELD, ticket_spans
from clew.metrics.rows.working import clock, seconds_of

__all__ = ["DONE", "RESOLUTION", "lives", "opened_within", "resolved_lives", "unexcluded"]

RESOLUTION = Parameter(
    "resolution", "first: the first time it was solved; full: the last time, a reopened one being open",
    "full", ("full", "first"),
)  # fmt: skip
DONE = Parameter(
    "done", "stated: solved when the source says so (resolved_at); history: when its status says so; either: stated "
    "where the source ever states it, else history", "either", ("either", "stated", "history"),
)  # fmt: skip


def lives(tables: Mapping[str, Any], parameters: Mapping[str, str], *, seconds: bool = False) -> Any:
    """Return the tickets that had come by ``as_of``, each with its life, all of null where it has no history.

    ``begun_at`` (opened, else first change), ``first_done_at``, ``last_done_at``, ``last_start_at`` (when the present
    status began), ``last_holder``, ``reopenings``, and with ``seconds`` ``us``, ``customer``, ``third_party`` and
    ``bot``: seconds each had it, up to ``as_of``.
    """
    spans = ticket_spans(tables, parameters, seconds=seconds)
    life = spans.group_by("life_of").aggregate(**_facts(spans), **(_held(spans) if seconds else {}))
    tickets = tables["tickets"]
    joined = tickets.left_join(life, tickets.ticket_id == life.life_of).drop("life_of")
    begun = joined.mutate(begun_at=ibis.coalesce(joined.opened_at, joined.first_change_at))
    come = begun.filter(begun.begun_at.isnull() | (begun.begun_at <= moment(parameters)))
    return _until_now(tables, come, parameters) if seconds else come


def opened_within(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Mapping[str, Any]:
    """Return ``tables`` with the tickets alone that were opened in the spans that are looked at, and their histories.

    A ticket of which nobody knows when it was opened stays. ``stating_tickets`` are all of them, for what the whole of
    a source tells.
    """
    if not parameters.get("spans"):
        return tables
    tickets = within_spans(tables["tickets"], tables["tickets"].opened_at, parameters)
    changes = _changed_within(tables["ticket_changes"], parameters).semi_join(tickets, "ticket_id")
    return {**tables, "tickets": tickets, "ticket_changes": changes, "stating_tickets": tables["tickets"]}


def _changed_within(changes: Any, parameters: Mapping[str, str]) -> Any:
    """Return the changes between the two times between which all are known to lie, where that is known."""
    if not parameters.get("changed"):
        return changes
    first, last = (_instant(datetime.fromisoformat(time)) for time in parameters["changed"].split("/"))
    return changes.filter((changes.changed_at >= first) & (changes.changed_at <= last))


def _instant(time: datetime) -> Any:
    return ibis.literal(time, type="timestamp(6)")


def _until_now(tables: Mapping[str, Any], rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return the tickets with the time since their last change given to who has them."""
    now = clock(tables, rows.mutate(now_at=moment(parameters)), moment(parameters), parameters, name="now_read")
    since = seconds_of(now.last_read, now.now_read)
    given = {name: ibis.ifelse(now.last_holder == name, now[name] + since, now[name]) for name in HELD}
    return now.mutate(**given).drop("now_at", "now_read", "last_read")


def _facts(spans: Any) -> dict[str, Any]:
    done, was_done = spans.holder == "done", ibis.coalesce(spans.before == "done", ibis.literal(value=False))
    last = spans.is_last
    return {
        "first_change_at": spans.start_at.min(where=spans.has_change),
        "first_done_at": spans.start_at.min(where=done),
        "last_done_at": spans.start_at.max(where=done & ~was_done),
        "last_start_at": spans.start_at.max(where=last & spans.has_change),
        "last_holder": spans.holder.max(where=last),
        "reopenings": (was_done & spans.holder.isin(HELD)).cast("int64").sum(),
    }


def _held(spans: Any) -> dict[str, Any]:
    nothing = ibis.literal(0.0)
    given = {name: ibis.cases((spans.holder == name, spans.seconds), else_=nothing) for name in HELD}
    sums = {name: ibis.coalesce(seconds.sum(), nothing) for name, seconds in given.items()}
    return {**sums, "last_read": spans["read"].max(where=spans.is_last)}


def unexcluded(rows: Any) -> Any:
    """Return the tickets that are requests of their own: merged ones, spam and duplicates left out."""
    return rows.filter(rows.last_holder.isnull() | (rows.last_holder != "excluded"))


def resolved_lives(tables: Mapping[str, Any], parameters: Mapping[str, str], *, seconds: bool = False) -> Any:
    """Return the tickets that count, with ``done_at`` (null: not solved by ``as_of``), ``over_at`` and ``seen_at``.

    What was solved before it was opened, as its source says (clocks differ), was solved at once.
    ``seen_at`` is up to when a ticket was watched: until it was solved, else ``as_of``. It is null for one that is
    closed though its source, which states when others were solved, does not say it of this one: nobody knows how long
    it took. ``over_at`` is when it was closed all the same (null: it is open).
    """
    rows = unexcluded(lives(tables, parameters, seconds=seconds))
    now = moment(parameters)
    known = rows.resolved_at.notnull() & (rows.resolved_at <= now)
    stated = rows.mutate(
        stated_at=ibis.cases((known & _reversed(rows), rows.begun_at), (known, rows.resolved_at)),
        closed_at=ibis.cases((rows.last_holder == "done", rows.last_done_at)),
    )
    stated = _with_states(tables, stated, parameters)
    done = ibis.ifelse(stated.states, _stated(stated, parameters), _by_history(stated, parameters))
    solved = stated.mutate(done_at=done)
    over = solved.mutate(over_at=ibis.coalesce(solved.done_at, solved.closed_at))
    watched = over.mutate(seen_at=ibis.coalesce(over.done_at, ibis.cases((over.over_at.isnull(), now))))
    return watched.drop("stated_at", "closed_at", "states")


def _reversed(rows: Any) -> Any:
    return ibis.coalesce(rows.resolved_at < rows.begun_at, ibis.literal(value=False))


def _with_states(tables: Mapping[str, Any], rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return ``rows`` with ``states``: whether the source of each ticket states when tickets were solved.

    It does where it says so of any ticket by ``as_of``, one that is left out too.
    """
    if parameters["done"] != "either":
        return rows.mutate(states=ibis.literal(parameters["done"] == "stated"))
    if parameters.get("stating"):
        return rows.mutate(states=_is_stating(rows, parameters))
    tickets = tables.get("stating_tickets", tables["tickets"])
    said = tickets.filter(tickets.resolved_at <= moment(parameters))
    stating = said.group_by(stating_source=ibis.coalesce(said.source, ibis.literal(""))).aggregate(times=said.count())
    joined = rows.left_join(stating, ibis.coalesce(rows.source, ibis.literal("")) == stating.stating_source)
    return joined.mutate(states=joined.times.notnull()).drop("stating_source", "times")


def _is_stating(rows: Any, parameters: Mapping[str, str]) -> Any:
    """Return whether the source of each ticket is one of those of which the question knows since when they state it."""
    source, now = ibis.coalesce(rows.source, ibis.literal("")), moment(parameters)
    since = {named: _instant(datetime.fromisoformat(first)) for named, first in json.loads(parameters["stating"])}
    return reduce(
        or_, [(source == named) & (first <= now) for named, first in since.items()], ibis.literal(value=False)
    )


def _stated(rows: Any, parameters: Mapping[str, str]) -> Any:
    if parameters["resolution"] == "first":
        return ibis.coalesce(rows.first_done_at, rows.stated_at)
    reopened = rows.last_holder.isin(HELD) & (rows.last_start_at > rows.stated_at)
    return ibis.cases(
        (ibis.coalesce(reopened, ibis.literal(value=False)), ibis.null("timestamp(6)")), else_=rows.stated_at
    )


def _by_history(rows: Any, parameters: Mapping[str, str]) -> Any:
    return rows.first_done_at if parameters["resolution"] == "first" else rows.closed_at
