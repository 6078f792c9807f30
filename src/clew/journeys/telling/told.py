"""What the views of this room look at: contacts kept path by path, and the same with repeats collapsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from clew.errors import UsageError

__all__ = [
    "SECOND",
    "Bools",
    "Floats",
    "Named",
    "Runs",
    "Some",
    "Told",
    "Whole",
    "code_of",
    "customer_codes",
    "runs",
    "seconds",
    "until",
]

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
#: Times are microseconds.
SECOND = 1_000_000
#: Names that a complaint lists, the commonest first.
LISTED = 40


class Named(Protocol):
    """Contacts by name, path after path."""

    @property
    def names(self) -> Sequence[str]:
        """What a code means, in the order of the alphabet."""

    @property
    def name(self) -> npt.NDArray[Any]:
        """The code of each contact's name; path after path, within a path in the documented order."""

    @property
    def starts(self) -> Whole:
        """Where each path begins, and one more where the last ends."""


class Told(Named, Protocol):
    """What is needed of paths: arrays with one item a contact or one a path (``clew.journeys`` keeps them)."""

    @property
    def at(self) -> Whole:
        """When each contact was, in microseconds since 1970."""

    @property
    def clock(self) -> Whole:
        """What the clock shows at each contact, in microseconds: the time, or how much working time had passed."""

    @property
    def path(self) -> npt.NDArray[Any]:
        """Which path each contact belongs to."""

    @property
    def unfinished(self) -> Bools:
        """Whether each path is still open: its next contact may yet come."""

    def customers(self) -> Any:
        """Return the customer of each path as an Arrow array of texts, null where none is known."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Paths with consecutive repeats of a name collapsed: ``first`` is the contact at which each run begins.

    ``starts`` are the runs at which paths begin, and one more; ``wait`` is seconds from the contact before (0 at the
    start of a path), so that the time between repeats belongs to no run.
    """

    first: Whole
    name: Whole
    starts: Whole
    wait: Floats


@dataclass(frozen=True, slots=True)
class Some:
    """Some paths, or the beginnings of some: the names alone."""

    names: Sequence[str]
    name: npt.NDArray[Any]
    starts: Whole


def runs(told: Told) -> Runs:
    """Return the runs of all paths.

    A, A, B is two runs; the wait of the second is the time from the last A.
    """
    begins = np.zeros(len(told.name), np.bool_)
    begins[told.starts[:-1]] = True
    begins[1:] |= told.name[1:] != told.name[:-1]
    first = np.flatnonzero(begins)
    starts = np.searchsorted(first, told.starts)
    wait = np.zeros(len(first))
    if len(first):
        wait[1:] = (told.clock[first[1:]] - told.clock[first[1:] - 1]) / SECOND
    wait[starts[:-1]] = 0
    return Runs(first, told.name[first].astype(np.int64), starts, wait)


def seconds(told: Told, earlier: Whole, later: Whole) -> Floats:
    """Return the seconds on the clock from one contact to another, for arrays of places."""
    found: Floats = (told.clock[later] - told.clock[earlier]) / SECOND
    return found


def customer_codes(told: Told) -> Whole:
    """Return a number for the customer of each path, -1 where none is known."""
    known = told.customers()
    if not len(known):
        return np.empty(0, np.int64)
    codes = known.dictionary_encode().indices.fill_null(-1)
    return np.asarray(codes.to_numpy(zero_copy_only=False), np.int64)


def code_of(told: Named, name: str) -> int:
    """Return the code of ``name``; :class:`~clew.errors.UsageError` names the nearest and the commonest."""
    if name in told.names:
        return list(told.names).index(name)
    often = np.argsort(-np.bincount(told.name, minlength=len(told.names)), kind="stable")
    raise UsageError.unknown("contact", name, [told.names[code] for code in often[:LISTED]])


def until(told: Named, paths: Whole, places: Whole) -> Some:
    """Return the beginnings of ``paths`` up to and with ``places``, one in each."""
    begun, lengths = told.starts[paths], places - told.starts[paths] + 1
    starts = np.concatenate([[0], np.cumsum(lengths)])
    kept = np.arange(starts[-1]) + np.repeat(begun - starts[:-1], lengths)
    return Some(told.names, told.name[kept], starts)
