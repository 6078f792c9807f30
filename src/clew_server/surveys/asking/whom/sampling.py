"""Random samples of people: repeatable by a seed, whatever the order; everybody's inclusion probability is told.

Each person has a random number of the seed and their key; the n with the lowest numbers are drawn. That is a simple
random sample without replacement, so each of N is in with probability n/N (Ohlsson 1995, "Coordination of samples using
permanent random numbers"). Stratified: so many of each stratum as its share of all, at least one.

>>> sample = draw({f"p{n}": "" for n in range(10)}, Sampling(size=3, seed="a"))
>>> len(sample.drawn), sample.probability("p1")
(3, 0.3)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import islice

from clew_server.surveys.asking.settings import Sampling

__all__ = ["Sample", "chance", "draw", "sizes"]


@dataclass(frozen=True)
class Sample:
    """Who is drawn; ``strata`` says of which group somebody is, ``shares`` with which probability each is drawn."""

    drawn: frozenset[str]
    strata: Mapping[str, str]
    shares: Mapping[str, float]

    def probability(self, person: str) -> float:
        """Return with which probability somebody was drawn."""
        return self.shares[self.strata[person]]


def draw(strata: Mapping[str, str], sampling: Sampling) -> Sample:
    """Return a sample of people, given with the stratum of each (all the same where there are none)."""
    groups: dict[str, list[str]] = {}
    for person, stratum in strata.items():
        groups.setdefault(stratum, []).append(person)
    wanted = sizes({stratum: len(people) for stratum, people in groups.items()}, sampling)
    drawn = {
        person
        for stratum, people in groups.items()
        for person in sorted(people, key=lambda one: (chance(sampling.seed, one), one))[: wanted[stratum]]
    }
    shares = {stratum: wanted[stratum] / len(people) for stratum, people in groups.items()}
    return Sample(frozenset(drawn), strata, shares)


def chance(seed: str, key: str) -> float:
    """Return a number from 0 to below 1 that is random, and always the same for a seed and a key."""
    digest = hashlib.sha256(f"{seed}\0{key}".encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56


def sizes(people: Mapping[str, int], sampling: Sampling) -> dict[str, int]:
    """Return how many of each stratum are drawn: together the size that is asked for, each its part of it.

    What is left of parts goes to the largest of them (largest remainder); a stratum gives at least one, as long as
    the size has room for all, since of a stratum that gives none nothing can be said.

    >>> sizes({"free": 900, "gold": 95, "vip": 5}, Sampling(size=100))
    {'free': 90, 'gold': 9, 'vip': 1}
    """
    total = sum(people.values())
    wanted = _size(total, sampling)
    if wanted >= total:
        return dict(people)
    floor = 1 if wanted >= len(people) else 0
    parts = {name: wanted * count / total for name, count in people.items()}
    found = {name: max(floor, int(part)) for name, part in parts.items()}
    left = wanted - sum(found.values())
    step = 1 if left > 0 else -1
    for name in islice(_furthest(parts, found, step, floor), abs(left)):
        found[name] += step
    return found


def _furthest(parts: Mapping[str, float], found: Mapping[str, int], step: int, floor: int) -> Iterator[str]:
    """Yield the stratum whose size is furthest from its part, the last by name of several: who takes it moves it on."""
    names = sorted(parts)
    far = [((found[name] - parts[name]) * step, -at) for at, name in enumerate(names) if found[name] + step >= floor]
    heapify(far)
    while far:
        _, place = heappop(far)
        name = names[-place]
        yield name
        if found[name] + step >= floor:
            heappush(far, ((found[name] - parts[name]) * step, place))


def _size(total: int, sampling: Sampling) -> int:
    if sampling.size is not None:
        return min(sampling.size, total)
    if sampling.share is None or not total:
        return total
    return max(1, round(sampling.share * total))
