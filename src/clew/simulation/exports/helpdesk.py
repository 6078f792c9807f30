"""The help desk's exports: tickets with a row each, and their history with a row a change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.simulation.arrays import Flags, Texts, Times
from clew.simulation.customers import Customers
from clew.simulation.exports.lines import joined
from clew.simulation.service.plan import TEAMS, TOPICS
from clew.simulation.service.tickets import NEVER, Tickets
from clew.simulation.times import Calendar, iso_text

__all__ = ["HISTORY_DIRT", "TICKET_DIRT", "TICKET_HEADER", "history_lines", "ticket_lines", "ticket_numbers"]

TICKET_HEADER = (
    "Ticket ID,Customer No,Created at,Updated at,Solved at,Status,Type,Priority,Channel,Topic,Group,Assignee,Reopens"
)
#: Lines that no import can take.
TICKET_DIRT = (
    "89998,C100007,2025-02-30 10:15:00,2025-03-01 10:15:00,,open,Question,normal,web,Router,Lublin,,0",
    "89999,C100011,2025-0",
)
HISTORY_DIRT = (
    '{"audit_id": 7, "ticket_id": 50',
    '{"audit_id": 8, "ticket_id": 50003, "created_at": "yesterday", "field": "status", "value": "open"}',
)
_FIRST_NUMBER = 50_001
_UNKNOWN_SENDER = 0.004
_DELETED_EVERY = 100
_REPEATED = 0.003


@dataclass(frozen=True)
class _Changes:
    """One kind of change, of the tickets that have it: what became of which field, and who did it."""

    at: Times
    field: str
    value: str | Texts
    author: str


def ticket_numbers(tickets: Tickets) -> Texts:
    """Return the number of each ticket."""
    return (_FIRST_NUMBER + np.arange(len(tickets))).astype("U8")


def ticket_lines(
    rng: np.random.Generator, calendar: Calendar, customers: Customers, tickets: Tickets
) -> tuple[list[str], int]:
    """Return the lines of the tickets' export, header first, and how many tickets they tell.

    All is as it stands at the end of the record. A few senders are unknown, a few tickets were deleted (advertising),
    two lines are broken.
    """
    now = calendar.end
    known = rng.random(len(tickets)) >= _UNKNOWN_SENDER
    rows = joined(
        ",",
        ticket_numbers(tickets),
        np.where(known, customers.number[tickets.asked.customer], ""),
        iso_text(tickets.asked.at),
        iso_text(_updated(tickets, now)),
        _text_if(_finally_solved(tickets, now)),
        _status(tickets, now),
        np.char.capitalize(tickets.kind),
        tickets.priority,
        tickets.channel,
        np.array([name for name, _, _ in TOPICS])[tickets.asked.topic],
        np.array(TEAMS)[np.where(_team_is_last(tickets, now), tickets.team, tickets.first_team)],
        np.where(tickets.taken < now, tickets.agent, ""),
        (tickets.reopened < now).astype(np.int64).astype("U2"),
    )
    return [TICKET_HEADER, *_with_deleted(rows), *TICKET_DIRT], len(rows)


def history_lines(rng: np.random.Generator, calendar: Calendar, tickets: Tickets) -> tuple[list[str], int]:
    """Return every change of every ticket by time, a JSON object a line, and how many changes they tell.

    Times have their offset from UTC. A few lines stand there twice, as after a retry, and two are broken.
    """
    kinds = _kinds(tickets)
    at = np.concatenate([kind.at for kind in kinds])
    there = at < calendar.end
    rank = np.repeat(np.arange(len(kinds)), len(tickets))[there]
    ticket, at = np.tile(np.arange(len(tickets)), len(kinds))[there], at[there]
    order = np.lexsort((rank, ticket, at))
    rank, ticket, at = rank[order], ticket[order], at[order]
    value = np.concatenate([np.broadcast_to(np.asarray(kind.value, dtype="U12"), len(tickets)) for kind in kinds])
    lines = joined(
        "",
        '{"audit_id": ', (3_000_001 + np.arange(len(at))).astype("U12"),
        ', "ticket_id": ', ticket_numbers(tickets)[ticket],
        ', "created_at": "', iso_text(at, "T"), np.where(calendar.offset(at) == 7200, "+02:00", "+01:00"),
        '", "field": "', np.array([kind.field for kind in kinds])[rank],
        '", "value": "', value[there][order],
        '", "author": "', np.array([kind.author for kind in kinds])[rank],
        '"}',
    )  # fmt: skip
    repeated = np.sort(np.concatenate([np.arange(len(lines)), np.flatnonzero(rng.random(len(lines)) < _REPEATED)]))
    return [*np.array(lines, dtype=object)[repeated].tolist(), *HISTORY_DIRT], len(lines)


def _kinds(tickets: Tickets) -> tuple[_Changes, ...]:
    """Return every kind of change in the order in which those of one instant happen."""
    first, last = np.array(TEAMS)[tickets.first_team], np.array(TEAMS)[tickets.team]
    return (
        _Changes(tickets.asked.at, "status", "new", "end-user"),
        _Changes(tickets.asked.at, "group", first, "trigger"),
        _Changes(tickets.passed_on, "group", last, "agent"),
        _Changes(tickets.taken, "assignee", tickets.agent, "agent"),
        _Changes(tickets.taken, "status", "open", "agent"),
        _Changes(tickets.replied, "comment", "public", "agent"),
        _Changes(tickets.asked_back, "status", "pending", "agent"),
        _Changes(tickets.came_back, "comment", "public", "end-user"),
        _Changes(tickets.came_back, "status", "open", "end-user"),
        _Changes(tickets.solved, "status", "solved", "agent"),
        _Changes(tickets.reopened, "comment", "public", "end-user"),
        _Changes(tickets.reopened, "status", "open", "end-user"),
        _Changes(tickets.solved_again, "status", "solved", "agent"),
        _Changes(tickets.closed, "status", "closed", "trigger"),
    )


def _updated(tickets: Tickets, now: np.datetime64) -> Times:
    """Return the latest change of each ticket until ``now``."""
    latest = tickets.asked.at
    for kind in _kinds(tickets):
        latest = np.fmax(latest, np.where(kind.at < now, kind.at, NEVER))
    return latest


def _finally_solved(tickets: Tickets, now: np.datetime64) -> Times:
    """Return when each ticket was solved last; not a time for those not solved at ``now``."""
    open_again = (tickets.reopened < now) & ~(tickets.solved_again < now)
    solved = np.where(tickets.solved_again < now, tickets.solved_again, tickets.solved)
    return np.where((solved < now) & ~open_again, solved, NEVER)


def _status(tickets: Tickets, now: np.datetime64) -> Texts:
    """Return the status of each ticket at ``now``."""
    done = ~np.isnat(_finally_solved(tickets, now))
    waits = (tickets.asked_back < now) & ~(tickets.came_back < now)
    cases: list[Flags] = [done & (tickets.closed < now), done, waits, np.asarray(tickets.taken < now)]
    return np.select(cases, ["closed", "solved", "pending", "open"], "new")


def _team_is_last(tickets: Tickets, now: np.datetime64) -> Flags:
    """Return which tickets are with the team that is to solve them."""
    return np.asarray(np.isnat(tickets.passed_on) | (tickets.passed_on < now))


def _text_if(times: Times) -> Texts:
    """Return times as text, nothing where there is none."""
    return np.where(np.isnat(times), "", iso_text(times))


def _with_deleted(rows: list[str]) -> list[str]:
    """Return tickets with deleted ones among them: they have no customer, topic or team."""
    lines: list[str] = []
    for at, row in enumerate(rows):
        lines.append(row)
        if at % _DELETED_EVERY == _DELETED_EVERY - 1:
            when = row.split(",")[2]
            lines.append(f"{90_001 + at // _DELETED_EVERY},,{when},{when},,deleted,Question,low,e-mail,,,,0")
    return lines
