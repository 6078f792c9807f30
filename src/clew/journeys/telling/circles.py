"""Going in circles: returns to a name after other names, what they cost, and which circles customers walk.

A circle is a loop of :mod:`clew.journeys.telling.loops`: repeats collapsed first, no step in two circles, so contacts
and seconds of all circles of a path add up to what the path would have been spared without any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clew.journeys.telling.loops import Loops, Walks, erase_loops
from clew.journeys.telling.told import Told, Whole, customer_codes, runs

__all__ = ["LONGEST", "Circle", "Circles", "Walked", "find_circles"]

#: Circles of more names than this are counted together: nobody reads them, and hardly two of them are alike.
LONGEST = 10
#: No code of a circle is larger: it has to fit 63 bits.
MOST = 2**62


@dataclass(frozen=True, slots=True)
class Circle:
    """One circle, entered anywhere: its names, the first one again at the end, and what it cost.

    ``names`` begin where most paths entered it; ``after`` is what most often came directly before it (None: the path
    began in it). Empty ``names`` stand for several circles counted together. ``times`` is how often it was walked,
    ``customers`` counts those known, ``extra_seconds`` is the time of its steps without that of repeats.
    """

    names: tuple[str, ...]
    after: str | None
    times: int
    paths: int
    customers: int
    extra_events: int
    extra_seconds: float


@dataclass(frozen=True, slots=True)
class Circles:
    """The circles that cost most time, the ``rest`` of them, those ``longer`` than :data:`LONGEST`, and ``total``."""

    rows: tuple[Circle, ...]
    rest: Circle
    longer: Circle
    total: Circle


def find_circles(told: Told, limit: int = 20) -> Circles:
    """Return the ``limit`` circles with most extra seconds (then contacts, then names), and the others summed.

    A circle entered at different names is one circle: call → e-mail → call and e-mail → call → e-mail. The rows, the
    rest and the longer ones sum to the total in times, contacts and seconds; a path may walk several circles. Circles
    of a path that is still open count as far as they are closed.
    """
    walked = Walked.of(told)
    families = walked.families()
    rows = tuple(walked.circle(family) for family in families[:limit])
    rest = walked.sums(np.concatenate([np.empty(0, np.int64), *families[limit:]]))
    longer = walked.sums(np.flatnonzero(walked.loops.steps > LONGEST))
    return Circles(rows, rest, longer, walked.sums(np.arange(len(walked.loops.closes))))


@dataclass(frozen=True)
class Walked:
    """The paths as walks, and their loops; a family is the loops that are one circle, by number."""

    walks: Walks
    loops: Loops
    names: tuple[str, ...]
    customers: Whole

    @classmethod
    def of(cls, told: Told) -> Walked:
        """Return the walks of ``told`` with their loops."""
        along = runs(told)
        walks = Walks(along.starts, along.name, along.wait)
        return cls(walks, erase_loops(walks), tuple(told.names), customer_codes(told))

    @cached_property
    def paths(self) -> Whole:
        """The path of each loop."""
        found: Whole = np.searchsorted(self.walks.starts, self.loops.closes, side="right") - 1
        return found

    def families(self) -> list[Whole]:
        """Return the families of at most :data:`LONGEST` names, those with most extra seconds first."""
        found = [family for length in range(2, LONGEST + 1) for family in self._of_length(length)]
        return sorted(found, key=lambda family: (*(-x for x in self._cost(family)), self.named(family)))

    def _of_length(self, length: int) -> list[Whole]:
        which = np.flatnonzero(self.loops.steps == length)
        if not len(which):
            return []
        code = _coded(_turned(self.walks.names[self.loops.places(which)]), len(self.names))
        order = np.argsort(code, kind="stable")
        return np.split(which[order], np.flatnonzero(np.diff(code[order])) + 1)

    def _cost(self, family: Whole) -> tuple[float, int]:
        return float(self.loops.seconds[family].sum()), int(self.loops.steps[family].sum())

    def named(self, family: Whole) -> tuple[str, ...]:
        """Return the names of a family from where most paths entered it, the first one again at the end."""
        codes = self.walks.names[self.loops.places(family[:1])[0]].tolist()
        turn = codes.index(_most(self.walks.names[self.loops.closes[family]]))
        names = [self.names[code] for code in codes[turn:] + codes[:turn]]
        return (*names, names[0])

    def circle(self, family: Whole) -> Circle:
        """Return what is to be told of a family."""
        below = self.loops.below[self.loops.closes[family]]
        after = _most(np.where(below < 0, -1, self.walks.names[below]))
        return self.sums(family, self.named(family), self.names[after] if after >= 0 else None)

    def sums(self, loops: Whole, names: tuple[str, ...] = (), after: str | None = None) -> Circle:
        """Return the sums over ``loops``."""
        paths = np.unique(self.paths[loops])
        customers = self.customers[paths]
        known = len(np.unique(customers[customers >= 0]))
        extra_seconds, extra_events = self._cost(loops)
        return Circle(names, after, len(loops), len(paths), known, extra_events, extra_seconds)


def _turned(names: Whole) -> Whole:
    """Return each row turned so that its smallest name comes first: the same wherever a circle was entered."""
    length = names.shape[1]
    turn = (names.argmin(axis=1)[:, None] + np.arange(length)) % length
    found: Whole = np.take_along_axis(names, turn, axis=1)
    return found


def _coded(rows: Whole, size: int) -> Whole:
    """Return one number for each row of codes below ``size``, the same for equal rows only."""
    code, room = np.zeros(len(rows), np.int64), 1
    for column in rows.T:
        if room > MOST // size:
            code = np.unique(code, return_inverse=True)[1]
            room = int(code.max()) + 1
        code, room = code * size + column, room * size
    return code


def _most(codes: Whole) -> int:
    """Return the commonest code, the smallest of those that are equally common."""
    values, counts = np.unique(codes, return_counts=True)
    return int(values[counts.argmax()])
