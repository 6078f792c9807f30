"""From extracts to cells: the rows of a span, added up by customer as the statement of a question would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clew.metrics.metric import UNENDED, Family
from clew.questions.extracts.extract import Extract, Ints
from clew.questions.gathering.cells import Cell, Values
from clew.questions.spans.expression import ORDERED
from clew.stats.sketch import Sketch
from clew.stats.survival.lifetimes import Lifetimes

__all__ = ["Rows", "fold", "rows_within"]

Floats = npt.NDArray[np.float64]
Keys = Callable[[tuple[Any, ...]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one group in one span: as in an extract, aliases answered, in no order."""

    unit: Ints
    y: Floats | None
    w: Floats | None
    nobody: npt.NDArray[np.bool_] | None
    ended: npt.NDArray[np.bool_] | None
    missing: int


def rows_within(
    extracts: Sequence[Extract], start: int, end: int, aliases: Callable[[Ints], Ints], key: Keys
) -> dict[tuple[Any, ...], Rows]:
    """Return the rows of ``extracts`` from ``start`` to before ``end`` by ``key`` of their group."""
    parts: dict[tuple[Any, ...], list[tuple[Extract, slice, npt.NDArray[np.bool_] | None]]] = {}
    missing: dict[tuple[Any, ...], int] = {}
    for extract in extracts:
        inside = slice(*np.searchsorted(extract.at, (start, end)).tolist())
        blank = slice(*np.searchsorted(extract.blank_at, (start, end)).tolist())
        for number, named in enumerate(extract.groups):
            chosen = None if extract.group is None else extract.group[inside] == number
            rows = inside.stop - inside.start if chosen is None else int(chosen.sum())
            silent = blank.stop - blank.start
            if extract.blank_group is not None:
                silent = int((extract.blank_group[blank] == number).sum())
            if rows:
                parts.setdefault(key(named), []).append((extract, inside, chosen))
            if rows or silent:
                missing[key(named)] = missing.get(key(named), 0) + silent
    return {named: _joined(parts.get(named, []), silent, aliases) for named, silent in missing.items()}


def _joined(
    parts: Sequence[tuple[Extract, slice, npt.NDArray[np.bool_] | None]], missing: int, aliases: Callable[[Ints], Ints]
) -> Rows:
    def column(name: str, instead: float, kind: Any) -> Any:
        if all(getattr(extract, name) is None for extract, _, _ in parts):
            return None
        return np.concatenate([_taken(part, name, instead, kind) for part in parts])

    units = [_units(part, aliases) for part in parts]
    return Rows(
        np.concatenate(units) if units else np.zeros(0, dtype=np.int64),
        column("y", 1.0, np.float64),
        column("w", 1.0, np.float64),
        column("nobody", 0, np.bool_),
        column("ended", 1, np.bool_),
        missing,
    )


def _units(part: tuple[Extract, slice, npt.NDArray[np.bool_] | None], aliases: Callable[[Ints], Ints]) -> Ints:
    unit = _taken(part, "unit", 0, np.int64)
    if part[0].fixed is None:
        return aliases(unit)
    return np.where(_taken(part, "fixed", 0, np.bool_), unit, aliases(unit))


def _taken(part: tuple[Extract, slice, npt.NDArray[np.bool_] | None], name: str, instead: float, kind: Any) -> Any:
    extract, inside, chosen = part
    array = getattr(extract, name)
    found = np.full(inside.stop - inside.start, instead, dtype=kind) if array is None else array[inside]
    return found if chosen is None else found[chosen]


def fold(rows: dict[tuple[Any, ...], Rows], family: Family, *, weighted: bool) -> list[Cell]:
    """Return the cells of groups of rows: sums, every number, or times that may not have ended, as ``family`` wants."""
    made = _lifetimes if family in UNENDED else _values if family in ORDERED else _sketch
    return [Cell((), key, None, made(found, weighted=weighted)) for key, found in rows.items()]


