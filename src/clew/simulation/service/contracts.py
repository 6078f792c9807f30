"""Contracts: when they began, and when those that ended did; more end after a complaint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.simulation.arrays import Flags, Numbers, Texts, Times
from clew.simulation.company import PLANS
from clew.simulation.customers import Customers, pick
from clew.simulation.service.plan import CHURN
from clew.simulation.service.tickets import Tickets
from clew.simulation.times import Calendar

__all__ = ["Contracts", "draw_contracts", "exposed_days"]

_SECOND, _THIRD = 0.5, 0.25
_BINDS_MONTHS = 24
_REASONS = (("price", 0.3), ("moved away", 0.2), ("service", 0.2), ("other company", 0.2), ("not said", 0.1))
#: Customers are looked at in so many at a time.
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Contracts:
    """Contracts, one entry each; days, ``ended`` not a time while one runs. A customer may have several."""

    customer: Numbers
    plan: Numbers
    started: Times
    committed_until: Times
    ended: Times
    reason: Texts

    def __len__(self) -> int:
        """How many contracts there are."""
        return len(self.customer)


def draw_contracts(
    rng: np.random.Generator, calendar: Calendar, customers: Customers, tickets: Tickets, *, faults: bool
) -> Contracts:
    """Return every contract in force on the record: each day some end, twice as many after a complaint."""
    customer, started = _begun(rng, calendar, customers)
    size = len(customer)
    hazard = 1 + (CHURN.times - 1) * faults * exposed_days(calendar, len(customers), tickets)
    lived = _lived(rng, calendar, hazard.astype(np.float32), customer, started)
    days = round((calendar.end - calendar.start) / np.timedelta64(1, "D"))
    ended = calendar.start.astype("datetime64[D]") + lived.astype("timedelta64[D]")
    binds = started + np.timedelta64(_BINDS_MONTHS * 365 // 12, "D")
    return Contracts(
        customer=customer,
        plan=rng.integers(len(PLANS), size=size),
        started=started,
        committed_until=binds,
        ended=np.where(lived < days, ended, np.datetime64("NaT", "D")),
        reason=pick(rng, _REASONS, size),
    )


def exposed_days(calendar: Calendar, customers: int, tickets: Tickets) -> Flags:
    """Return for each customer and day of the record whether a complaint lies 1 to 90 days back."""
    days = round((calendar.end - calendar.start) / np.timedelta64(1, "D"))
    complaint = tickets.kind == CHURN.kind
    day = (tickets.asked.at[complaint].astype("datetime64[D]") - calendar.start.astype("datetime64[D]")).astype(
        np.int64
    )
    edges = np.zeros((customers, days + CHURN.days + 2), dtype=np.int16)
    np.add.at(edges, (tickets.asked.customer[complaint], day + 1), 1)
    np.add.at(edges, (tickets.asked.customer[complaint], day + CHURN.days + 1), -1)
    return np.asarray(edges.cumsum(axis=1, dtype=np.int16)[:, :days] > 0)


def _begun(rng: np.random.Generator, calendar: Calendar, customers: Customers) -> tuple[Numbers, Times]:
    """Return whose contract each is and its first day: one when the customer joined, others at any time since."""
    everyone, draws = np.arange(len(customers)), rng.random(len(customers))
    more = np.concatenate([everyone[draws < _SECOND], everyone[draws < _THIRD]])
    since = customers.registered[more]
    later = since + ((calendar.end - since).astype(np.int64) * rng.random(len(more))).astype("timedelta64[s]")
    customer = np.concatenate([everyone, more])
    started = np.concatenate([customers.registered, later]).astype("datetime64[D]")
    order = np.argsort(started, kind="stable")
    return customer[order], started[order]


def _lived(rng: np.random.Generator, calendar: Calendar, hazard: Times, customer: Numbers, started: Times) -> Numbers:
    """Return the day of the record on which each contract ends; the day after the last where it goes on.

    A contract ends when the hazard it has lived through exceeds an exponential draw.
    """
    begins = np.maximum((started - calendar.start.astype("datetime64[D]")).astype(np.int64), 0)
    bears = rng.exponential(365 / CHURN.a_year, len(customer))
    lived = np.empty(len(customer), dtype=np.int64)
    through = hazard.cumsum(axis=1)
    for first in range(0, len(customer), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        own, begin = through[customer[some]], begins[some]
        limit = own[np.arange(len(begin)), begin] + bears[some]
        lived[some] = (own < limit[:, None]).sum(axis=1)
    return lived
