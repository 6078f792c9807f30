"""All of customer service in one draw, from a stream of chance of its own: the surveys do not notice it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from clew.simulation.arrays import Numbers
from clew.simulation.contacts import Contacts
from clew.simulation.customers import Customers, pick
from clew.simulation.service.calls import Calls, draw_calls
from clew.simulation.service.contracts import Contracts, draw_contracts
from clew.simulation.service.plan import CALLS_A_YEAR, TICKET_CHANNELS, TICKETS_A_YEAR
from clew.simulation.service.requests import Circles, Requests, draw_circles, draw_storm, draw_usual
from clew.simulation.service.tickets import Tickets, draw_tickets, usual_kinds
from clew.simulation.service.working import WorkingDays
from clew.simulation.times import Calendar

__all__ = ["Service", "draw_service"]

#: Of the usual calls that are answered, so many end with a ticket that the agent opens.
_ENDS_WITH_TICKET = 0.15
_OPENS_AFTER = np.timedelta64(20, "s")


@dataclass(frozen=True)
class Service:
    """Calls, tickets and contracts of the company."""

    calls: Calls
    tickets: Tickets
    contracts: Contracts


def draw_service(
    rng: np.random.Generator, calendar: Calendar, customers: Customers, contacts: Contacts, *, faults: bool = True
) -> Service:
    """Return calls, tickets and contracts; without ``faults`` nobody goes in circles, and there is no storm."""
    hours = WorkingDays(calendar)
    usual_calls, usual_tickets, circling, storming, calling, working, leaving = rng.spawn(7)
    usual = draw_usual(usual_calls, hours, customers, CALLS_A_YEAR, by_phone=True)
    written = draw_usual(usual_tickets, hours, customers, TICKETS_A_YEAR, by_phone=False)
    circles = draw_circles(circling, hours, contacts) if faults else None
    storm = draw_storm(storming, customers) if faults else None
    calls = draw_calls(calling, hours, _all_calls(usual, circles, storm), faults=faults)
    tickets, calls = _tickets(working, hours, len(usual), calls, written, circles, storm, faults=faults)
    contracts = draw_contracts(leaving, calendar, customers, tickets, faults=faults)
    return Service(calls, tickets, contracts)


def _all_calls(usual: Requests, circles: Circles | None, storm: tuple[Requests, Requests] | None) -> Requests:
    """Return the usual calls, then those of circles (first, second), then those of the storm."""
    more = [] if circles is None else [circles.first, circles.second]
    return usual.and_also(*more, *([] if storm is None else [storm[0]]))


def _tickets(
    rng: np.random.Generator,
    hours: WorkingDays,
    usual_calls: int,
    calls: Calls,
    written: Requests,
    circles: Circles | None,
    storm: tuple[Requests, Requests] | None,
    *,
    faults: bool,
) -> tuple[Tickets, Calls]:
    """Return all tickets in order of opening, and the calls with the ticket each is about."""
    spoken = _ending_with_ticket(rng, usual_calls, calls)
    by_phone = Requests(calls.asked.customer[spoken], calls.asked.topic[spoken], calls.answered[spoken] + _OPENS_AFTER)
    parts = [written, by_phone, *([] if circles is None else [circles.mail]), *([] if storm is None else [storm[1]])]
    asked = written.and_also(*parts[1:])
    part = np.repeat(np.arange(len(parts)), [len(each) for each in parts])
    channel = pick(rng, TICKET_CHANNELS, len(asked)).astype("U6")
    channel[part == 1], channel[part == 2] = "phone", "e-mail"
    kind = usual_kinds(rng, len(asked))
    kind[part == 2], kind[part == 3] = "question", "problem"
    order = np.argsort(asked.at, kind="stable")
    place = np.argsort(order)
    about = calls.ticket.copy()
    about[spoken] = place[part == 1]
    if circles is not None:
        about[usual_calls + len(circles) : usual_calls + 2 * len(circles)] = place[part == 2]
    asked = Requests(asked.customer[order], asked.topic[order], asked.at[order])
    return draw_tickets(rng, hours, asked, channel[order], kind[order], faults=faults), replace(calls, ticket=about)


def _ending_with_ticket(rng: np.random.Generator, usual_calls: int, calls: Calls) -> Numbers:
    """Return the positions of the usual calls at whose end the agent opens a ticket."""
    chosen = rng.random(usual_calls) < _ENDS_WITH_TICKET
    return np.flatnonzero(chosen & ~np.isnat(calls.answered[:usual_calls]))
