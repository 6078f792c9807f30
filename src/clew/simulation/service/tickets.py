"""Tickets: opened at any hour, worked on in the desk's hours, solved, and some of them opened again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.simulation.arrays import Flags, Floats, Numbers, Texts, Times
from clew.simulation.customers import pick
from clew.simulation.service.plan import HOURS_TO_SOLVE, REOPENING, TEAMS, TICKET_KINDS
from clew.simulation.service.requests import Requests
from clew.simulation.service.working import WorkingDays

__all__ = ["NEVER", "Tickets", "draw_tickets"]

NEVER = np.datetime64("NaT", "s")
_PRIORITIES = (("low", 0.2), ("normal", 0.6), ("high", 0.15), ("urgent", 0.05))
_AGENTS_A_TEAM = 7
_PASSED_ON = 0.12
_ASKED_BACK = 0.4
_HOURS_AGAIN = (6.0, 0.8)
_CLOSES_AFTER = np.timedelta64(5, "D")


@dataclass(frozen=True)
class Tickets:
    """Tickets, one entry each, in order of opening; a time is not a time where the thing never happens.

    ``first_team`` had the ticket before ``team`` has it; ``asked_back`` to ``came_back`` the customer had the ball.
    """

    asked: Requests
    channel: Texts
    kind: Texts
    priority: Texts
    first_team: Numbers
    team: Numbers
    agent: Texts
    taken: Times
    passed_on: Times
    replied: Times
    asked_back: Times
    came_back: Times
    solved: Times
    reopened: Times
    solved_again: Times
    closed: Times

    def __len__(self) -> int:
        """How many tickets there are."""
        return len(self.solved)


def draw_tickets(
    rng: np.random.Generator, hours: WorkingDays, asked: Requests, channel: Texts, kind: Texts, *, faults: bool
) -> Tickets:
    """Return what came of tickets; how long each takes in working time has nothing to do with when it was opened."""
    size, opened = len(asked), hours.worked(asked.at)
    takes = _lognormal(rng, HOURS_TO_SOLVE, size)
    replied, taken = rng.beta(2.0, 4.0, size), rng.uniform(0.1, 0.7, size)
    back, passed = rng.uniform(0.2, 0.8, size), rng.uniform(0.1, 0.9, size)
    team, first_team, moved = _teams(rng, size)
    waits = rng.random(size) < _ASKED_BACK
    solved = hours.moment(opened + takes)

    def at(share: Floats, there: Flags | None = None) -> Times:
        moment = hours.moment(opened + (takes * share).astype(np.int64))
        return moment if there is None else np.where(there, moment, NEVER)

    reopened = _reopened(rng, solved, team, faults=faults)
    again = hours.moment(
        hours.worked(np.where(np.isnat(reopened), solved, reopened)) + _lognormal(rng, _HOURS_AGAIN, size)
    )
    solved_again = np.where(np.isnat(reopened), NEVER, again)
    return Tickets(
        asked=asked,
        channel=channel,
        kind=kind,
        priority=pick(rng, _PRIORITIES, size),
        first_team=first_team,
        team=team,
        agent=np.char.add("agent ", (team * _AGENTS_A_TEAM + rng.integers(1, _AGENTS_A_TEAM + 1, size)).astype("U4")),
        taken=at(replied * taken),
        passed_on=at(replied * taken * passed, moved),
        replied=at(replied),
        asked_back=at(replied, waits),
        came_back=at(replied + (1 - replied) * back, waits),
        solved=solved,
        reopened=reopened,
        solved_again=solved_again,
        closed=np.fmax(solved, solved_again) + _CLOSES_AFTER,
    )


def usual_kinds(rng: np.random.Generator, size: int) -> Texts:
    """Return what sort of request each of so many usual tickets is."""
    return pick(rng, TICKET_KINDS, size)


def _teams(rng: np.random.Generator, size: int) -> tuple[Numbers, Numbers, Flags]:
    """Return the team that solves each ticket, the one that had it first, and whether they differ."""
    team = rng.integers(len(TEAMS), size=size)
    moved = rng.random(size) < _PASSED_ON
    other = (team + rng.integers(1, len(TEAMS), size)) % len(TEAMS)
    return team, np.where(moved, other, team), moved


def _reopened(rng: np.random.Generator, solved: Times, team: Numbers, *, faults: bool) -> Times:
    """Return when customers open solved tickets again, one to three days later by day; most never do."""
    guilty = (team == TEAMS.index(REOPENING.team)) & faults
    again = rng.random(len(team)) < np.where(guilty, REOPENING.share, REOPENING.usual_share)
    day = solved.astype("datetime64[D]") + rng.integers(1, 4, len(team)).astype("timedelta64[D]")
    at = day.astype("datetime64[s]") + rng.integers(8 * 3600, 22 * 3600, len(team)).astype("timedelta64[s]")
    return np.where(again, at, NEVER)


def _lognormal(rng: np.random.Generator, hours: tuple[float, float], size: int) -> Numbers:
    """Return spans of working time in seconds, by the median in hours and the spread of the logarithm."""
    median, spread = hours
    return np.asarray(60 + median * 3600 * np.exp(spread * rng.standard_normal(size)), dtype=np.int64)
