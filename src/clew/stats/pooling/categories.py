"""Shares and scores of many segments, pooled by the Dirichlet-multinomial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from clew.errors import UsageError
from clew.stats.distributions import beta_limits
from clew.stats.estimate import Estimate
from clew.stats.nps import nps_counts
from clew.stats.pooling.dirichlet import DirichletFit, fit_dirichlet
from clew.stats.pooling.pooled import BOOTSTRAPS, FEW_SEGMENTS, Pooled, Pooling
from clew.stats.proportion import wilson

__all__ = ["pool_nps", "pool_proportions"]

Array = npt.NDArray[np.float64]
SEED = 20161


def pool_proportions(successes: Sequence[int], n: Sequence[int], level: float = 0.95) -> Pooled:
    """Return the share (0..1) of each segment, drawn towards the whole by the beta-binomial.

    (k + α) / (n + α + β) with α, β by marginal maximum likelihood; the interval is the beta posterior's, widened by a
    parametric bootstrap of α and β below 20 segments. A segment without answers gets what the others say. Source:
    Gelman et al., BDA3, chapter 5; bootstrap after Laird & Louis 1987, JASA 82:739.

    >>> pooled = pool_proportions([2, 30, 45], [4, 100, 100])
    >>> [round(e.value, 2) for e in pooled]
    [0.39, 0.33, 0.42]
    """
    successful, asked = np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    counts = np.stack([asked - successful, successful], axis=-1)
    return _pool(counts, _Score(np.array([0.0, 1.0]), "beta_binomial"), level)


def pool_nps(
    detractors: Sequence[int], passives: Sequence[int], promoters: Sequence[int], level: float = 0.95
) -> Pooled:
    """Return the NPS (-1..1) of each segment, drawn towards the whole by the Dirichlet-multinomial.

    Posterior shares (k + α) / (n + A); variance (p + d - NPS²) / (n + A + 1), from which the interval is that of a beta
    on -1..1 with the same mean and variance, widened by a parametric bootstrap of α below 20 segments.

    >>> pooled = pool_nps([1, 40, 10], [2, 30, 30], [2, 30, 60])
    >>> [round(e.value, 2) for e in pooled]
    [0.21, -0.05, 0.46]
    """
    counts = np.stack([np.asarray(c, dtype=np.float64) for c in (detractors, passives, promoters)], axis=-1)
    return _pool(counts, _Score(np.array([-1.0, 0.0, 1.0]), "dirichlet_multinomial"), level)


@dataclass(frozen=True, slots=True)
class _Score:
    """The number each category stands for, and the name of the model."""

    values: Array
    method: str

    @property
    def low(self) -> float:
        return float(self.values[0])

    def posterior(self, counts: Array, fit: DirichletFit) -> tuple[Array, Array]:
        """Return mean and variance (R, S) of the score of each segment; of the whole where the strength is infinite."""
        strength = np.where(np.isinf(fit.strength), 0.0, fit.strength)[:, None, None]
        common = fit.shares[:, None, :]
        raised = counts + strength * common
        total = raised.sum(axis=2, keepdims=True)
        shares = raised / np.where(total > 0, total, 1.0)
        shares = np.where(np.isinf(fit.strength)[:, None, None], common, shares)
        mean = shares @ self.values
        variance = np.maximum(shares @ self.values**2 - mean**2, 0.0) / (total[:, :, 0] + 1)
        return mean, np.where(np.isinf(fit.strength)[:, None], 0.0, variance)

    def limits(self, mean: float, variance: float, level: float) -> tuple[float, float]:
        """Return the limits of the beta on low..1 that has this mean and variance."""
        width = 1 - self.low
        share, spread = (mean - self.low) / width, variance / width**2
        if spread <= 0 or not 0 < share < 1:
            return mean, mean
        size = share * (1 - share) / spread - 1
        if size <= 0:
            return self.low, 1.0
        lo, hi = beta_limits(share * size, (1 - share) * size, level)
        return self.low + width * lo, self.low + width * hi

    def whole(self, totals: Array, level: float) -> tuple[float, float]:
        """Return the interval of all segments together."""
        if len(totals) == 2:
            return wilson(float(totals[1]), float(totals.sum()), level)
        e = nps_counts(int(totals[0]), int(totals[1]), int(totals[2]), level)
        return float(e.lo or 0.0), float(e.hi or 0.0)


def _pool(counts: Array, score: _Score, level: float) -> Pooled:
    if counts.size and counts.min() < 0:
        raise UsageError("Counts cannot be negative, and no segment has more successes than answers.")
    if not counts.sum():
        nothing = Estimate(None, None, None, level, "none", 0, warnings=("no answers",))
        return Pooled((nothing,) * len(counts), Pooling(None, inf, 0.0, len(counts), complete=True, bootstrapped=False))
    fit = fit_dirichlet(counts[None])
    mean, variance = (x[0] for x in score.posterior(counts[None], fit))
    few = len(counts) < FEW_SEGMENTS
    if few:
        variance = _bootstrapped_variance(counts, fit, score)
    pooling = _summary(fit, score, len(counts), bootstrapped=few)
    limits = [score.limits(m, v, level) for m, v in zip(mean.tolist(), variance.tolist(), strict=True)]
    if pooling.complete:
        lo, hi = score.whole(counts.sum(axis=0), level)
        limits = [(min(lo, low), max(hi, high)) for low, high in limits]
    warnings = ("complete pooling",) if pooling.complete else ()
    estimates = tuple(
        Estimate(m, lo, hi, level, score.method, n, warnings=warnings)
        for m, (lo, hi), n in zip(mean.tolist(), limits, counts.sum(axis=1).astype(int).tolist(), strict=True)
    )
    return Pooled(estimates, pooling)


def _summary(fit: DirichletFit, score: _Score, segments: int, *, bootstrapped: bool) -> Pooling:
    strength, shares = float(fit.strength[0]), fit.shares[0]
    grand = float(shares @ score.values)
    between = ((float(shares @ score.values**2) - grand**2) / (strength + 1)) ** 0.5
    return Pooling(grand, strength, between, segments, complete=strength == inf, bootstrapped=bootstrapped)


def _bootstrapped_variance(counts: Array, fit: DirichletFit, score: _Score) -> Array:
    """Return the posterior variance with what is unknown of α: mean of the variances plus variance of the means.

    Data sets are drawn from the fit, α is fitted to each, and each gives the *given* counts a posterior.
    """
    rng = np.random.default_rng(SEED)
    strength, shares = float(fit.strength[0]), fit.shares[0]
    repeats = (BOOTSTRAPS, len(counts))
    if strength == inf:
        drawn = np.broadcast_to(shares, (*repeats, len(shares)))
    else:
        drawn = rng.dirichlet(np.maximum(strength * shares, 1e-9), size=repeats)
    sampled = rng.multinomial(counts.sum(axis=1).astype(np.int64), drawn).astype(np.float64)
    means, variances = score.posterior(counts[None], fit_dirichlet(sampled))
    widened: Array = variances.mean(axis=0) + means.var(axis=0)
    return widened
