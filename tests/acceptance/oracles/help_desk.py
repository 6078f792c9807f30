"""The help desk's log as tickets: when each was done for good, by the last of its activities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from oracles.paths import Event

#: The activities after which nobody has to do anything.
DONE = {"Closed", "Resolve ticket", "RESOLVED", "INVALID", "Resolve SW anomaly"}


def done_at(path: Iterable[Event]) -> datetime | None:
    """Return when the last stretch of done activities began; None where the last activity is not one.

    >>> noon, one, two = (datetime(2026, 1, 1, hour) for hour in (12, 13, 14))
    >>> done_at([Event("p", noon, 0, "Resolve ticket"), Event("p", one, 1, "Closed")]).hour
    12
    >>> done_at([Event("p", noon, 0, "Closed"), Event("p", one, 1, "Wait"), Event("p", two, 2, "Closed")]).hour
    14
    >>> done_at([Event("p", noon, 0, "Closed"), Event("p", one, 1, "Wait")]) is None
    True
    """
    found: datetime | None = None
    for event in path:
        found = (found or event.at) if event.name in DONE else None
    return found