def _lifetimes(rows: Rows, *, weighted: bool) -> Lifetimes:
    del weighted
    y = np.ones(len(rows.unit)) if rows.y is None else rows.y
    ended = np.ones(len(y), dtype=bool) if rows.ended is None else rows.ended
    order = np.lexsort((ended, y))
    y, ended = y[order], ended[order]
    first = np.flatnonzero(np.concatenate(([True], (y[1:] != y[:-1]) | (ended[1:] != ended[:-1])))[: len(y)])
    counts = np.diff(np.append(first, len(y))).astype(np.float64)
    return Lifetimes.of(y[first], ended[first], counts, missing=rows.missing)


def _values(rows: Rows, *, weighted: bool) -> Values:
    y = np.ones(len(rows.unit)) if rows.y is None else rows.y
    w = np.ones_like(y) if rows.w is None or not weighted else rows.w
    distinct, place = np.unique(y, return_inverse=True)
    counts, weights, squares = (
        np.bincount(place, weights=each, minlength=len(distinct)).astype(np.float64)
        for each in (np.ones_like(y), w, w * w)
    )
    return Values(distinct, counts, weights, squares, rows.missing)


def _sketch(rows: Rows, *, weighted: bool) -> Sketch:
    n = len(rows.unit)
    if rows.y is None and not weighted and rows.nobody is None:
        return _of_ones(rows.unit, rows.missing)
    y = np.ones(n) if rows.y is None else rows.y
    w = (np.ones(n) if rows.w is None else rows.w) if weighted else None
    one = np.ones(n) if w is None else w
    wy = one * y
    known = slice(None) if rows.nobody is None else ~rows.nobody
    a, b = _by_unit(rows.unit[known], wy[known], None if w is None else w[known])
    alone = np.zeros(n, dtype=bool) if rows.nobody is None else rows.nobody
    positives, negatives = int((y > 0).sum()), int((y < 0).sum())
    single_a, single_b = wy[alone], one[alone]
    return Sketch(
        n=n,
        missing=rows.missing,
        sum_w=float(one.sum()),
        sum_wy=float(wy.sum()),
        sum_wyy=float((wy * y).sum()),
        sum_ww=float((one * one).sum()),
        sum_wwy=float((wy * one).sum()),
        sum_wwyy=float((wy * wy).sum()),
        negatives=negatives,
        zeros=n - positives - negatives,
        positives=positives,
        clusters=len(a) + int(alone.sum()),
        sum_aa=float((a * a).sum() + (single_a * single_a).sum()),
        sum_ab=float((a * b).sum() + (single_a * single_b).sum()),
        sum_bb=float((b * b).sum() + (single_b * single_b).sum()),
    )


def _of_ones(unit: Ints, missing: int) -> Sketch:
    """Return the sketch of rows that each count 1: only how often each customer is there matters."""
    n, (counts, _) = len(unit), _by_unit(unit, None, None)
    squares = float((counts * counts).sum())
    return Sketch(
        n=n, missing=missing, sum_w=n, sum_wy=n, sum_wyy=n, sum_ww=n, sum_wwy=n, sum_wwyy=n, positives=n,
        clusters=len(counts), sum_aa=squares, sum_ab=squares, sum_bb=squares,
    )  # fmt: skip


def _by_unit(unit: Ints, a: Floats | None, b: Floats | None) -> tuple[Floats, Floats]:
    """Return the sums of ``a`` and ``b`` of each unit; None is 1 a row."""
    if not len(unit):
        return np.zeros(0), np.zeros(0)
    order = None if a is None and b is None else np.argsort(unit)
    ordered = np.sort(unit) if order is None else unit[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(np.append(starts, len(unit))).astype(np.float64)
    summed = [counts if each is None or order is None else np.add.reduceat(each[order], starts) for each in (a, b)]
    return summed[0], summed[1]
