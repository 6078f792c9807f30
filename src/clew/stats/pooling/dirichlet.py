"""Marginal maximum likelihood of the Dirichlet-multinomial; with two categories it is the beta-binomial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["DirichletFit", "fit_dirichlet"]

Array = npt.NDArray[np.float64]
#: Newton steps; ten are the rule, and the last ones change nothing.
STEPS = 80
#: No step multiplies a parameter by more than e^1.5: far from the optimum the curvature misleads.
LONGEST_STEP = 1.5
#: A strength beyond which segments cannot be told from one another at any n that is met.
STRONGEST = 1e7


@dataclass(frozen=True, slots=True)
class DirichletFit:
    """Fits of R data sets: shares (R, K) of the whole and its strength (R,), infinite where segments do not differ."""

    shares: Array
    strength: Array


def fit_dirichlet(counts: Array) -> DirichletFit:
    """Return the fit to each of R data sets, ``counts`` being (R, segments, categories).

    Maximises Σ lnΓ(A) - lnΓ(A + n) + Σ lnΓ(α + k) - lnΓ(α) by damped Newton steps in ln α. Strength is A = Σα. Where
    the likelihood rises towards A = ∞ (its slope in 1/A is not positive there), segments differ no more than by chance:
    strength is infinite and the shares are those of all together.
    """
    totals = counts.sum(axis=1)
    shares = totals / totals.sum(axis=1, keepdims=True)
    strength = np.full(len(counts), np.inf)
    differ = _slope_at_infinity(counts, shares) > 0
    if differ.any():
        # a category never met starts small, and sinks
        alpha = _climb(counts[differ], 10.0 * np.maximum(shares[differ], 1e-3))
        total = alpha.sum(axis=1)
        strength[differ] = np.where(total < STRONGEST, total, np.inf)
        shares[differ] = np.where((total < STRONGEST)[:, None], alpha / total[:, None], shares[differ])
    return DirichletFit(shares, strength)


def _slope_at_infinity(counts: Array, shares: Array) -> Array:
    """Return the slope of the likelihood in 1/A at A = ∞, twice: Σ (Σ k(k-1)/p - n(n-1)) over segments."""
    n = counts.sum(axis=2)
    pairs = counts * (counts - 1)
    # a category never met has no pairs: 0 / 1 instead of 0 / 0
    safe = np.where(shares > 0, shares, 1.0)[:, None, :]
    slope: Array = ((pairs / safe).sum(axis=2) - n * (n - 1)).sum(axis=1)
    return slope


def _climb(counts: Array, start: Array) -> Array:
    log_alpha = np.log(start)
    best = _likelihood(counts, np.exp(log_alpha))
    damping = np.zeros(len(counts))
    for _ in range(STEPS):
        step = _newton_step(counts, np.exp(log_alpha), damping)
        trial = np.minimum(log_alpha + step, np.log(STRONGEST) + 1)
        reached = _likelihood(counts, np.exp(trial))
        better = reached >= best - 1e-12 * np.abs(best)
        moved = np.abs(trial - log_alpha).max()
        log_alpha = np.where(better[:, None], trial, log_alpha)
        best = np.where(better, np.maximum(reached, best), best)
        damping = np.where(better, damping / 4, 4 * damping + 1)
        if better.all() and moved < 1e-10:
            break
    return np.exp(log_alpha)


def _likelihood(counts: Array, alpha: Array) -> Array:
    from scipy.special import gammaln  # noqa: PLC0415  # scipy only when segments are pooled

    n, total = counts.sum(axis=2), alpha.sum(axis=1)[:, None]
    whole = gammaln(total) - gammaln(total + n)
    parts = gammaln(alpha[:, None, :] + counts) - gammaln(alpha)[:, None, :]
    likelihood: Array = whole.sum(axis=1) + parts.sum(axis=(1, 2))
    return likelihood


def _newton_step(counts: Array, alpha: Array, damping: Array) -> Array:
    """Return the step in ln α that the slope and a curvature made negative definite give."""
    from scipy.special import psi, zeta  # noqa: PLC0415  # scipy only when segments are pooled

    n, total = counts.sum(axis=2), alpha.sum(axis=1)[:, None]
    raised = alpha[:, None, :] + counts
    slope = (psi(total) - psi(total + n)).sum(axis=1)[:, None] + (psi(raised) - psi(alpha)[:, None, :]).sum(axis=1)
    # zeta(2, x) is the trigamma function
    shared = (zeta(2, total) - zeta(2, total + n)).sum(axis=1)
    own = (zeta(2, raised) - zeta(2, alpha)[:, None, :]).sum(axis=1)
    eye = np.eye(alpha.shape[1])
    outer = alpha[:, :, None] * alpha[:, None, :]
    curved = shared[:, None, None] * outer + (alpha**2 * own + alpha * slope)[:, :, None] * eye
    return _uphill(alpha * slope, curved, damping)


def _uphill(slope: Array, curved: Array, damping: Array) -> Array:
    """Return -curved⁻¹ slope with the eigenvalues of ``curved`` made negative, damped and cut to the longest step."""
    values, vectors = np.linalg.eigh(curved)
    steep = np.maximum(np.abs(values), 1e-12) + damping[:, None] * (1 + np.abs(values).max(axis=1, keepdims=True))
    turned = np.einsum("rji,rj->ri", vectors, slope) / steep
    step = np.einsum("rij,rj->ri", vectors, turned)
    longest = np.abs(step).max(axis=1, keepdims=True)
    cut: Array = step * np.minimum(1.0, LONGEST_STEP / np.maximum(longest, 1e-300))
    return cut
