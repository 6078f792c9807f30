"""Repairs as an event log (XES): from the report of a fault to its confirmation, slow where they come in by phone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.simulation.arrays import Flags, Floats, Numbers, Texts, Times
from clew.simulation.company import SLOW
from clew.simulation.contacts import Contacts, Visits
from clew.simulation.customers import Customers
from clew.simulation.times import Calendar, iso_text

__all__ = ["RepairLog", "repair_log"]


_BY_PHONE = 0.55
_REBOOKED = 0.12
_TECHNICIANS, _AGENTS = 60, 45
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<string key="concept:name" value="fault repairs"/>
"""


@dataclass(frozen=True)
class RepairLog:
    """The text of the log, and what it holds."""

    text: str
    repairs: int
    events: int


@dataclass(frozen=True)
class _Event:
    """One event of every repair that has it."""

    name: str
    at: Times
    channel: Texts
    who: Texts
    team: str
    there: Flags


def repair_log(
    rng: np.random.Generator,
    calendar: Calendar,
    customers: Customers,
    contacts: Contacts,
    visits: Visits,
    *,
    faults: bool = True,
) -> RepairLog:
    """Return the log of all repairs with a technician's visit that took place; ``faults`` slow those by phone."""
    took_place = contacts.of("Repair visit")[visits.contact] & ~np.isnat(visits.arrived)
    rows = np.flatnonzero(took_place & (visits.arrived + np.timedelta64(3, "D") < calendar.end))
    events = _events(rng, visits, rows, SLOW.hours if faults else SLOW.usual_hours)
    customer = customers.number[contacts.customer[visits.contact[rows]]]
    region = customers.region[contacts.customer[visits.contact[rows]]]
    heads = _joined(
        '<trace>\n<string key="concept:name" value="F-', (70_001 + np.arange(len(rows))).astype("U12"),
        '"/>\n<string key="customer_id" value="', customer,
        '"/>\n<string key="order_no" value="', visits.order_no[rows],
        '"/>\n<string key="region" value="', region, '"/>\n',
    )  # fmt: skip
    traces = _joined(heads, *(_event_text(calendar, event) for event in events), "</trace>\n")
    text = _HEAD + "".join(traces.tolist()) + "</log>\n"
    return RepairLog(text, len(rows), sum(int(event.there.sum()) for event in events))


def _events(rng: np.random.Generator, visits: Visits, rows: Numbers, by_phone: tuple[float, float]) -> list[_Event]:
    """Return the events of the repairs in order of time; ``by_phone`` are hours from report to line test."""
    size = len(rows)
    phone = rng.random(size) < _BY_PHONE
    channel = np.where(phone, "phone", "app")
    agent, technician = _people(rng, "agent", _AGENTS, size), _people(rng, "technician", _TECHNICIANS, size)
    slow, usual = rng.uniform(*by_phone, size), rng.uniform(*SLOW.usual_hours, size)
    booked, arrived = visits.booked[rows], visits.arrived[rows]
    tested = booked - _minutes(rng.uniform(5, 50, size))
    reported = tested - _minutes(60 * np.where(phone, slow, usual))
    rebooked = booked + (arrived - booked) * 0.3
    mended = arrived + _minutes(rng.uniform(15, 160, size))
    everywhere, again = np.full(size, fill_value=True), rng.random(size) < _REBOOKED
    robot, field = np.full(size, "line robot"), np.full(size, "field")
    return [
        _Event("Fault report", reported, channel, np.where(phone, agent, "app"), "Front office", everywhere),
        _Event("Line test", tested, np.full(size, "app"), robot, "Network", everywhere),
        _Event("Visit booking", booked, channel, agent, "Dispatch", everywhere),
        _Event("Visit rebooking", rebooked, np.full(size, "phone"), agent, "Dispatch", again),
        _Event("Repair visit", arrived, field, technician, "Field service", everywhere),
        _Event("Repair done", mended, field, technician, "Field service", rng.random(size) < 0.96),
    ]


def _event_text(calendar: Calendar, event: _Event) -> Texts:
    """Return an event of each repair as XML, nothing where a repair has none."""
    offset = np.where(calendar.offset(event.at) == 7200, "+02:00", "+01:00")
    text = _joined(
        f'<event>\n<string key="concept:name" value="{event.name}"/>\n<date key="time:timestamp" value="',
        iso_text(event.at, "T"), offset,
        '"/>\n<string key="channel" value="', event.channel,
        '"/>\n<string key="org:resource" value="', event.who,
        f'"/>\n<string key="org:group" value="{event.team}"/>\n</event>\n',
    )  # fmt: skip
    return np.where(event.there, text, "")


def _people(rng: np.random.Generator, role: str, count: int, size: int) -> Texts:
    """Return a numbered person of a role for each repair."""
    return np.char.add(f"{role} ", rng.integers(1, count + 1, size).astype("U6"))


def _minutes(minutes: Floats) -> Times:
    """Return minutes as a span of whole seconds."""
    return (minutes * 60).astype(np.int64).astype("timedelta64[s]")


def _joined(*parts: str | Texts) -> Texts:
    """Return one text a row, glued from columns and constants."""
    columns = [pa.scalar(part) if isinstance(part, str) else pa.array(part.tolist(), pa.string()) for part in parts]
    return np.asarray(pc.binary_join_element_wise(*columns, "").to_numpy(zero_copy_only=False), dtype=object)
