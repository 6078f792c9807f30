"""Paths in plain Python: transitions, variants and durations, nothing of Clew's and no data frame."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

Seconds = Callable[[datetime, datetime], float]


@dataclass(frozen=True)
class Event:
    """One event: whose path it belongs to, when it was, where it stood in its source, and its name."""

    path: str
    at: datetime
    place: int
    name: str


@dataclass(frozen=True)
class Transition:
    """How often one name directly follows another, in how many paths, and the wait between them in seconds."""

    count: int
    paths: int
    median: float
    p90: float


def calendar_seconds(start: datetime, end: datetime) -> float:
    """Return the seconds that pass between two instants."""
    return (end - start).total_seconds()


def inverted_cdf(values: Iterable[float], percent: int) -> float:
    """Return the smallest value that at least ``percent`` in a hundred do not exceed.

    >>> inverted_cdf([4, 1, 3, 2], 50), inverted_cdf([5, 1, 3], 50), inverted_cdf(range(1, 11), 90)
    (2, 3, 9)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def in_order(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Return the events of each path by time, and at one time by their place in the source."""
    paths: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        paths[event.path].append(event)
    return {name: sorted(path, key=lambda event: (event.at, event.place)) for name, path in paths.items()}


def transitions(
    paths: Mapping[str, list[Event]], seconds: Seconds = calendar_seconds
) -> dict[tuple[str, str], Transition]:
    """Return every directly-follows pair with its exact figures.

    >>> from datetime import timedelta
    >>> noon = datetime(2026, 1, 1, 12)
    >>> steps = ((0, "a"), (1, "b"), (3, "a"), (9, "b"))
    >>> walk = [Event("p", noon + timedelta(minutes=minute), minute, name) for minute, name in steps]
    >>> transitions(in_order(walk))["a", "b"]
    Transition(count=2, paths=1, median=60.0, p90=360.0)
    """
    waits: dict[tuple[str, str], list[float]] = defaultdict(list)
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, path in paths.items():
        for here, there in pairwise(path):
            waits[here.name, there.name].append(seconds(here.at, there.at))
            seen[here.name, there.name].add(name)
    return {
        pair: Transition(len(each), len(seen[pair]), inverted_cdf(each, 50), inverted_cdf(each, 90))
        for pair, each in waits.items()
    }


def variants(paths: Mapping[str, list[Event]]) -> Counter[tuple[str, ...]]:
    """Return how many paths have each sequence of names.

    >>> noon = datetime(2026, 1, 1, 12)
    >>> events = [Event("p", noon, 0, "a"), Event("p", noon, 1, "b"), Event("q", noon, 2, "a")]
    >>> sorted(variants(in_order(events)).items())
    [(('a',), 1), (('a', 'b'), 1)]
    """
    return Counter(tuple(event.name for event in path) for path in paths.values())


def ends(paths: Mapping[str, list[Event]], place: int) -> Counter[str]:
    """Return how many paths begin (``place`` 0) or end (-1) with each name."""
    return Counter(path[place].name for path in paths.values())


def durations(paths: Mapping[str, list[Event]], seconds: Seconds = calendar_seconds) -> list[float]:
    """Return the seconds from the first to the last event of each path; 0 where it has one event."""
    return [seconds(path[0].at, path[-1].at) for path in paths.values()]
