"""A mergeable sketch of one cell: the sums from which every mean, share and score is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import isclose, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Sketch"]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sums of one cell: answers ``y`` with weights ``w``, and how often y is below, at and above zero.

    ``clusters`` is the number of customers who answered, with per customer a = Σwy, b = Σw and Σa², Σab, Σb² over
    customers; None where customers are not known, then each answer stands for a customer of its own.
    ``missing`` counts rows that were asked and gave no answer.
    """

    n: int
    missing: int = 0
    sum_w: float = 0.0
    sum_wy: float = 0.0
    sum_wyy: float = 0.0
    sum_ww: float = 0.0
    sum_wwy: float = 0.0
    sum_wwyy: float = 0.0
    negatives: int = 0
    zeros: int = 0
    positives: int = 0
    clusters: int | None = None
    sum_aa: float = 0.0
    sum_ab: float = 0.0
    sum_bb: float = 0.0

    @classmethod
    def of(
        cls,
        y: npt.ArrayLike,
        w: npt.ArrayLike | None = None,
        unit_id: Sequence[Any] | npt.NDArray[Any] | None = None,
        missing: int = 0,
    ) -> Sketch:
        """Return the sketch of the answers ``y``; NaN counts as missing, an id of None is a customer of its own.

        Many sketches of the same customers are quicker with an array of their numbers (from 0) as ``unit_id``.

        >>> s = Sketch.of([1, 1, 0, -1, 1, 0, -1, 1], [1, 1, 1, 1, 2, 2, 3, 5])
        >>> s.mean, round(s.standard_error, 6)
        (0.3125, 0.380127)
        """
        values = np.asarray(y, dtype=np.float64)
        weights = np.ones_like(values) if w is None else np.asarray(w, dtype=np.float64)
        given = ~np.isnan(values)
        kept, weight = values[given], weights[given]
        cell = cls._of_answers(kept, weight, missing + int((~given).sum()))
        if unit_id is None:
            return cell
        return replace(cell, **_cluster_sums(kept, weight, _numbered(unit_id)[given]))

    @classmethod
    def of_share(cls, yes: int, n: int, missing: int = 0) -> Sketch:
        """Return the sketch of ``n`` things of which ``yes`` are: y is 1 for these, 0 for the others, each weighs 1.

        >>> Sketch.of_share(2, 3) == Sketch.of([1, 0, 1])
        True
        """
        return cls(
            n=n, missing=missing, sum_w=n, sum_wy=yes, sum_wyy=yes, sum_ww=n, sum_wwy=yes, sum_wwyy=yes,
            zeros=n - yes, positives=yes,
        )  # fmt: skip

    @classmethod
    def _of_answers(cls, y: npt.NDArray[np.float64], w: npt.NDArray[np.float64], missing: int) -> Sketch:
        return cls(
            n=len(y),
            missing=missing,
            sum_w=float(w.sum()),
            sum_wy=float((w * y).sum()),
            sum_wyy=float((w * y * y).sum()),
            sum_ww=float((w * w).sum()),
            sum_wwy=float((w * w * y).sum()),
            sum_wwyy=float((w * w * y * y).sum()),
            negatives=int((y < 0).sum()),
            zeros=int((y == 0).sum()),
            positives=int((y > 0).sum()),
        )

    def merge(self, other: Sketch) -> Sketch:
        """Return the sketch of both cells together.

        Counts and sums add exactly. Customers are taken to be different ones: where the same customer stands in
        both cells the clustered error of the merged cell is too small, so such cells are sketched together instead.
        """
        if not self.n or not other.n:
            kept, empty = (self, other) if self.n else (other, self)
            return replace(kept, missing=kept.missing + empty.missing)
        if self.clusters is None and other.clusters is None:
            return _added(self, other)
        first, second = _singles(self), _singles(other)
        return replace(_added(first, second), clusters=(first.clusters or 0) + (second.clusters or 0))

    @property
    def mean(self) -> float | None:
        """The weighted mean Σwy / Σw; None without answers or weight."""
        return self.sum_wy / self.sum_w if self.n and self.sum_w > 0 else None

    @property
    def weighted(self) -> bool:
        """Whether the weights differ; equal weights of any size change nothing."""
        return self.n > 1 and not isclose(self.n * self.sum_ww, self.sum_w**2, rel_tol=1e-9)

    @property
    def clustered(self) -> bool:
        """Whether some customer answered more than once."""
        return self.clusters is not None and self.clusters < self.n

    @property
    def n_effective(self) -> float | None:
        """Kish's (Σw)² / Σw², for show; None when unweighted. Intervals use the Taylor error, never this."""
        return self.sum_w**2 / self.sum_ww if self.weighted else None

    @property
    def variance(self) -> float | None:
        """The weighted variance of y, Σw(y-m)² / Σw (divided by n, not n-1)."""
        m = self.mean
        return None if m is None else max(0.0, self.sum_wyy / self.sum_w - m * m)

    @property
    def units(self) -> int:
        """How many independent units there are: customers where some repeat, answers otherwise."""
        return self.clusters if self.clusters is not None and self.clusters < self.n else self.n

    @property
    def standard_error(self) -> float | None:
        """The error of the mean by Taylor linearisation, over customers where some repeat; None below two units."""
        m, units = self.mean, self.units
        if m is None or units < 2:
            return None
        if self.clustered:
            spread = self.sum_aa - 2 * m * self.sum_ab + m * m * self.sum_bb
        else:
            spread = self.sum_wwyy - 2 * m * self.sum_wwy + m * m * self.sum_ww
        # what is left of a sum of squares that cancels is rounding, not spread
        floor = 1e-13 * (self.sum_aa if self.clustered else self.sum_wwyy)
        return sqrt(units / (units - 1) * (spread if spread > floor else 0.0)) / self.sum_w


def _added(a: Sketch, b: Sketch) -> Sketch:
    """Return the sums of both, customers left unknown."""
    return Sketch(**{f.name: getattr(a, f.name) + getattr(b, f.name) for f in fields(Sketch) if f.name != "clusters"})


def _singles(sketch: Sketch) -> Sketch:
    """Return the same cell with every answer a customer of its own, where customers are not known."""
    if sketch.clusters is not None:
        return sketch
    return replace(sketch, clusters=sketch.n, sum_aa=sketch.sum_wwyy, sum_ab=sketch.sum_wwy, sum_bb=sketch.sum_ww)


def _numbered(units: Sequence[Any] | npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the number of each customer; numbers that are about as many as there may be stay as they are."""
    if isinstance(units, np.ndarray) and units.dtype.kind == "i" and _are_places(units):
        return units
    places: dict[Any, int] = {}
    codes = [places.setdefault((i, None) if u is None else (u,), len(places)) for i, u in enumerate(units)]
    return np.asarray(codes, dtype=np.int64)


def _are_places(units: npt.NDArray[np.int64]) -> bool:
    return bool(units.min(initial=0) >= 0 and units.max(initial=0) < 2 * max(len(units), 1))


def _cluster_sums(
    y: npt.NDArray[np.float64], w: npt.NDArray[np.float64], units: npt.NDArray[np.int64]
) -> dict[str, Any]:
    a, b = np.bincount(units, weights=w * y), np.bincount(units, weights=w)
    clusters = int(np.count_nonzero(np.bincount(units)))
    return {"clusters": clusters, "sum_aa": float(a @ a), "sum_ab": float(a @ b), "sum_bb": float(b @ b)}
