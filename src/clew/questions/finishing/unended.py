"""Figures of times that may not have ended, with how many were open said in plain words."""

from __future__ import annotations

from clew.errors import UsageError
from clew.metrics.metric import Statistic
from clew.stats.estimate import Estimate
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.survival_quantile import survival_quantile

__all__ = ["estimate_unended"]

#: What the estimators say briefly, in words for people.
WORDS = {"not reached": "not reached: fewer than this share had ended by the longest time watched"}


def estimate_unended(statistic: Statistic, lives: Lifetimes, level: float, _horizon: float | None) -> Estimate:
    """Return the estimate of one cell in seconds or as a share; ``horizon`` is in seconds."""
    return _said(_estimate(statistic, lives, level), lives)


def _estimate(statistic: Statistic, lives: Lifetimes, level: float) -> Estimate:
    if statistic.quantile is not None:
        return survival_quantile(lives, statistic.quantile, level)
    raise UsageError(f"'{statistic.name}' is no figure of times that may not have ended.")


def _said(found: Estimate, lives: Lifetimes) -> Estimate:
    """Return the estimate with the words of its warnings, and with how many were still open."""
    words = tuple(WORDS.get(warning, warning) for warning in found.warnings)
    still = (f"{lives.open} still open at the end: they count as such",) if lives.open else ()
    return Estimate(
        found.value, found.lo, found.hi, found.level, found.method, found.n, missing=found.missing,
        warnings=(*words, *still),
    )  # fmt: skip
