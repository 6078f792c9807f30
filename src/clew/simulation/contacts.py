"""What happens between the company and its customers: contacts at touchpoints, and visits with a promised window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.simulation.arrays import Flags, Numbers, Texts, Times
from clew.simulation.company import CHANNELS, PROMISE_KEPT, TOUCHPOINTS, USUALLY_KEPT, VISITS
from clew.simulation.customers import Customers
from clew.simulation.times import Calendar

__all__ = ["Contacts", "Visits", "draw_contacts", "draw_visits"]


_PER_CUSTOMER_MONTH = 7.0 / 18
_OPENS, _CLOSES = 8, 20
_CANCELLED = 0.03
_NEVER_CAME = 0.02 / (1 - PROMISE_KEPT.kept)  # of the visits outside their window
_WINDOW_HOURS, _LAST_WINDOW = 4, 14
_BOOKED_DAYS = 9
_LATE_SAME_DAY = 0.6


@dataclass(frozen=True)
class Contacts:
    """All contacts by time; ``customer``, ``touchpoint`` and ``channel`` are positions, ``at`` is wall-clock time."""

    customer: Numbers
    touchpoint: Numbers
    channel: Numbers
    at: Times

    def __len__(self) -> int:
        """How many contacts there are."""
        return len(self.at)

    def of(self, *touchpoints: str) -> Flags:
        """Return which contacts were at one of ``touchpoints``."""
        return np.isin(self.touchpoint, [at for at, each in enumerate(TOUCHPOINTS) if each.name in touchpoints])

    @property
    def touchpoint_name(self) -> Texts:
        """The touchpoint of each contact, in words."""
        return np.array([each.name for each in TOUCHPOINTS])[self.touchpoint]

    @property
    def channel_name(self) -> Texts:
        """The channel of each contact, in words."""
        return np.array(CHANNELS)[self.channel]


@dataclass(frozen=True)
class Visits:
    """Visits booked with a window, one entry each; ``contact`` is the position of the contact they are."""

    contact: Numbers
    order_no: Texts
    booked: Times
    window_from: Times
    window_to: Times
    arrived: Times
    cancelled: Flags
    broken: Flags

    def __len__(self) -> int:
        """How many visits there are."""
        return len(self.contact)


def draw_contacts(rng: np.random.Generator, calendar: Calendar, customers: Customers) -> Contacts:
    """Return the contacts of all customers over the whole record, in order of time."""
    size = round(len(customers) * _PER_CUSTOMER_MONTH * calendar.months)
    customer = rng.integers(len(customers), size=size)
    at = _moments(rng, calendar, customers.registered[customer])
    order = np.argsort(at, kind="stable")
    touchpoint = rng.choice(len(TOUCHPOINTS), size=size, p=[each.share for each in TOUCHPOINTS])
    return Contacts(customer[order], touchpoint, _channels(rng, touchpoint), at[order])


def _moments(rng: np.random.Generator, calendar: Calendar, registered: Times) -> Times:
    """Return a moment in opening hours for each contact, never before its customer joined."""
    first = np.maximum(registered, calendar.start).astype("datetime64[D]") + np.timedelta64(1, "D")
    days = (calendar.end.astype("datetime64[D]") - first).astype(np.int64)
    day = first + (rng.random(len(first)) * days).astype(np.int64).astype("timedelta64[D]")
    seconds = rng.integers(_OPENS * 3600, _CLOSES * 3600, len(first))
    return np.asarray(day.astype("datetime64[s]") + seconds.astype("timedelta64[s]"))


def _channels(rng: np.random.Generator, touchpoint: Numbers) -> Numbers:
    """Return the channel of each contact, by the shares of its touchpoint."""
    shares = np.array([[dict(each.channels).get(channel, 0.0) for channel in CHANNELS] for each in TOUCHPOINTS])
    limits = shares.cumsum(axis=1)[touchpoint]
    return np.asarray((rng.random(len(touchpoint))[:, None] >= limits[:, :-1]).sum(axis=1), dtype=np.int64)


def draw_visits(rng: np.random.Generator, contacts: Contacts, *, faults: bool = True) -> Visits:
    """Return the visits among the contacts: due ones are within their window with the planted chance, or the usual."""
    contact = np.flatnonzero(contacts.of(*VISITS))
    size = len(contact)
    cancelled = rng.random(size) < _CANCELLED
    broken = ~cancelled & (rng.random(size) >= (PROMISE_KEPT.kept if faults else USUALLY_KEPT))
    day = contacts.at[contact].astype("datetime64[D]").astype("datetime64[s]")
    window_from = np.asarray(day + rng.integers(_OPENS, _LAST_WINDOW + 1, size).astype("timedelta64[h]"))
    window_to = np.asarray(window_from + np.timedelta64(_WINDOW_HOURS, "h"))
    booked = _opening_hours(rng, day - rng.integers(1, _BOOKED_DAYS + 1, size).astype("timedelta64[D]"), _CLOSES)
    return Visits(
        contact=contact,
        order_no=np.char.add("WO-", (500_001 + np.arange(size)).astype("U12")),
        booked=booked,
        window_from=window_from,
        window_to=window_to,
        arrived=_arrivals(rng, window_from, window_to, broken, cancelled),
        cancelled=cancelled,
        broken=broken,
    )


def _arrivals(rng: np.random.Generator, start: Times, end: Times, broken: Flags, cancelled: Flags) -> Times:
    """Return when the technician came: in the window, later that day or on another, or never (not a time)."""
    size = len(start)
    in_time = start + rng.integers(0, _WINDOW_HOURS * 60 + 1, size).astype("timedelta64[m]")
    same_day = end + rng.integers(10, 240, size).astype("timedelta64[m]")
    days = start.astype("datetime64[D]") + rng.integers(1, 4, size).astype("timedelta64[D]")
    late = np.where(rng.random(size) < _LATE_SAME_DAY, same_day, _opening_hours(rng, days, _LAST_WINDOW + 2))
    never = cancelled | (broken & (rng.random(size) < _NEVER_CAME))
    return np.where(never, np.datetime64("NaT", "s"), np.where(broken, late, in_time))


def _opening_hours(rng: np.random.Generator, days: Times, closes: int) -> Times:
    """Return a minute of each day between opening and ``closes`` o'clock."""
    minutes = rng.integers(_OPENS * 60, closes * 60, len(days)).astype("timedelta64[m]")
    return np.asarray(days.astype("datetime64[s]") + minutes)
