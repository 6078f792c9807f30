"""The telephone system's export: a row a call, with the seconds callers spent in queues and with the bot."""

from __future__ import annotations

import numpy as np

from clew.simulation.arrays import Texts, Times
from clew.simulation.customers import Customers
from clew.simulation.exports.helpdesk import ticket_numbers
from clew.simulation.exports.lines import joined
from clew.simulation.service.calls import NO_TICKET, Calls
from clew.simulation.service.plan import TEAMS, TOPICS
from clew.simulation.service.tickets import Tickets
from clew.simulation.times import day_month_year, iso_text

__all__ = ["CALL_DIRT", "CALL_HEADER", "call_lines"]

CALL_HEADER = (
    "call_id;customer_no;queue;agent_group;queued_at;answered_at;abandoned_at;ended_at;transfers;ivr_seconds;reason;"
    "ticket_no"
)
#: Lines that no import can take: the clock of one telephone was wrong, and the export broke off.
CALL_DIRT = (
    "T-1;C100003;Billing;Lublin;06.05.2025 11:30:00;06.05.2025 11:29:10;;06.05.2025 10:35:00;0;21;Invoice;",
    "T-2;C100004;Billing;Łódź;06.05.2025 11:4",
)
_NUMBER_WITHHELD = 0.02
_TESTS_EVERY = 50


def call_lines(rng: np.random.Generator, customers: Customers, calls: Calls, tickets: Tickets) -> tuple[list[str], int]:
    """Return the lines of the calls' export by time, header first, and how many are customers' calls.

    A few callers withhold their number, nobody notes the reason of a call that was given up, and now and then the
    technicians of the telephone system call a queue called TEST.
    """
    order = np.argsort(calls.asked.at, kind="stable")
    nobody = np.isnat(calls.answered)
    withheld = rng.random(len(calls)) < _NUMBER_WITHHELD
    numbers = np.append(ticket_numbers(tickets), "")
    columns = (
        np.where(withheld, "", customers.number[calls.asked.customer]),
        calls.queue,
        np.where(nobody, "", np.array(TEAMS)[calls.team]),
        _clock(calls.asked.at),
        _clock(calls.answered),
        _clock(calls.abandoned),
        _clock(calls.ended),
        calls.transfers.astype("U2"),
        calls.bot_seconds.astype("U6"),
        np.where(nobody, "", np.array([name for name, _, _ in TOPICS])[calls.asked.topic]),
        numbers[np.where((calls.ticket == NO_TICKET) | nobody, len(tickets), calls.ticket)],
    )
    ids = np.char.add("T-", (1_000_001 + np.arange(len(calls))).astype("U12"))
    rows = joined(";", ids, *(column[order] for column in columns))
    return [CALL_HEADER, *_with_tests(rows), *CALL_DIRT], len(rows)


def _clock(times: Times) -> Texts:
    """Return times as 06.05.2025 11:30:07, nothing where there is none."""
    seconds = np.array([text[-3:] for text in iso_text(times).tolist()])
    return np.where(np.isnat(times), "", np.char.add(day_month_year(times), seconds))


def _with_tests(rows: list[str]) -> list[str]:
    """Return calls with the technicians' test calls among them."""
    lines: list[str] = []
    for at, row in enumerate(rows):
        lines.append(row)
        if at % _TESTS_EVERY == _TESTS_EVERY - 1:
            when = row.split(";")[4]
            lines.append(f"T-{900_001 + at // _TESTS_EVERY};;TEST;;{when};{when};;{when};0;0;;")
    return lines
