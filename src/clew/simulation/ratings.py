"""Numbers: whole numbers drawn from a rounded bell, and the true figures of such a bell."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np

from clew.simulation.arrays import Flags, Floats, Numbers
from clew.simulation.company import NPS, Scale

__all__ = ["draw_decoy", "draw_ratings", "probabilities", "true_mean", "true_nps"]


#: How much two ratings of one answer have in common: people who are content are content with most of it.
_SHARED = 0.6
#: The decoy's sample: its size, how bad it looks, and how far chance carries it, in its own standard errors.
_DECOY_SIZES = (9, 13)
_DECOY_NPS_AT_MOST = -0.25
_DECOY_Z = (-2.35, -1.8)


def probabilities(scale: Scale, shift: float = 0.0) -> Floats:
    """Return the chance of each rating from ``scale.low`` to ``scale.high`` when the centre moves by ``shift``.

    >>> from clew.simulation.company import SATISFACTION
    >>> probabilities(SATISFACTION).round(3).tolist()
    [0.006, 0.061, 0.242, 0.383, 0.309]
    """
    centre = scale.mean + shift
    edges = [_below((cut + 0.5 - centre) / scale.spread) for cut in range(scale.low, scale.high)]
    return np.diff(np.array([0.0, *edges, 1.0]))


def true_mean(scale: Scale, shift: float = 0.0) -> float:
    """Return the expected rating, in points of the scale."""
    return float(probabilities(scale, shift) @ np.arange(scale.low, scale.high + 1))


def true_nps(shift: float = 0.0) -> float:
    """Return the true Net Promoter Score in points, -100 to 100: promoters (9-10) less detractors (0-6)."""
    chances = probabilities(NPS, shift)
    return 100 * float(chances[9:].sum() - chances[:7].sum())


def draw_ratings(rng: np.random.Generator, scale: Scale, shift: Floats, mood: Floats) -> Numbers:
    """Return one rating for each ``shift``; ``mood`` (standard normal) is what ratings of one answer share."""
    own = rng.standard_normal(len(shift))
    bell = scale.mean + shift + scale.spread * (_SHARED * mood + sqrt(1 - _SHARED**2) * own)
    return np.clip(np.rint(bell), scale.low, scale.high).astype(np.int64)


def draw_decoy(rng: np.random.Generator) -> Numbers:
    """Return a small sample of recommendation ratings from everybody's distribution that looks bad by chance.

    Samples are drawn from the unshifted distribution until one has an awful score, yet lies no further from the
    truth than one sample in about thirty: what a report meets when it looks at many small groups.
    """
    while True:
        size = int(rng.integers(*_DECOY_SIZES))
        samples = rng.choice(11, size=(4000, size), p=probabilities(NPS))
        signs = np.where(samples >= 9, 1, np.where(samples <= 6, -1, 0))
        bad = np.flatnonzero(_looks_bad(signs))
        if len(bad):
            return np.asarray(samples[bad[0]], dtype=np.int64)


def _looks_bad(signs: Floats) -> Flags:
    """Return which rows of promoters (1), passives (0) and detractors (-1) are awful and still plain chance."""
    size, score = signs.shape[1], signs.mean(axis=1)
    own_error = np.maximum(signs.std(axis=1), 0.3) / sqrt(size)
    z = (score - true_nps() / 100) / own_error
    return np.asarray((score <= _DECOY_NPS_AT_MOST) & (z >= _DECOY_Z[0]) & (z <= _DECOY_Z[1]))


def _below(z: float) -> float:
    """Return the chance that a standard normal lies below ``z``."""
    return 0.5 * (1 + erf(z / sqrt(2)))
