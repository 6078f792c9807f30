"""Medians and other quantiles of times that may not have ended."""

from __future__ import annotations

import numpy as np

from clew.errors import UsageError
from clew.stats.distributions import critical_z
from clew.stats.estimate import Estimate
from clew.stats.quantile import quantile
from clew.stats.survival.curve import Curve, band, curve
from clew.stats.survival.lifetimes import Floats, Lifetimes

__all__ = ["band_crossings", "survival_quantile"]

#: Products of many shares are rounded; a curve this near to a share has reached it.
ROUNDING = 1e-9


def survival_quantile(lives: Lifetimes, q: float, level: float = 0.95) -> Estimate:
    """Return the time by which a share ``q`` has ended, in the unit of the times: the first with S(t) <= 1 - q.

    The interval is where the log-log limits of the curve cross 1 - q (Brookmeyer & Crowley 1982, Biometrics 38:29).
    Where nothing is open it is that of the ordered values (:func:`clew.stats.quantile.quantile`), which needs no large
    sample. Not reached: value None with the warning "not reached", the lower limit may be there all the same. A limit
    that is not there is warned of as "no lower limit" or "no upper limit".

    >>> e = survival_quantile(Lifetimes.of([5, 8, 8, 9, 20], [True, True, True, False, False]), .5)
    >>> e.method, e.value, e.warnings
    ('kaplan_meier', 8.0, ('no upper limit',))
    """
    if not 0 < q < 1:
        raise UsageError(f"A quantile lies between 0 and 1, not at {q}.")
    if not lives.open and lives.entries is None:
        return quantile(np.repeat(lives.times, lives.counts.astype(np.int64)), q, level, lives.missing)
    if not lives.n:
        return Estimate(None, None, None, level, "none", 0, missing=lives.missing, warnings=("no answers",))
    found = curve(lives)
    value = _first(found, found.survival, 1 - q)
    lo, hi = band_crossings(found, q, level)
    warnings: tuple[str, ...] = () if value is not None else ("not reached",)
    warnings += tuple(f"no {side} limit" for side, limit in (("lower", lo), ("upper", hi)) if limit is None)
    return Estimate(value, lo, hi, level, "kaplan_meier", lives.n, missing=lives.missing, warnings=warnings)


def band_crossings(found: Curve, q: float, level: float = 0.95) -> tuple[float | None, float | None]:
    """Return the first times at which the lower and the upper limit of the curve are at most 1 - ``q``.

    None where one never is.

    >>> band_crossings(curve(Lifetimes.of(range(1, 101))), .5)
    (40.0, 60.0)
    """
    lower, upper = band(found, critical_z(level))
    return _first(found, lower, 1 - q), _first(found, upper, 1 - q)


def _first(found: Curve, falling: Floats, share: float) -> float | None:
    reached = falling <= share + ROUNDING
    return float(found.times[int(reached.argmax())]) if reached.any() else None
