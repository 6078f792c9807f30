"""The other exports: visits of the dispatcher, invoices of the ledger, events of website and app."""

from __future__ import annotations

import numpy as np

from clew.simulation.company import PLANS, TOUCHPOINTS
from clew.simulation.contacts import Contacts, Visits
from clew.simulation.customers import Customers
from clew.simulation.exports.lines import joined
from clew.simulation.times import Calendar, day_month_year, iso_text

__all__ = ["event_lines", "invoice_lines", "visit_lines"]


_BILLED_EVERY_MONTHS = 3
_REFUNDS = 0.015
_SECOND_ACTION = 0.3
_DIGITAL = ("web", "app")
#: A fault that is reported in the app stands in the log of repairs, as one that is reported by phone does.
_ELSEWHERE = "Fault report"


def visit_lines(customers: Customers, contacts: Contacts, visits: Visits) -> list[str]:
    """Return the lines of the dispatcher's export, header first: window promised against arrival."""
    customer = contacts.customer[visits.contact]
    missing = np.isnat(visits.arrived)
    status = np.where(visits.cancelled, "cancelled", np.where(missing, "not done", "done"))
    rows = joined(
        ";",
        visits.order_no,
        customers.number[customer],
        contacts.touchpoint_name[visits.contact],
        day_month_year(visits.booked),
        day_month_year(visits.window_from),
        day_month_year(visits.window_to),
        np.where(missing, "", day_month_year(visits.arrived)),
        np.where(visits.cancelled, day_month_year(visits.window_from - np.timedelta64(90, "m")), ""),
        status,
        customers.region[customer],
    )
    header = "order_no;customer_no;visit_kind;booked_at;window_from;window_to;arrived_at;cancelled_at;status;region"
    return [header, *rows]


def invoice_lines(rng: np.random.Generator, calendar: Calendar, customers: Customers) -> list[str]:
    """Return the lines of the ledger's export, header first: one invoice a quarter, a few paid back."""
    rounds = max(1, calendar.months // _BILLED_EVERY_MONTHS)
    customer = np.tile(np.arange(len(customers)), rounds)
    month = np.repeat(np.arange(rounds), len(customers)) * _BILLED_EVERY_MONTHS + customer % _BILLED_EVERY_MONTHS
    day = (calendar.start.astype("datetime64[M]") + month).astype("datetime64[D]") + (customer * 5 % 24)
    issued = day.astype("datetime64[s]") + rng.integers(6 * 3600, 8 * 3600, len(day)).astype("timedelta64[s]")
    keep = (issued > customers.registered[customer]) & (issued < calendar.end)
    customer, issued = customer[keep], issued[keep]
    order = np.argsort(issued, kind="stable")
    customer, issued = customer[order], issued[order]
    plan = customers.plan[customer]
    rows = joined(
        ";",
        np.char.add("FV-", (800_001 + np.arange(len(customer))).astype("U12")),
        customers.number[customer],
        iso_text(issued),
        np.array([f"{3 * float(price):.2f}" for _, price in PLANS])[plan],
        np.full(len(customer), "PLN"),
        np.array([name for name, _ in PLANS])[plan],
        np.where(rng.random(len(customer)) < _REFUNDS, "refund", "purchase"),
    )
    return ["invoice_no;customer_no;issued_at;amount;currency;product;kind", *rows]


def event_lines(rng: np.random.Generator, calendar: Calendar, customers: Customers, contacts: Contacts) -> list[str]:
    """Return the events of website and app, one JSON object a line, in order of time; times in UTC."""
    first = np.flatnonzero(np.isin(contacts.channel_name, _DIGITAL) & ~contacts.of(_ELSEWHERE))
    second = first[rng.random(len(first)) < _SECOND_ACTION]
    row, action = np.concatenate([first, second]), np.repeat([0, 1], [len(first), len(second)])
    at = contacts.at[row] + (action * rng.integers(20, 900, len(row))).astype("timedelta64[s]")
    order = np.argsort(at, kind="stable")
    row, action, at = row[order], action[order], at[order]
    actions = np.array([each.actions or ("", "") for each in TOUCHPOINTS])
    channel = contacts.channel_name[row]
    phone = np.where(contacts.customer[row] % 3 == 0, "ios", "android")
    parts = (
        '{"event_id":"E', (2_000_001 + np.arange(len(row))).astype("U12"),
        '","customer_no":"', customers.number[contacts.customer[row]],
        '","time":"', iso_text(calendar.utc(at), "T"),
        'Z","event":"', actions[contacts.touchpoint[row], action],
        '","touchpoint":"', contacts.touchpoint_name[row],
        '","channel":"', channel,
        '","device":"', np.where(channel == "web", "browser", phone),
        '"}',
    )  # fmt: skip
    return joined("", *parts)
