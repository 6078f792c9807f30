"""Calls: who waited in which queue for how long, who gave up, who answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.simulation.arrays import Flags, Floats, Numbers, Texts, Times
from clew.simulation.service.plan import QUEUES, SLOW_QUEUE, TEAMS, WAITING
from clew.simulation.service.requests import Requests
from clew.simulation.service.working import WorkingDays

__all__ = ["NO_TICKET", "Calls", "draw_calls"]

#: Stands where a call is about no ticket.
NO_TICKET = -1
_TALK_SECONDS = 300.0
_PASSED_ON = 0.12
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Calls:
    """Calls, one entry each; ``answered`` or ``abandoned`` is not a time, ``team`` is a position in TEAMS.

    ``ticket`` is the position of the ticket a call is about, -1 where it is about none.
    """

    asked: Requests
    answered: Times
    abandoned: Times
    ended: Times
    team: Numbers
    transfers: Numbers
    bot_seconds: Numbers
    ticket: Numbers

    def __len__(self) -> int:
        """How many calls there are."""
        return len(self.ended)

    @property
    def queue(self) -> Texts:
        """The queue of each call."""
        return np.array(QUEUES)[self.asked.topic]

    @property
    def waited(self) -> Numbers:
        """Seconds until somebody answered or the caller gave up."""
        over = np.where(np.isnat(self.answered), self.abandoned, self.answered)
        return np.asarray((over - self.asked.at).astype("timedelta64[s]").astype(np.int64))


def draw_calls(rng: np.random.Generator, hours: WorkingDays, asked: Requests, *, faults: bool) -> Calls:
    """Return what came of calls: the slow queue lets callers wait on its day, if there are ``faults``."""
    size = len(asked)
    median = np.where(_is_slow(hours, asked) & faults, SLOW_QUEUE.seconds, SLOW_QUEUE.usual_seconds)
    wait = median * np.exp(WAITING.spread * rng.standard_normal(size))
    patience = WAITING.at_least + rng.exponential(WAITING.patience, size)
    gives_up = patience < wait
    over = asked.at + _seconds(np.maximum(1, np.minimum(wait, patience)))
    never = np.datetime64("NaT", "s")
    return Calls(
        asked=asked,
        answered=np.where(gives_up, never, over),
        abandoned=np.where(gives_up, over, never),
        ended=np.where(gives_up, over, over + _seconds(30 + rng.exponential(_TALK_SECONDS, size))),
        team=rng.integers(len(TEAMS), size=size),
        transfers=np.where(gives_up, 0, rng.poisson(_PASSED_ON, size)),
        bot_seconds=np.asarray(12 + rng.exponential(35, size), dtype=np.int64),
        ticket=np.full(size, NO_TICKET),
    )


def _is_slow(hours: WorkingDays, asked: Requests) -> Flags:
    """Return which calls go to the slow queue on its day."""
    weekday = hours.weekday[(asked.at.astype("datetime64[D]") - hours.first).astype(np.int64)]
    slow = np.array(QUEUES)[asked.topic] == SLOW_QUEUE.queue
    return np.asarray(slow & (weekday == _WEEKDAYS.index(SLOW_QUEUE.weekday)))


def _seconds(seconds: Floats) -> Times:
    """Return seconds as spans of whole seconds."""
    return seconds.astype(np.int64).astype("timedelta64[s]")
