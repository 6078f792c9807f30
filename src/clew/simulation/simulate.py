"""One call that founds the company, lets it live, and writes what its tools would export."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from clew.errors import UsageError
from clew.simulation.company import FIRST_MONTH
from clew.simulation.contacts import Contacts, Visits, draw_contacts, draw_visits
from clew.simulation.customers import Customers, draw_customers
from clew.simulation.exports.contracts import contract_lines
from clew.simulation.exports.helpdesk import history_lines, ticket_lines
from clew.simulation.exports.ledgers import event_lines, invoice_lines, visit_lines
from clew.simulation.exports.repairs import RepairLog, repair_log
from clew.simulation.exports.surveys import WeeklyExports, survey_exports
from clew.simulation.exports.telephone import call_lines
from clew.simulation.opinions import Opinions, draw_opinions
from clew.simulation.planted import background_effects, planted_effects
from clew.simulation.service import Service, draw_service
from clew.simulation.times import ZONE, Calendar
from clew.simulation.truth import Truth, write_truth

__all__ = ["simulate"]

_FEWEST_CUSTOMERS = 200
_BYTE_ORDER_MARK = "\ufeff"


def simulate(folder: Path, *, seed: int, customers: int = 20_000, months: int = 18, faults: bool = True) -> Truth:
    """Return the planted truth of a simulated company whose exports are written under ``folder/exports``.

    The same arguments give the same bytes. The truth is also written to ``folder/truth.json``, beside the exports
    and never among them. Months count from April 2025; the fix of April 2026 needs at least 15 of them. Without
    ``faults`` the company is the same but for all that was planted: a sound diagnosis finds nothing in it.

    Raises:
        UsageError: where ``customers`` is under 200 or ``months`` under 15, too few for the effects to exist.
    """
    if customers < _FEWEST_CUSTOMERS or months < 15:
        raise UsageError(f"A company needs at least {_FEWEST_CUSTOMERS} customers and 15 months.")
    rng, calendar = np.random.Generator(np.random.PCG64(seed)), Calendar(FIRST_MONTH, months)
    serving, writing = rng.spawn(2)
    people = draw_customers(rng, calendar, customers)
    contacts = draw_contacts(rng, calendar, people)
    visits = draw_visits(rng, contacts, faults=faults)
    opinions = draw_opinions(rng, calendar, people, contacts, visits, faults=faults)
    surveys = survey_exports(rng, calendar, people, contacts, visits, opinions)
    repairs = repair_log(rng, calendar, people, contacts, visits, faults=faults)
    ledgers = {
        "crm_customers.csv": people.rows(rng),
        "visits.csv": visit_lines(people, contacts, visits),
        "invoices.csv": invoice_lines(rng, calendar, people),
        "web_and_app_events.jsonl": event_lines(rng, calendar, people, contacts),
    }
    service = draw_service(serving, calendar, people, contacts, faults=faults)
    served = _service_exports(writing, calendar, people, service)
    _write(folder / "exports", {**ledgers, **{name: lines for name, (_, lines, _) in served.items()}}, surveys, repairs)
    counts = _counts(people, contacts, visits, opinions, surveys, repairs, ledgers)
    counts |= {table: rows for table, _, rows in served.values()}
    truth = Truth(
        seed=seed,
        customers=customers,
        months=months,
        first_month=FIRST_MONTH,
        zone=ZONE,
        faults=faults,
        planted=planted_effects(faults=faults),
        background=background_effects() if faults else (),
        counts=counts,
    )
    write_truth(truth, folder / "truth.json")
    return truth


def _service_exports(
    rng: np.random.Generator, calendar: Calendar, people: Customers, service: Service
) -> dict[str, tuple[str, list[str], int]]:
    """Return by file name the table that customer service's export fills, its lines, and how many rows count."""
    return {
        "helpdesk_tickets.csv": ("tickets", *ticket_lines(rng, calendar, people, service.tickets)),
        "helpdesk_history.jsonl": ("ticket_changes", *history_lines(rng, calendar, service.tickets)),
        "phone_calls.csv": ("calls", *call_lines(rng, people, service.calls, service.tickets)),
        "contracts.csv": ("subscriptions", *contract_lines(people, service.contracts)),
    }


def _write(exports: Path, ledgers: dict[str, list[str]], surveys: WeeklyExports, repairs: RepairLog) -> None:
    """Write every export; the customer register as Windows tools do, with a byte order mark."""
    exports.mkdir(parents=True, exist_ok=True)
    for name, lines in ledgers.items():
        mark = _BYTE_ORDER_MARK if name.startswith("crm") else ""
        _write_text(exports / name, mark + "\n".join(lines) + "\n")
    for week, week_lines in surveys.weeks:
        _write_text(exports / f"survey_{week}.csv", "\n".join(week_lines) + "\n")
    _write_text(exports / "fault_repairs.xes", repairs.text)


def _write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with line ends as given, on every system."""
    path.write_bytes(text.encode("utf-8"))


def _counts(
    people: Customers,
    contacts: Contacts,
    visits: Visits,
    opinions: Opinions,
    surveys: WeeklyExports,
    repairs: RepairLog,
    ledgers: dict[str, list[str]],
) -> dict[str, int]:
    """Return the counts an exact import must arrive at."""
    return {
        "customers": len(people),
        "contacts": len(contacts),
        "invitations": len(opinions),
        "responses": int(opinions.given.sum()),
        "comments": surveys.comments,
        "corrected": surveys.corrected,
        "survey_rows": surveys.rows,
        "survey_dirt": surveys.dirt,
        "visits": len(visits),
        "promises_due": int((~visits.cancelled).sum()),
        "promises_kept": int((~visits.cancelled & ~visits.broken).sum()),
        "invoices": len(ledgers["invoices.csv"]) - 1,
        "events": len(ledgers["web_and_app_events.jsonl"]),
        "repairs": repairs.repairs,
        "repair_events": repairs.events,
    }
