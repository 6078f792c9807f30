"""How many independent answers a weighted or clustered sample is worth."""

from __future__ import annotations

from clew.stats.distributions import critical_t, critical_z
from clew.stats.sketch import Sketch

__all__ = ["design_label", "design_size"]


def design_label(sketch: Sketch) -> str:
    """Return what is added to the method's name: nothing, ``_taylor``, or ``_clustered``."""
    if sketch.clustered:
        return "_clustered"
    return "_taylor" if sketch.weighted else ""


def design_size(sketch: Sketch, level: float = 0.95) -> float | None:
    """Return the n of a simple sample that would have had the Taylor error of ``sketch``; None if none can be had.

    size = variance / SE², with the error widened by t/z for the few units it was estimated from, and never more than
    the number of answers. Where everybody answered alike the error says nothing, and the size is Kish's (Σw)² / Σw²
    over customers, Σb being a customer's weight. An unweighted sample without repeats keeps its n.

    >>> design_size(Sketch.of([1, 0, -1, 1]))
    4.0
    """
    if not sketch.n or sketch.sum_w <= 0:
        return None
    if not design_label(sketch):
        return float(sketch.n)
    error, variance = sketch.standard_error, sketch.variance
    if error is None or variance is None:
        return None
    if not error:
        return sketch.sum_w**2 / (sketch.sum_bb if sketch.clustered else sketch.sum_ww)
    wider = critical_t(level, sketch.units - 1) / critical_z(level)
    return min(float(sketch.n), variance / (error * wider) ** 2)
