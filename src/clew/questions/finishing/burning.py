"""Burn time: how long it takes until what is there is gone, at the pace of the last days and with nothing new."""

from __future__ import annotations

from clew.stats.distributions import critical_z, poisson_limits
from clew.stats.estimate import Estimate
from clew.stats.sketch import Sketch

__all__ = ["PACE_DAYS", "burn_time"]

#: The days whose pace counts.
PACE_DAYS = 28


def burn_time(changes: Sketch, level: float = 0.95) -> Estimate:
    """Return the seconds until all is gone: how many are there, by how many a second went in the last 28 days.

    ``changes`` holds one more (1) and one less (-1), weighted 1 where it is one less of these days, else 0. How many
    are there is a complete count; how many went, the n, varies as a Poisson count does (Garwood 1936). None where
    none went.

    >>> import numpy as np
    >>> e = burn_time(Sketch.of([1.0] * 30 + [-1.0] * 14, w=np.repeat([0.0, 1.0], [30, 14])))
    >>> e.value / 86_400, e.n
    (32.0, 14)
    """
    there, gone = changes.positives - changes.negatives, round(changes.sum_w)
    if not gone:
        said = (f"nothing was closed in the last {PACE_DAYS} days",)
        return Estimate(None, None, None, level, "none", 0, missing=changes.missing, warnings=said)
    least, most = poisson_limits(gone, critical_z(level))
    value, lo, hi = (there * PACE_DAYS * 86_400.0 / pace for pace in (gone, most, least))
    return Estimate(value, lo, hi, level, "poisson", gone, missing=changes.missing)
