"""Who turns to customer service when and about what: as usual, around in a circle, and in a storm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.simulation.arrays import Flags, Numbers, Times
from clew.simulation.contacts import Contacts
from clew.simulation.customers import Customers
from clew.simulation.service.plan import CIRCLE, STORM, TOPICS
from clew.simulation.service.working import WorkingDays

__all__ = ["Circles", "Requests", "draw_circles", "draw_storm", "draw_usual"]

#: How many call and write on each day from Monday to Sunday, against other days.
CALLING = (1.25, 1.0, 1.0, 1.0, 0.95, 0.2, 0.05)
WRITING = (1.05, 1.0, 1.0, 1.0, 1.0, 0.45, 0.4)
_CALLS_FROM, _CALLS_UNTIL = 8 * 3600, 20 * 3600
_WRITES_FROM, _WRITES_FOR = 6 * 3600, 17 * 3600
_NAMES = tuple(name for name, _, _ in TOPICS)


@dataclass(frozen=True)
class Requests:
    """Calls to be made or tickets to be opened; ``customer`` and ``topic`` are positions, ``at`` is wall-clock time."""

    customer: Numbers
    topic: Numbers
    at: Times

    def __len__(self) -> int:
        """How many requests there are."""
        return len(self.at)

    def and_also(self, *others: Requests) -> Requests:
        """Return these requests with the others behind them."""
        every = (self, *others)
        customer, topic, at = (
            np.concatenate([getattr(each, name) for each in every]) for name in ("customer", "topic", "at")
        )
        return Requests(customer, topic, at)

    def only(self, which: Flags) -> Requests:
        """Return some of the requests."""
        return Requests(self.customer[which], self.topic[which], self.at[which])


@dataclass(frozen=True)
class Circles:
    """Customers who go in a circle, one entry a circle: the first call, the e-mail, the second call."""

    first: Requests
    mail: Requests
    second: Requests

    def __len__(self) -> int:
        """How many circles there are."""
        return len(self.first)


def draw_usual(
    rng: np.random.Generator, hours: WorkingDays, customers: Customers, a_year: float, *, by_phone: bool
) -> Requests:
    """Return what customers ask as usual, never before they joined; most of it on working days."""
    size = round(len(customers) * a_year * hours.calendar.months / 12)
    customer = rng.integers(len(customers), size=size)
    day = hours.draw_days(rng, size, CALLING if by_phone else WRITING).astype("datetime64[s]")
    at = day + (_calling_hours(rng, size) if by_phone else _writing_hours(rng, size))
    topic = rng.choice(len(TOPICS), size=size, p=[share for _, _, share in TOPICS])
    known = at > customers.registered[customer]
    return Requests(customer, topic, at).only(np.asarray(known))


def draw_circles(rng: np.random.Generator, hours: WorkingDays, contacts: Contacts) -> Circles:
    """Return the circles that follow the planted share of invoices, each over within a fortnight."""
    early = contacts.at < hours.calendar.end - np.timedelta64(15, "D")
    invoices = np.flatnonzero(contacts.of(CIRCLE.touchpoint) & early)
    invoices = invoices[rng.random(len(invoices)) < CIRCLE.share]
    size, customer = len(invoices), contacts.customer[invoices]
    topic = np.full(size, _NAMES.index(CIRCLE.topic))
    first = hours.next_open(contacts.at[invoices] + np.timedelta64(1, "D")) + _calling_hours(rng, size)
    mail = first + rng.integers(40 * 60, 3 * 3600, size).astype("timedelta64[s]")
    again = mail + rng.integers(1, 3, size).astype("timedelta64[D]")
    second = hours.next_open(again) + _calling_hours(rng, size)
    return Circles(Requests(customer, topic, first), Requests(customer, topic, mail), Requests(customer, topic, second))


def draw_storm(rng: np.random.Generator, customers: Customers) -> tuple[Requests, Requests]:
    """Return the calls and the tickets of the storm, each customer in it once."""
    each = [round(len(customers) * share) for share in (STORM.calls, STORM.tickets) for _ in STORM.days]
    joined = np.flatnonzero(customers.registered < np.datetime64(STORM.days[0], "s"))
    customer = rng.permutation(joined)[: sum(each)]
    day = np.repeat(np.array([*STORM.days, *STORM.days], "datetime64[s]"), each)[: len(customer)]
    topic = np.full(len(customer), _NAMES.index(STORM.topic))
    calls = np.arange(len(customer)) < each[0] * len(STORM.days)
    at = day + _calling_hours(rng, len(customer))
    both = Requests(customer, topic, at)
    return both.only(calls), both.only(~calls)


def _calling_hours(rng: np.random.Generator, size: int) -> Times:
    """Return seconds of the day in which the telephone is answered."""
    return rng.integers(_CALLS_FROM, _CALLS_UNTIL, size).astype("timedelta64[s]")


def _writing_hours(rng: np.random.Generator, size: int) -> Times:
    """Return seconds of the day in which people write: from morning until late at night, most by day."""
    return (_WRITES_FROM + _WRITES_FOR * rng.beta(2.0, 2.2, size)).astype(np.int64).astype("timedelta64[s]")
