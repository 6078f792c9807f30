"""Going in circles: returns to a name after other names, what they cost, and which circles customers walk.

A circle is a loop of :mod:`clew.journeys.telling.loops`: repeats collapsed first, no step in two circles, so contacts
and seconds of all circles of a path add up to what the path would have been spared without any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.journeys.telling.loops import Loops, Walks, Whole, erase_loops
from clew.journeys.telling.steps import Steps, runs

__all__ = ["LONGEST", "Circle", "Circles", "find_circles", "looped_walks"]

#: Circles of more names than this are counted together: nobody reads them, and hardly two of them are alike.
LONGEST = 10


@dataclass(frozen=True, slots=True)
class Circle:
    """One circle, entered anywhere: its names, the first one again at the end, and what it cost.

    ``names`` begin where most customers entered it; ``after`` is what most often came directly before the circle (None:
    the path began in it). Empty ``names`` stand for several circles counted together. ``times`` is how often it
    was walked, ``customers`` counts those known, ``extra_seconds`` the time of its steps without repeats.
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
    """The circles that cost most time, the ``rest`` of them and those ``longer`` than :data:`LONGEST`, and ``all``."""

    rows: tuple[Circle, ...]
    rest: Circle
    longer: Circle
    all: Circle


def find_circles(steps: Steps, limit: int = 20) -> Circles:
    """Return the ``limit`` circles with most extra seconds (then contacts, then names), and the others summed.

    A circle entered at different names is one circle: call → e-mail → call and e-mail → call → e-mail. Rows with the
    rest and the longer ones sum to all in times, contacts and seconds; paths and customers may walk several circles.
    """
    walked = _Walked.of(steps.read(looped_walks(steps)))
    loops = erase_loops(walked.walks)
    families = [family for length in range(2, LONGEST + 1) for family in _families(walked, loops, length)]
    families.sort(
        key=lambda found: (-loops.seconds[found].sum(), -loops.steps[found].sum(), _key(walked, loops, found))
    )
    rows = tuple(_circle(walked, loops, found) for found in families[:limit])
    rest = _together(walked, loops, families[limit:])
    longer = _sums(walked, loops, np.flatnonzero(loops.steps > LONGEST))
    return Circles(rows, rest, longer, _sums(walked, loops, np.arange(len(loops.closes))))


def looped_walks(steps: Steps) -> Any:
    """Return the runs of all paths that return to a name, in order: an Ibis table for :func:`find_circles`.

    ``before`` is the run of the same name last met in the path, ``customer_id`` stands only at the path's start.
    """
    along = runs(steps.rows)
    same = ibis.window(group_by=[along.path, along.value], order_by=along.run)
    met = along.mutate(before=along.run.lag().over(same))
    returning = met.mutate(returns=met.before.count().over(ibis.window(group_by=met.path)))
    kept = returning.filter(returning.returns > 0)
    customer = ibis.cases((kept.run == 0, kept.customer_id))
    return kept.select("path", "run", "before", "wait", name=kept.value, customer_id=customer).order_by("path", "run")


@dataclass(frozen=True, slots=True)
class _Walked:
    """The walks as arrays, the names by code (in alphabetical order), and the customer of each path (-1: not known)."""

    walks: Walks
    names: list[str]
    customers: Whole

    @classmethod
    def of(cls, rows: pa.Table) -> _Walked:
        run = rows["run"].to_numpy()
        starts = np.append(np.flatnonzero(run == 0), len(run))
        before = pc.fill_null(rows["before"], -1).to_numpy()
        path_start = np.repeat(starts[:-1], np.diff(starts))
        place = np.where(before < 0, -1, before + path_start)
        codes, names = _coded(rows["name"])
        customers, _ = _coded(rows["customer_id"].take(pa.array(starts[:-1])))
        waits = pc.fill_null(rows["wait"], 0.0).to_numpy().astype(np.float64)
        return cls(Walks(starts, codes, place, waits), names, customers)

    def path_of(self, places: Whole) -> Whole:
        """Return the number of the path of each place."""
        return np.searchsorted(self.walks.starts, places, side="right") - 1


def _coded(column: pa.ChunkedArray) -> tuple[Whole, list[str]]:
    """Return the code of each text in the order of the alphabet (-1: null), and the texts by code."""
    if not len(column):
        return np.empty(0, np.int64), []
    coded = column.combine_chunks().dictionary_encode()
    texts = coded.dictionary.to_pylist()
    ranks = np.empty(len(texts) + 1, np.int64)
    ranks[np.argsort(np.array(texts, dtype=object), kind="stable")] = np.arange(len(texts))
    ranks[-1] = -1
    return ranks[pc.fill_null(coded.indices, len(texts)).to_numpy(zero_copy_only=False)], sorted(texts)


def _families(walked: _Walked, loops: Loops, length: int) -> list[Whole]:
    """Return the loops of ``length`` names, those that are one circle together."""
    which, places = loops.places(length)
    if not len(which):
        return []
    names = _turned(walked.walks.names[places])
    code = np.zeros(len(which), np.int64)
    for column in names.T:
        code = np.unique(code * len(walked.names) + column, return_inverse=True)[1]
    order = np.argsort(code, kind="stable")
    return np.split(which[order], np.flatnonzero(np.diff(code[order])) + 1)


def _turned(names: Whole) -> Whole:
    """Return each row turned so that its smallest name comes first: the same for every entry of one circle."""
    length = names.shape[1]
    turn = (names.argmin(axis=1)[:, None] + np.arange(length)) % length
    return np.take_along_axis(names, turn, axis=1)


def _entered(walked: _Walked, loops: Loops, found: Whole) -> Whole:
    """Return the code of the name at which each loop was entered, which is where it closes."""
    return walked.walks.names[loops.closes[found]]


def _most(codes: npt.NDArray[np.int64]) -> int:
    """Return the commonest code, the smallest of those that are equally common."""
    values, counts = np.unique(codes, return_counts=True)
    return int(values[counts.argmax()])


def _key(walked: _Walked, loops: Loops, found: Whole) -> tuple[str, ...]:
    """Return the names of one circle from where most entered it, the first one again at the end."""
    _, places = Loops(loops.closes[found[:1]], loops.steps[found[:1]], loops.seconds[found[:1]], loops.below).places(
        int(loops.steps[found[0]])
    )
    codes = walked.walks.names[places[0]].tolist()
    turn = codes.index(_most(_entered(walked, loops, found)))
    names = [walked.names[code] for code in codes[turn:] + codes[:turn]]
    return (*names, names[0])


def _circle(walked: _Walked, loops: Loops, found: Whole) -> Circle:
    below = loops.below[loops.closes[found]]
    after = _most(np.where(below < 0, -1, walked.walks.names[np.maximum(below, 0)]))
    names = _key(walked, loops, found)
    return _sums(walked, loops, found, names, walked.names[after] if after >= 0 else None)


def _together(walked: _Walked, loops: Loops, families: list[Whole]) -> Circle:
    return _sums(walked, loops, np.concatenate(families) if families else np.empty(0, np.int64))


def _sums(walked: _Walked, loops: Loops, found: Whole, names: tuple[str, ...] = (), after: str | None = None) -> Circle:
    paths = np.unique(walked.path_of(loops.closes[found]))
    customers = walked.customers[paths]
    known = len(np.unique(customers[customers >= 0]))
    extra = int(loops.steps[found].sum()), float(loops.seconds[found].sum())
    return Circle(names, after, len(found), len(paths), known, *extra)
