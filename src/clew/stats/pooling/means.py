"""Means of many segments, pooled by the normal-normal model with REML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from clew.errors import UsageError
from clew.stats.distributions import critical_z
from clew.stats.estimate import Estimate
from clew.stats.pooling.pooled import BOOTSTRAPS, FEW_SEGMENTS, Pooled, Pooling

__all__ = ["pool_means"]

Array = npt.NDArray[np.float64]
SEED = 20162
#: Answers' worth of common spread that each segment's own spread is mixed with: five alike answers are luck.
BORROWED = 5


def pool_means(
    means: Sequence[float | None], standard_errors: Sequence[float | None], n: Sequence[int], level: float = 0.95
) -> Pooled:
    """Return the mean of each segment in its own unit, drawn towards the whole by the normal-normal model.

    (1 - B)·mean + B·grand mean, B = SE² / (SE² + τ²), τ² by REML. Each SE is first steadied by five answers' worth of
    the spread common to all, and a segment without one takes the common spread; what is unknown of grand mean and τ² is
    in the interval, by a parametric bootstrap below 20 segments and to first order above. A segment without a mean gets
    what the others say. Source: Efron & Morris 1975, JASA 70:311; Laird & Louis 1987, JASA 82:739.

    >>> pooled = pool_means([3.0, 4.0, 8.0], [1.0, .2, .2], [4, 100, 100])
    >>> [round(e.value, 1) for e in pooled], round(pooled.pooling.grand_mean, 1)
    ([3.3, 4.0, 8.0], 5.1)
    """
    if not len(means) == len(standard_errors) == len(n):
        raise UsageError("Means, standard errors and counts must be as many as there are segments.")
    known = np.array([m is not None and count > 0 for m, count in zip(means, n, strict=True)], dtype=bool)
    values = np.array([0.0 if m is None else m for m in means], dtype=np.float64)
    variances = _steadied(np.array([np.nan if e is None else e for e in standard_errors], dtype=np.float64), n)
    if not known.any() or not np.isfinite(variances[known]).all():
        return _unpooled(means, n, level)
    fit = _fit(values[known][None], variances[known])
    return _finished(values, np.where(known, variances, inf), known, fit, n, level)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Grand mean, its error variance, and τ², each (R,)."""

    grand: Array
    grand_variance: Array
    between: Array


def _finished(
    values: Array, variances: Array, known: npt.NDArray[np.bool_], fit: _Fit, n: Sequence[int], level: float
) -> Pooled:
    mean, variance = (x[0] for x in _posterior(values, variances, fit))
    few = int(known.sum()) < FEW_SEGMENTS
    if few:
        variance = np.maximum(variance, _bootstrapped_variance(values, variances, known, fit))
    between = float(fit.between[0])
    within = float(np.median(variances[known] * np.asarray(n, dtype=np.float64)[known]))
    strength = within / between if between else inf
    complete = between == 0
    half = critical_z(level) * np.sqrt(variance)
    warnings = ("complete pooling",) if complete else ()
    estimates = tuple(
        Estimate(m, m - h, m + h, level, "normal_normal", count, warnings=warnings)
        for m, h, count in zip(mean.tolist(), half.tolist(), n, strict=True)
    )
    return Pooled(estimates, Pooling(float(fit.grand[0]), strength, between**0.5, len(n), complete, bootstrapped=few))


def _unpooled(means: Sequence[float | None], n: Sequence[int], level: float) -> Pooled:
    """Return the means as they are: without any spread known there is nothing to pool by."""
    estimates = tuple(
        Estimate(m, None, None, level, "none", count, warnings=("no spread" if count else "no answers",))
        for m, count in zip(means, n, strict=True)
    )
    return Pooled(estimates, Pooling(None, 0.0, 0.0, len(means), complete=False, bootstrapped=False))


def _steadied(errors: Array, n: Sequence[int]) -> Array:
    """Return the error variances with each segment's spread mixed with the common one; NaN where there is none."""
    counts = np.asarray(n, dtype=np.float64)
    spread = errors**2 * counts
    freedom = np.where(np.isfinite(spread) & (counts > 1), counts - 1, 0.0)
    if not (freedom * np.nan_to_num(spread)).sum():
        return np.full(len(counts), np.nan)
    common = (freedom * np.nan_to_num(spread)).sum() / freedom.sum()
    steadied = (freedom * np.nan_to_num(spread) + BORROWED * common) / (freedom + BORROWED)
    return np.asarray(steadied / np.where(counts > 0, counts, np.nan), dtype=np.float64)


def _fit(values: Array, variances: Array) -> _Fit:
    """Return the REML fit to each of R rows of segment means with the same error variances."""
    low, high = np.zeros(len(values)), np.full(len(values), 4 * (np.ptp(values, axis=1) ** 2).max() + 1e-300)
    rises = _slope(values, variances, low) > 0
    for _ in range(60):
        middle = (low + high) / 2
        up = _slope(values, variances, middle) > 0
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    between = np.where(rises, (low + high) / 2, 0.0)
    weights = 1 / (between[:, None] + variances)
    total = weights.sum(axis=1)
    return _Fit((weights * values).sum(axis=1) / total, 1 / total, between)


def _slope(values: Array, variances: Array, between: Array) -> Array:
    """Return twice the slope of the restricted likelihood in τ²."""
    weights = 1 / (between[:, None] + variances)
    total = weights.sum(axis=1, keepdims=True)
    residuals = values - (weights * values).sum(axis=1, keepdims=True) / total
    squares = weights**2
    slope: Array = (squares * residuals**2).sum(axis=1) - weights.sum(axis=1) + (squares.sum(axis=1) / total[:, 0])
    return slope


def _posterior(values: Array, variances: Array, fit: _Fit) -> tuple[Array, Array]:
    """Return mean and variance (R, S) of each segment; the error of the grand mean is in the variance."""
    between, grand = fit.between[:, None], fit.grand[:, None]
    with np.errstate(invalid="ignore"):
        drawn = np.where(np.isinf(variances), 1.0, variances / (variances + between))
    own = np.where(drawn < 1, (1 - drawn) * np.where(np.isinf(variances), 0.0, variances), between)
    return drawn * grand + (1 - drawn) * values, own + drawn**2 * fit.grand_variance[:, None]


def _bootstrapped_variance(values: Array, variances: Array, known: npt.NDArray[np.bool_], fit: _Fit) -> Array:
    """Return the posterior variance with what is unknown of grand mean and τ², data sets being drawn from the fit."""
    rng = np.random.default_rng(SEED)
    spread = np.sqrt(variances[known] + fit.between[0])
    sampled = fit.grand[0] + spread * rng.standard_normal((BOOTSTRAPS, int(known.sum())))
    refit = _fit(sampled, variances[known])
    without_error = _Fit(refit.grand, np.zeros_like(refit.grand), refit.between)
    means, own = _posterior(values, variances, without_error)
    widened: Array = own.mean(axis=0) + means.var(axis=0)
    return widened
