"""Figures as they were computed last: taken again while nobody answers, and for a while where computing takes long."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Any

from clew_server.surveys.results.computed import Computed
from clew_server.surveys.results.reading import Counts, Sample
from clew_server.surveys.results.wanted import Wanted

__all__ = ["Kept", "Read", "forget_all", "remembered"]

#: So many are remembered, of so many responses together: what looks careless is told by response.
KEPT, RESPONSES = 32, 2_000_000
#: Figures that took a second are taken again for so many, a minute at most: many answers at once must not be many
#: computations at once. Those of small surveys are always new.
PATIENCE, LONGEST = 5.0, 60.0


@dataclass(frozen=True)
class Kept:
    """What was computed, of which state of the answers, when, and how long it took."""

    found: Computed
    counts: Counts
    at: float
    took: float

    def serves(self, counts: Counts, now: float) -> bool:
        """Return whether it may be shown again; never where a response has gone since: somebody may be forgotten.

        Where one has gone and another came, the key is another: see ``era`` of the responses that are held.
        """
        if counts.stamp == self.counts.stamp:
            return True
        return counts.came >= self.counts.came and self._rest(now) > 0

    def wait(self, counts: Counts) -> int:
        """Return in how many seconds they are computed anew; 0 where they are those of ``counts``."""
        return 0 if counts.stamp == self.counts.stamp else max(1, ceil(self._rest(time.monotonic())))

    def _rest(self, now: float) -> float:
        return self.at + min(LONGEST, PATIENCE * self.took) - now


@dataclass(frozen=True)
class Read:
    """The responses, what was asked for, and the figures."""

    sample: Sample
    wanted: Wanted
    kept: Kept

    @property
    def found(self) -> Computed:
        """The figures."""
        return self.kept.found


_known: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
_lock = Lock()


def remembered(key: tuple[Any, ...], counts: Counts, work: Callable[[], Computed]) -> Kept:
    """Return what ``work`` computes, or what it did for ``key`` before, while that may be shown again."""
    began = time.monotonic()
    with _lock:
        kept = _known.get(key)
    if kept is not None and kept.serves(counts, began):
        return kept
    found = work()
    now = time.monotonic()
    kept = Kept(found, counts, now, now - began)
    with _lock:
        _known[key] = kept
        _known.move_to_end(key)
        while len(_known) > KEPT or (len(_known) > 1 and sum(each.counts.came for each in _known.values()) > RESPONSES):
            _known.popitem(last=False)
    return kept


def forget_all() -> None:
    """Forget what was computed."""
    with _lock:
        _known.clear()
