"""Kaplan-Meier: the share that has not ended by each time, with the doubt about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.stats.survival.lifetimes import Floats, Lifetimes

__all__ = ["Curve", "Point", "at_risk_at", "band", "curve", "limits_at", "survival_at"]


@dataclass(frozen=True, slots=True)
class Curve:
    """The steps of S(t), one a distinct time at which something ended, in the order of time.

    ``survival`` is S just after the step, ``spread`` Greenwood's sum of d / (n (n - d)) up to it (infinite once all at
    risk have ended).
    """

    lives: Lifetimes
    times: Floats
    at_risk: Floats
    ended: Floats
    caused: Floats
    survival: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class Point:
    """S at one time, with Greenwood's sum and of how many it is known there whether they had ended.

    Known are all but those open before. Where S is 0, ``last`` is how many ended in the step that led there, and
    ``previous`` the point before it (None: all ended at once).
    """

    survival: float
    spread: float
    known: float
    last: float = 0.0
    previous: Point | None = None

    def limits(self, z: float) -> tuple[float, float]:
        """Return the limits of S (:func:`limits_at`); at 1 Wilson's of none in ``known``.

        At 0 the upper one is that of the point before, times Wilson's for none left of the last: that the only one
        watched so long has ended does not say that all do.
        """
        if self.survival == 0:
            before = 1.0 if self.previous is None else self.previous.limits(z)[1]
            return 0.0, before * _none_of(self.last, z)
        if self.survival == 1:
            return 1 - _none_of(self.known, z), 1.0
        lo, hi = limits_at(np.array([self.survival]), np.array([self.spread]), z)
        return float(lo[0]), float(hi[0])


def curve(lives: Lifetimes) -> Curve:
    """Return the Kaplan-Meier curve of ``lives``: S(t) = product of 1 - d/n over the times up to t.

    d ended at a time of the n at risk there: not ended before it, not open before it, and under watch (entered before;
    what is watched from its beginning counts from 0 on). What is open at the very time at which others end was at risk
    there. Source: Kaplan & Meier 1958, JASA 53:457; delayed entry: Klein & Moeschberger 2003, section 4.6.

    >>> [round(float(s), 4) for s in curve(Lifetimes.of([6, 6, 6, 6, 7], [True, True, True, False, True])).survival]
    [0.4, 0.0]
    """
    times, place = np.unique(lives.times, return_inverse=True)

    def at_each(counts: Floats) -> Floats:
        return np.bincount(place, weights=counts, minlength=len(times)).astype(np.float64)

    left, ended = at_each(lives.counts), at_each(lives.counts * lives.ended)
    entered = _entered_before(lives, times)
    step = ended > 0
    at_risk = (entered - _before(left))[step]
    died = ended[step]
    with np.errstate(divide="ignore"):
        spread = np.cumsum(died / (at_risk * (at_risk - died))).astype(np.float64)
    caused = at_each(lives.counts * lives.of_cause)[step]
    survival = np.cumprod(1 - died / at_risk).astype(np.float64)
    return Curve(lives, times[step], at_risk, died, caused, survival, spread)


def survival_at(found: Curve, time: float) -> Point | None:
    """Return S at ``time``; None where some had not ended at the longest time watched, and ``time`` lies beyond it.

    >>> survival_at(curve(Lifetimes.of([1, 2, 3])), 2).survival
    0.33333333333333337
    """
    place = int(np.searchsorted(found.times, time, side="right")) - 1
    if place < 0:
        return Point(1.0, 0.0, _known_at(found.lives, time)) if time <= found.lives.follow_up else None
    if found.survival[place] > 0 and time > found.lives.follow_up:
        return None
    return _point(found, place, _known_at(found.lives, time))


def _point(found: Curve, place: int, known: float) -> Point:
    if found.survival[place] > 0:
        return Point(float(found.survival[place]), float(found.spread[place]), known)
    first = int((found.survival == 0).argmax())
    previous = _point(found, first - 1, known) if first else None
    return Point(0.0, float("inf"), known, float(found.ended[first]), previous)


def at_risk_at(lives: Lifetimes, times: Floats) -> Floats:
    """Return how many of ``lives`` were at risk at each of ``times``: under watch, not ended and not left open before.

    >>> at_risk_at(Lifetimes.of([1, 2, 2, 3]), np.array([2.0, 3.0])).tolist()
    [3.0, 1.0]
    """
    order = np.argsort(lives.times, kind="stable")
    left = np.concatenate([[0.0], np.cumsum(lives.counts[order])])
    gone: Floats = left[np.searchsorted(lives.times[order], times, side="left")]
    return _entered_before(lives, times) - gone


def band(found: Curve, z: float) -> tuple[Floats, Floats]:
    """Return the limits of S after every step, as :meth:`Point.limits` gives them.

    >>> lo, hi = band(curve(Lifetimes.of([1, 2, 3])), 1.959964)
    >>> [round(float(x), 3) for x in hi]
    [0.945, 0.774, 0.614]
    """
    lo, hi = limits_at(found.survival, found.spread, z)
    gone = found.survival == 0
    if gone.any():
        hi[gone] = _point(found, int(gone.argmax()), 0.0).limits(z)[1]
    return lo, hi


def limits_at(survival: Floats, spread: Floats, z: float) -> tuple[Floats, Floats]:
    """Return the limits of S at each point: S ** exp(± z · error / |ln S|), the normal interval of log(-log S).

    error is the root of Greenwood's sum. At 0 and 1 that says nothing: there both limits are S itself, and
    :meth:`Point.limits` says more. Source: Borgan & Liestøl 1990, Scandinavian Journal of Statistics 17:35.

    >>> [round(float(x[0]), 3) for x in limits_at(np.array([18 / 21]), np.array([3 / (21 * 18)]), 1.959964)]
    [0.62, 0.952]
    """
    inside = (survival > 0) & (survival < 1)
    safe = np.where(inside, survival, 0.5)
    power = np.exp(z * np.sqrt(np.where(inside, spread, 0.0)) / -np.log(safe))
    return np.where(inside, safe**power, survival), np.where(inside, safe ** (1 / power), survival)


def _none_of(count: float, z: float) -> float:
    """Return Wilson's upper limit of a share of which there were none in ``count``."""
    return z * z / (count + z * z)


def _entered_before(lives: Lifetimes, times: Floats) -> Floats:
    """Return how many were under watch just before each time, or from the beginning."""
    if lives.entries is None:
        return np.full(len(times), lives.counts.sum())
    order = np.argsort(lives.entries, kind="stable")
    entries, total = lives.entries[order], np.concatenate([[0.0], np.cumsum(lives.counts[order])])
    from_beginning = int(np.searchsorted(entries, 0.0, side="right"))
    entered: Floats = total[np.maximum(np.searchsorted(entries, times, side="left"), from_beginning)]
    return entered


def _before(counts: Floats) -> Floats:
    return np.cumsum(counts) - counts


def _known_at(lives: Lifetimes, time: float) -> float:
    seen = (lives.ended | (lives.times >= time)) & ((lives.begun < time) | (lives.begun <= 0))
    return float(lives.counts[seen].sum())
