"""The log of incidents (ServiceNow) read with csv alone: one row a change, the last one is the ticket's state."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

#: Who has a ticket in each state of this log; the state -100 means nothing, so it is ours.
HOLDERS = {
    "Awaiting User Info": "customer",
    "Awaiting Evidence": "customer",
    "Awaiting Vendor": "third_party",
    "Resolved": "done",
    "Closed": "done",
}
Seconds = Callable[[datetime, datetime], float]


@dataclass(frozen=True)
class Incident:
    """A ticket: its last row, and its states with the times they began, in order."""

    number: str
    last: dict[str, str]
    states: list[tuple[datetime, str]]

    @property
    def opened(self) -> datetime:
        """When it was opened."""
        return instant(self.last["opened_at"])

    @property
    def resolved(self) -> datetime | None:
        """When it was solved as the source states it, None where it does not."""
        text = self.last["resolved_at"]
        return None if text == "?" else instant(text)

    def held(self, seconds: Seconds) -> dict[str, float]:
        """Return the seconds each had the ticket: us until its first change, then as its state says."""
        spans = [(self.opened, "New"), *((max(at, self.opened), state) for at, state in self.states)]
        held = dict.fromkeys(("us", "customer", "third_party"), 0.0)
        for (start, state), (end, _) in pairwise(spans):
            if (holder := HOLDERS.get(state, "us")) != "done":
                held[holder] += seconds(start, end)
        return held

    def reopenings(self) -> int:
        """Return how often its state went from done to one that is not, by its history."""
        done = [HOLDERS.get(state) == "done" for _, state in self.states]
        return sum(before and not after for before, after in pairwise(done))


def instant(text: str) -> datetime:
    """Return the time, day first; the source names no zone, UTC stands for it.

    >>> instant("29/2/2016 01:16").isoformat()
    '2016-02-29T01:16:00+00:00'
    """
    day, clock = text.split(" ")
    d, month, year = map(int, day.split("/"))
    hour, minute = map(int, clock.split(":"))
    return datetime(year, month, d, hour, minute, tzinfo=UTC)


def incidents(path: Path) -> list[Incident]:
    """Return the tickets of the compressed log."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return tickets_of(csv.DictReader(stream))


def tickets_of(rows: Iterable[dict[str, str]]) -> list[Incident]:
    """Return the tickets of rows in the order of their changes, and of the file where two have the same time.

    >>> rows = [{"number": "1", "incident_state": s, "opened_at": "1/2/2016 08:00", "sys_updated_at": f"1/2/2016 {at}"}
    ...         for s, at in (("New", "08:10"), ("Awaiting User Info", "09:00"), ("Resolved", "09:30"))]
    >>> (ticket,) = tickets_of(rows)
    >>> ticket.held(lambda start, end: (end - start).total_seconds() / 60)
    {'us': 60.0, 'customer': 30.0, 'third_party': 0.0}
    >>> ticket.reopenings()
    0
    """
    changes: dict[str, list[tuple[datetime, int, dict[str, str]]]] = defaultdict(list)
    for place, row in enumerate(rows):
        changes[row["number"]].append((instant(row["sys_updated_at"]), place, row))
    return [_ticket(number, sorted(each, key=lambda change: change[:2])) for number, each in changes.items()]


def _ticket(number: str, changes: list[tuple[datetime, int, dict[str, str]]]) -> Incident:
    return Incident(number, changes[-1][2], [(at, row["incident_state"]) for at, _, row in changes])
