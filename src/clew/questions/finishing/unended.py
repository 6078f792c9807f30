"""Figures of times that may not have ended, with how many were open said in plain words."""

from __future__ import annotations

from dataclasses import replace

from clew.errors import UsageError
from clew.metrics.metric import Statistic
from clew.questions.finishing.durations import duration
from clew.stats.estimate import Difference, Estimate
from clew.stats.survival.incidence import incidence, incidence_difference
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.restricted_mean import longest_horizon, restricted_mean, restricted_mean_difference
from clew.stats.survival.survival_quantile import survival_quantile
from clew.stats.survival.within import NOT_WATCHED, within, within_difference

__all__ = ["differ_unended", "estimate_unended"]

_SHARES = {"within": within, "incidence": incidence}
_DIFFERENCES = {"within": within_difference, "incidence": incidence_difference}


def estimate_unended(statistic: Statistic, lives: Lifetimes, level: float, horizon: float | None) -> Estimate:
    """Return the estimate of one cell in seconds or as a share; ``horizon`` is in seconds.

    A mean is cut to the longest time that was watched, and says so.
    """
    found = _estimate(statistic, lives, level, horizon)
    found = _rest(found) if statistic.complement else found
    words = tuple(_in_words(warning, statistic, lives, horizon) for warning in found.warnings)
    return replace(found, warnings=(*words, *_open(statistic, lives, horizon)))


def differ_unended(statistic: Statistic, a: Lifetimes, b: Lifetimes, level: float, horizon: float | None) -> Difference:
    """Return how much ``a`` lies above ``b``; two means are both cut to the longest time watched of both."""
    if statistic.family == "restricted_mean":
        longest = _cut(_known(statistic, horizon), a, b)
        found = restricted_mean_difference(a, b, longest, level) if longest > 0 else _undone(a, b, level)
        return replace(found, warnings=(*found.warnings, *_said_cut(longest, horizon)))
    found = _DIFFERENCES[statistic.family](a, b, _known(statistic, horizon), level)
    if statistic.complement:
        found = _turned(found)
    words = (_in_words(warning, statistic, min(a, b, key=lambda x: x.follow_up), horizon) for warning in found.warnings)
    return replace(found, warnings=tuple(words))


def _estimate(statistic: Statistic, lives: Lifetimes, level: float, horizon: float | None) -> Estimate:
    if statistic.quantile is not None:
        return survival_quantile(lives, statistic.quantile, level)
    if statistic.family != "restricted_mean":
        return _SHARES[statistic.family](lives, _known(statistic, horizon), level)
    longest = _cut(_known(statistic, horizon), lives)
    if lives.n and not longest:
        return Estimate(None, None, None, level, "none", lives.n, missing=lives.missing, warnings=("not watched yet",))
    return restricted_mean(lives, longest, level).warn(*(_said_cut(longest, horizon) if lives.n else ()))


def _rest(share: Estimate) -> Estimate:
    """Return what is left of a share: the share that had not ended."""
    value, lo, hi = (None if x is None else 1 - x for x in (share.value, share.hi, share.lo))
    return replace(share, value=value, lo=lo, hi=hi)


def _turned(found: Difference) -> Difference:
    """Return the difference of what is left of two shares, from the difference of the shares."""
    difference, lo, hi = (None if x is None else -x for x in (found.difference, found.hi, found.lo))
    return replace(found, difference=difference, lo=lo, hi=hi)


def _cut(horizon: float, *cells: Lifetimes) -> float:
    """Return ``horizon``, or the longest time up to which all ``cells`` can be answered for."""
    return min([horizon, *(longest for longest in map(longest_horizon, cells) if longest is not None)])


def _said_cut(longest: float, horizon: float | None) -> tuple[str, ...]:
    if horizon is None or longest >= horizon or not longest:
        return ()
    return (f"watched for {duration(longest)} at most: the mean goes up to that, not to {duration(horizon)}",)


def _in_words(warning: str, statistic: Statistic, lives: Lifetimes, horizon: float | None) -> str:
    """Return a warning of the estimators in words for people."""
    if warning == "not reached":
        ended = lives.n - lives.open
        return f"not reached: {ended} of {lives.n} have ended, too few for {statistic.quantile or 0:.0%}"
    if warning == NOT_WATCHED:
        return f"watched for {duration(lives.follow_up)} at most: nothing is known of {duration(horizon or 0)}"
    return warning


def _open(statistic: Statistic, lives: Lifetimes, horizon: float | None) -> tuple[str, ...]:
    """Return how many had not ended; of a share that did not end within a time, how many were watched for less."""
    known = lives.open
    if statistic.complement and horizon is not None:
        known = int(lives.counts[~lives.ended & (lives.times < horizon)].sum())
    if not known:
        return ()
    many = known > 1
    if statistic.complement and horizon is not None:
        words = f"{'were' if many else 'was'} watched for less than {duration(horizon)}: "
        return (f"{known} {words}{'they count' if many else 'it counts'} for that long",)
    return (f"{known} still open at the end: {'they count' if many else 'it counts'} as such",)


def _known(statistic: Statistic, horizon: float | None) -> float:
    if horizon is None:
        raise UsageError(f"'{statistic.name}' needs a horizon.")
    return horizon


def _undone(a: Lifetimes, b: Lifetimes, level: float) -> Difference:
    return Difference(None, None, None, level, "none", None, (a.n, b.n), warnings=("not watched yet",))
