"""How many independent answers a weighted or clustered sample is worth."""

from __future__ import annotations

from clew.stats.distributions import critical_t, critical_z
from clew.stats.sketch import Sketch

__all__ = ["design_label", "design_size", "effective_units", "margin", "steadied_error"]


def design_label(sketch: Sketch) -> str:
    """Return what is added to the method's name: nothing, ``_taylor``, or ``_clustered``."""
    if sketch.clustered:
        return "_clustered"
    return "_taylor" if sketch.weighted else ""


def effective_units(sketch: Sketch) -> float:
    """Return Kish's (Σw)² / Σw² over the independent units: how many of them the error was really estimated from.

    Customers with their summed weights where some answered more than once, answers otherwise.

    >>> effective_units(Sketch.of([1, 0, 1, 0, 1], unit_id=["a", "a", "b", "b", "c"]))
    2.7777777777777777
    """
    squares = sketch.sum_bb if sketch.clustered else sketch.sum_ww
    return min(float(sketch.units), sketch.sum_w**2 / squares) if squares > 0 else 0.0


def steadied_error(sketch: Sketch) -> float | None:
    """Return the error of the mean with the small-sample factor of its effective units; None where it says nothing.

    SE · (e/(e-1)) / (u/(u-1)), e effective of u units: 1 for equal weights. A few heavy weights pull the mean to their
    own answers and make the residuals too small, as high leverage does in regression (HC3 of MacKinnon & White 1985);
    without it the measured coverage of weighted ratings at n = 30 is under .90.

    >>> steadied_error(Sketch.of([1, 2, 3, 4])) == Sketch.of([1, 2, 3, 4]).standard_error
    True
    """
    error, units, effective = sketch.standard_error, sketch.units, effective_units(sketch)
    if not error or effective <= 1 + 1e-9:
        return None
    return error * effective / (effective - 1) * (units - 1) / units


def margin(sketch: Sketch, level: float) -> float | None:
    """Return half the width of the t interval of the mean, degrees of freedom being the effective units less one.

    >>> round(margin(Sketch.of([1, 2, 3, 4]), .95), 4)
    2.0543
    """
    error = steadied_error(sketch)
    return None if error is None else critical_t(level, effective_units(sketch) - 1) * error


def design_size(sketch: Sketch, level: float = 0.95) -> float | None:
    """Return the n of a simple sample that would have had the error of ``sketch``; None if none can be had.

    size = variance / (margin / z)², the Taylor or clustered error with its t in place of z (:func:`margin`), and never
    more than the number of answers. Where everybody answered alike the error says nothing, and the size is the number
    of effective units. An unweighted sample without repeats keeps its n.

    >>> design_size(Sketch.of([1, 0, -1, 1]))
    4.0
    """
    if not sketch.n or sketch.sum_w <= 0:
        return None
    if not design_label(sketch):
        return float(sketch.n)
    if sketch.units < 2:
        return None
    half, variance = margin(sketch, level), sketch.variance
    if half is None or variance is None:
        return effective_units(sketch)
    return min(float(sketch.n), variance / (half / critical_z(level)) ** 2)
