"""Opinions: invitations to two surveys, who answered, and what they gave; the planted effects act here."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from clew.simulation.arrays import Flags, Floats, Numbers, Times
from clew.simulation.company import (
    BACKGROUND,
    BAD_MONTH,
    CHANNELS,
    DECOY_SEGMENT,
    EASE,
    FIX,
    NPS,
    PROMISE_KEPT,
    SATISFACTION,
    SLOW,
    TOUCHPOINTS,
    Effect,
)
from clew.simulation.contacts import Contacts, Visits
from clew.simulation.customers import Customers
from clew.simulation.ratings import draw_decoy, draw_ratings
from clew.simulation.times import Calendar

__all__ = ["NOT_GIVEN", "Opinions", "draw_opinions"]

Shifts = dict[str, Floats]

#: Stands where no rating was given.
NOT_GIVEN = -1
_RELATIONSHIP_MONTHS = 4.5
_ASKED_AFTER_VISIT, _ASKED_AFTER_CONTACT = 0.9, 0.45
_ANSWER_RELATIONSHIP, _ANSWER_CONTACT, _ANSWER_VISIT = 0.4, 0.42, 0.5
_DAYS_TO_ANSWER = 1.5
_EXPIRES = np.timedelta64(14, "D")
_NO_EASE = 0.03
_NOWHERE = -1


@dataclass(frozen=True)
class Opinions:
    """Invitations and what came of them, one entry each; ``answered`` is not a time where nobody answered.

    ``contact`` is the contact asked about, or -1 for the relationship survey; ``visit`` the visit, or -1.
    """

    customer: Numbers
    contact: Numbers
    visit: Numbers
    sent: Times
    answered: Times
    nps: Numbers
    satisfaction: Numbers
    ease: Numbers

    def __len__(self) -> int:
        """How many invitations there are."""
        return len(self.customer)

    @property
    def given(self) -> Flags:
        """Which invitations were answered."""
        return ~np.isnat(self.answered)

    @property
    def relationship(self) -> Flags:
        """Which invitations are of the relationship survey."""
        return np.asarray(self.contact == _NOWHERE)


def draw_opinions(
    rng: np.random.Generator,
    calendar: Calendar,
    customers: Customers,
    contacts: Contacts,
    visits: Visits,
    *,
    faults: bool = True,
) -> Opinions:
    """Return all invitations in order of sending, with the ratings of those who answered; ``faults`` move them."""
    about = _about(rng, calendar, customers, contacts, visits)
    about = about.sorted()
    answered = _answered(rng, calendar, about)
    shifts = _shifts(about, contacts, visits, answered) if faults else _no_shifts(len(answered))
    mood = rng.standard_normal(len(answered))
    nps, satisfaction, ease = (
        draw_ratings(rng, scale, shifts[name], mood)
        for name, scale in (("nps", NPS), ("satisfaction", SATISFACTION), ("ease", EASE))
    )
    given, relation = ~np.isnat(answered), about.contact == _NOWHERE
    opinions = Opinions(
        customer=about.customer,
        contact=about.contact,
        visit=about.visit,
        sent=about.sent,
        answered=answered,
        nps=np.where(given & (relation | (about.visit != _NOWHERE)), nps, NOT_GIVEN),
        satisfaction=np.where(given & ~relation, satisfaction, NOT_GIVEN),
        ease=np.where(given & ~relation & (rng.random(len(answered)) >= _NO_EASE), ease, NOT_GIVEN),
    )
    return _with_decoy(rng, customers, opinions) if faults else opinions


@dataclass(frozen=True)
class _About:
    """Who is asked when about what."""

    customer: Numbers
    contact: Numbers
    visit: Numbers
    sent: Times

    def sorted(self) -> _About:
        """Return the same in order of time."""
        order = np.argsort(self.sent, kind="stable")
        return _About(self.customer[order], self.contact[order], self.visit[order], self.sent[order])


def _about(
    rng: np.random.Generator, calendar: Calendar, customers: Customers, contacts: Contacts, visits: Visits
) -> _About:
    """Return the invitations of both surveys within the record."""
    relation, transactional = _relationship(rng, calendar, customers), _after_contact(rng, contacts, visits)
    customer, contact, visit, sent = (
        np.concatenate([getattr(relation, name), getattr(transactional, name)])
        for name in ("customer", "contact", "visit", "sent")
    )
    inside = sent < calendar.end
    return _About(customer[inside], contact[inside], visit[inside], sent[inside])


def _relationship(rng: np.random.Generator, calendar: Calendar, customers: Customers) -> _About:
    """Return one invitation for each customer and four and a half months, at a random time of day between 9 and 19."""
    rounds = max(1, round(calendar.months / _RELATIONSHIP_MONTHS))
    customer = np.tile(np.arange(len(customers)), rounds)
    days = int((calendar.end - calendar.start) / np.timedelta64(1, "D"))
    day = (np.repeat(np.arange(rounds), len(customers)) + rng.random(len(customer))) * days / rounds
    seconds = rng.integers(9 * 3600, 19 * 3600, len(customer))
    sent = calendar.start + day.astype(np.int64).astype("timedelta64[D]") + seconds.astype("timedelta64[s]")
    keep = sent > customers.registered[customer]
    nowhere = np.full(int(keep.sum()), _NOWHERE)
    return _About(customer[keep], nowhere, nowhere, sent[keep])


def _after_contact(rng: np.random.Generator, contacts: Contacts, visits: Visits) -> _About:
    """Return one invitation for each contact that was drawn to be asked about; after visits, once it is over."""
    visit = np.full(len(contacts), _NOWHERE)
    visit[visits.contact] = np.arange(len(visits))
    over = contacts.at.copy()
    over[visits.contact] = np.fmax(visits.window_to, visits.arrived)
    share = np.where(visit == _NOWHERE, _ASKED_AFTER_CONTACT, _ASKED_AFTER_VISIT)
    share[visits.contact[visits.cancelled]] = 0
    asked = np.flatnonzero(rng.random(len(contacts)) < share)
    sent = over[asked] + rng.integers(10, 180, len(asked)).astype("timedelta64[m]")
    return _About(contacts.customer[asked], asked, visit[asked], sent)


def _answered(rng: np.random.Generator, calendar: Calendar, about: _About) -> Times:
    """Return when each invitation was answered, not a time where it was not (yet)."""
    chance = np.where(about.visit != _NOWHERE, _ANSWER_VISIT, _ANSWER_CONTACT)
    chance = np.where(about.contact == _NOWHERE, _ANSWER_RELATIONSHIP, chance)
    delay = (rng.exponential(_DAYS_TO_ANSWER * 86_400, len(chance)) + 90).astype(np.int64).astype("timedelta64[s]")
    answers = (rng.random(len(chance)) < chance) & (delay < _EXPIRES) & (about.sent + delay < calendar.end)
    return np.where(answers, calendar.shown(about.sent + delay), np.datetime64("NaT", "s"))


def _shifts(about: _About, contacts: Contacts, visits: Visits, answered: Times) -> Shifts:
    """Return by how much the planted effects move the centre of each rating."""
    shifts = _no_shifts(len(answered))
    month = answered.astype("datetime64[M]")
    touchpoint = np.array([*(each.name for each in TOUCHPOINTS), ""])[
        np.where(about.contact == _NOWHERE, _NOWHERE, contacts.touchpoint[about.contact])
    ]
    channel = np.array(CHANNELS)[contacts.channel[about.contact]]
    visited = about.visit != _NOWHERE
    broken = visited & visits.broken[about.visit]
    late = month >= np.datetime64(FIX.month, "M")
    _move(shifts, month == np.datetime64(BAD_MONTH.month, "M"), BAD_MONTH.effect)
    _move(shifts, (touchpoint == SLOW.touchpoint) & (channel == SLOW.channel), SLOW.effect)
    _move(shifts, (touchpoint == FIX.touchpoint) & ~late, FIX.before)
    _move(shifts, (touchpoint == FIX.touchpoint) & late, FIX.after)
    _move(shifts, visited & ~broken, PROMISE_KEPT.when_kept)
    _move(shifts, broken, PROMISE_KEPT.when_broken)
    for name, effect in BACKGROUND.items():
        _move(shifts, touchpoint == name, effect)
    return shifts


def _no_shifts(size: int) -> Shifts:
    """Return shifts of nothing, one entry an invitation."""
    return {name: np.zeros(size) for name in ("nps", "satisfaction", "ease")}


def _move(shifts: Shifts, which: Flags, effect: Effect) -> None:
    """Add ``effect`` to the shifts of the answers it acts on."""
    for name, shift in shifts.items():
        shift[which] += getattr(effect, name)


def _with_decoy(rng: np.random.Generator, customers: Customers, opinions: Opinions) -> Opinions:
    """Return the opinions with the decoy segment's few relationship answers drawn until they look bad by chance."""
    decoy = draw_decoy(rng)
    asked = np.flatnonzero(opinions.relationship & (customers.segment[opinions.customer] == DECOY_SEGMENT))
    lag = np.timedelta64(30, "h")
    month = (opinions.sent[asked] + lag).astype("datetime64[M]")
    calm = asked[(month != np.datetime64(BAD_MONTH.month, "M")) & (opinions.sent[asked] + lag < opinions.sent[-1])]
    chosen = rng.permutation(calm)[: len(decoy)]
    answered, nps = opinions.answered.copy(), opinions.nps.copy()
    answered[asked], nps[asked] = np.datetime64("NaT", "s"), NOT_GIVEN
    answered[chosen], nps[chosen] = opinions.sent[chosen] + lag, decoy[: len(chosen)]
    return replace(opinions, answered=answered, nps=nps)
