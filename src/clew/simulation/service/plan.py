"""Customer service in plain numbers: topics, queues, teams, how much is asked, and the faults planted in it.

All faults of one kind stand in one place, and each acts on one thing alone: a team has tickets of every topic, a queue
has calls of every weekday, and a complaint is as likely from one customer as from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "CALLS_A_YEAR",
    "CHURN",
    "CIRCLE",
    "HOURS_TO_SOLVE",
    "QUEUES",
    "REOPENING",
    "SLOW_QUEUE",
    "STORM",
    "TEAMS",
    "TICKETS_A_YEAR",
    "TICKET_CHANNELS",
    "TICKET_KINDS",
    "TOPICS",
    "WAITING",
]

#: What people call or write about: topic, the queue that takes its calls, its share.
TOPICS: Final = (
    ("Invoice", "Billing", 0.20),
    ("Payment", "Billing", 0.10),
    ("Outage", "Technical", 0.12),
    ("Slow internet", "Technical", 0.20),
    ("Router", "Technical", 0.14),
    ("Contract", "Contracts", 0.16),
    ("Moving home", "Contracts", 0.08),
)
QUEUES: Final = tuple(queue for _, queue, _ in TOPICS)
#: Teams are sites; each takes a quarter of everything.
TEAMS: Final = ("Gdańsk", "Lublin", "Łódź", "Rzeszów")
TICKET_CHANNELS: Final = (("e-mail", 0.5), ("web", 0.3), ("app", 0.2))
TICKET_KINDS: Final = (("question", 0.26), ("problem", 0.24), ("complaint", 0.5))
#: A customer and year, the faults' own apart.
CALLS_A_YEAR, TICKETS_A_YEAR = 0.8, 0.55
#: Median and spread (of the logarithm) of working hours until a ticket is solved.
HOURS_TO_SOLVE: Final = (12.0, 0.9)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Spread (of the logarithm) of the wait for an agent; how long callers wait at least, and on average beyond."""

    spread: float
    at_least: float
    patience: float


@dataclass(frozen=True, slots=True)
class Circle:
    """After an invoice nobody understands: call, be told to write, write an e-mail, call again."""

    touchpoint: str
    topic: str
    share: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlowQueue:
    """A queue that is slow on one day of the week: median seconds until somebody would answer, then and usually."""

    queue: str
    weekday: str
    seconds: float
    usual_seconds: float


@dataclass(frozen=True, slots=True)
class Reopening:
    """A team whose solved tickets are opened again: the share of its tickets, and of those of the other teams."""

    team: str
    share: float
    usual_share: float


@dataclass(frozen=True, slots=True)
class Churn:
    """Contracts that end, a year's hazard; for some days after a complaint it is so many times as large."""

    a_year: float
    kind: str
    days: int
    times: float


@dataclass(frozen=True, slots=True)
class Storm:
    """Days on which a share of all customers call, and others write, about one topic."""

    topic: str
    days: tuple[str, ...]
    calls: float
    tickets: float


WAITING: Final = Waiting(spread=0.9, at_least=5.0, patience=900.0)
CIRCLE: Final = Circle("Invoice", "Invoice", 0.06, ("Invoice", "call", "e-mail", "call"))
SLOW_QUEUE: Final = SlowQueue("Technical", "monday", 300.0, 60.0)
REOPENING: Final = Reopening("Lublin", 0.30, 0.05)
CHURN: Final = Churn(0.30, "complaint", 90, 2.0)
STORM: Final = Storm("Outage", ("2026-02-10", "2026-02-11"), calls=0.03, tickets=0.02)
