"""The times of one cell: how long each lasted, or has lasted so far, and whether it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clew.errors import UsageError

__all__ = ["Bools", "Floats", "Lifetimes"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Distinct times with how often each occurs; ``ended`` is false for what was still open at its time (censored).

    ``caused`` says which ended in the way that is asked for, where endings compete. ``entries`` is how long each had
    lasted when it came under watch (delayed entry), 0 for from its beginning; None where all are watched from theirs.
    ``missing`` counts rows whose time is not known.
    """

    times: Floats
    counts: Floats
    ended: Bools
    caused: Bools | None = None
    entries: Floats | None = None
    missing: int = 0

    @classmethod
    def of(
        cls,
        times: npt.ArrayLike,
        ended: npt.ArrayLike | None = None,
        counts: npt.ArrayLike | None = None,
        *,
        caused: npt.ArrayLike | None = None,
        entries: npt.ArrayLike | None = None,
        missing: int = 0,
    ) -> Lifetimes:
        """Return the cell of ``times`` (any unit, from 0 up); without ``ended`` all have, without ``counts`` once each.

        NaN counts as missing, and so does what nobody watched: an entry at or after its own end. A time below zero is a
        fault of the caller and raises :class:`UsageError`.

        >>> Lifetimes.of([6, 6, 7], [True, True, False]).open
        1
        """
        y = np.asarray(times, dtype=np.float64)
        if bool((y < 0).any()):
            raise UsageError("A time lasts from its beginning: below zero there is none.")
        many = _or(counts, np.ones_like(y), np.float64)
        entered = None if entries is None else _or(entries, y, np.float64)
        seen = ~np.isnan(y) if entered is None else ~np.isnan(y) & ((entered <= 0) | (entered < y))
        return cls(
            times=y[seen],
            counts=many[seen],
            ended=_or(ended, np.ones_like(y), np.bool_)[seen],
            caused=None if caused is None else _or(caused, y, np.bool_)[seen],
            entries=None if entered is None else np.maximum(entered[seen], 0.0),
            missing=missing + int(many[~seen].sum()),
        )

    @staticmethod
    def merged(parts: Sequence[Lifetimes]) -> Lifetimes:
        """Return several cells as one; where some are watched from a later entry, the others are from their beginning.

        >>> Lifetimes.merged([Lifetimes.of([1, 2]), Lifetimes.of([2])]).n
        3
        """
        late = any(part.entries is not None for part in parts)
        competing = any(part.caused is not None for part in parts)
        return Lifetimes(
            times=np.concatenate([part.times for part in parts]),
            counts=np.concatenate([part.counts for part in parts]),
            ended=np.concatenate([part.ended for part in parts]),
            caused=np.concatenate([part.of_cause for part in parts]) if competing else None,
            entries=np.concatenate([part.begun for part in parts]) if late else None,
            missing=sum(part.missing for part in parts),
        )

    @property
    def n(self) -> int:
        """How many there are, ended or open."""
        return int(self.counts.sum())

    @property
    def open(self) -> int:
        """How many were still open at their time."""
        return int(self.counts[~self.ended].sum())

    @property
    def follow_up(self) -> float:
        """The longest time that anything was watched for; 0 of nothing."""
        return float(self.times.max(initial=0.0))

    @property
    def begun(self) -> Floats:
        """How long each had lasted when it came under watch."""
        return np.zeros_like(self.times) if self.entries is None else self.entries

    @property
    def of_cause(self) -> Bools:
        """Which ended in the way that is asked for; all that ended, where endings do not compete."""
        return self.ended if self.caused is None else self.caused & self.ended


def _or(given: npt.ArrayLike | None, instead: Floats, kind: type) -> npt.NDArray:  # type: ignore[type-arg]
    return np.asarray(instead if given is None else given, dtype=kind)
